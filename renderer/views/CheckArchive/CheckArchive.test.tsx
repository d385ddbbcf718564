// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AppError } from "../../../shared/ipc/errors.ts";
import type { CheckReport } from "../../../shared/model/check-report.ts";
import { runCommand } from "../../commands/commands.ts";
import { useJobs } from "../../state/jobs.ts";
import { forgetView, viewOf } from "../../state/source-view.ts";
import { removeTab, updateTab } from "../../state/sources.ts";
import {
  type EngineAnswers,
  hostForTest,
  openSourceForTest,
  renderInSource,
} from "../../testing/window-for-test.tsx";
import { changeCheck } from "./check-state.ts";
import { CheckArchive } from "./CheckArchive.tsx";

const WHOLE: CheckReport = {
  path: "/archives/si.aiida",
  container: "zip",
  version: "main_0001",
  ok: true,
  checked: {
    members: 12,
    bytes: 1_100_000,
    objects: 10,
    objectBytes: 900_000,
    nodes: 69,
    links: 139,
    groups: 2,
    computers: 1,
    users: 1,
    comments: 0,
    logs: 3,
    authinfos: 0,
    jsonValues: 200,
    files: 12,
  },
  problems: [],
  problemCounts: {},
  remarks: [],
  remarkCounts: {},
};

const DAMAGED: CheckReport = {
  ...WHOLE,
  ok: false,
  problems: Array.from({ length: 12 }, (_, i) => ({
    code: "link-dangling" as const,
    message: `Link ${i} leads nowhere \u202e.`,
    where: `db_dblink, PK ${i}`,
    node: { pk: 4, uuid: "" },
  })),
  problemCounts: { "link-dangling": 500 },
  remarks: [{ code: "member-foreign", message: "notes.txt is ignored.", where: "notes.txt", node: null }],
  remarkCounts: { "member-foreign": 1 },
};

let asked: [string, unknown][] = [];
beforeEach(() => {
  asked = hostForTest();
});
afterEach(() => {
  cleanup();
  removeTab("one");
  forgetView("one");
  changeCheck("one", { isOpen: false, run: { status: "none" } });
});

async function open(check: EngineAnswers["source.check"]) {
  openSourceForTest("one", "si.aiida", { "source.check": check! });
  updateTab("one", { status: "open" });
  renderInSource("one", <CheckArchive />);
  act(() => runCommand("check-archive"));
  return screen.findByRole("dialog", { name: "Check of si.aiida" });
}

test("a whole archive is said to be whole, with what was looked at", async () => {
  const dialog = await open(() => WHOLE);
  const status = await within(dialog).findByRole("status");
  expect(status.textContent).toContain("si.aiida is whole.");
  expect(dialog.textContent).toContain(
    "12 members with 1.1 MB read, 10 files compared with their SHA-256, 69 nodes and 139 links looked at.",
  );
});

test("problems are listed by kind, the rest on request, each with the way to its node", async () => {
  const dialog = await open(() => DAMAGED);
  expect((await within(dialog).findByRole("status")).textContent).toContain("si.aiida has 500 problems.");
  expect(within(dialog).getAllByRole("button", { name: "Go to node 4" })).toHaveLength(10);
  fireEvent.click(within(dialog).getByRole("button", { name: "Show 2 more" }));
  expect(within(dialog).getAllByRole("button", { name: "Go to node 4" })).toHaveLength(12);
  expect(dialog.textContent).toContain("… and 488 more of the same kind");
  expect(dialog.textContent).not.toContain("\u202e");
  expect(dialog.textContent).toContain("notes.txt is ignored.");
  fireEvent.click(within(dialog).getAllByRole("button", { name: "Go to node 4" })[0]!);
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(viewOf("one").getState().focusedId).toBe(4);
});

test("the report can be copied and saved as text", async () => {
  const dialog = await open(() => DAMAGED);
  fireEvent.click(await within(dialog).findByRole("button", { name: "Copy report" }));
  const [, copied] = asked.find(([name]) => name === "clipboard.write")!;
  expect((copied as { text: string }).text).toContain("Links lead to nodes that are not there (500)");
  fireEvent.click(within(dialog).getByRole("button", { name: "Save report…" }));
  expect(asked).toContainEqual(["targets.choose", { kind: "text", suggestedName: "si.aiida check.txt" }]);
});

test("it goes on as a job that quitting does not ask about, and can be cancelled", async () => {
  const dialog = await open((_, { progress, cancelled }) => {
    progress({ phase: "reading files", done: 1, total: 4, unit: "bytes" });
    return cancelled.then(() => {
      throw new AppError("cancelled", "Cancelled.");
    });
  });
  expect(await within(dialog).findByText("reading files · 1 B of 4 B")).toBeTruthy();
  expect(useJobs.getState().jobs.map(({ title }) => title)).toEqual(["Checking si.aiida"]);
  expect(asked.filter(([name]) => name === "window.setBusy").at(-1)).toEqual([
    "window.setBusy",
    { jobs: [] },
  ]);
  fireEvent.click(within(dialog).getByRole("button", { name: "Cancel" }));
  expect(await within(dialog).findByText(/Check cancelled/)).toBeTruthy();
  expect(useJobs.getState().jobs).toEqual([]);
});

test("a failure is told with a way to try again", async () => {
  let times = 0;
  const dialog = await open(() => {
    if (times++ === 0) throw new AppError("disk/denied", "The file cannot be read.");
    return WHOLE;
  });
  fireEvent.click(await within(dialog).findByRole("button", { name: "Check again" }));
  expect((await within(dialog).findByRole("status")).textContent).toContain("is whole");
});
