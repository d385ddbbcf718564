// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TRAVERSAL_RULES } from "../../../shared/graph/traversal-rules.ts";
import { AppError } from "../../../shared/ipc/errors.ts";
import { runCommand } from "../../commands/commands.ts";
import type { Closure } from "../../queries/basket.ts";
import { dismiss, useNotices } from "../../state/notices.ts";
import { forgetView, viewActions, viewOf } from "../../state/source-view.ts";
import { activateTab, removeTab } from "../../state/sources.ts";
import {
  type EngineAnswers,
  hostForTest,
  openSourceForTest,
  renderInSource,
} from "../../testing/window-for-test.tsx";
import { ExportDialog } from "./ExportDialog.tsx";
import { freshExport } from "./export-state.ts";

const COUNTS = {
  selected: 1,
  nodes: 28,
  links: 47,
  computers: 1,
  users: 1,
  groups: 0,
  comments: 4,
  logs: 16,
  files: 31,
};
const CLOSURE: Closure = {
  counts: COUNTS,
  repositoryBytes: 1_900_000,
  effects: TRAVERSAL_RULES.map((rule) => ({ rule, on: true, toggleable: false, nodes: 0, bytes: 0 })),
  selectedIds: Int32Array.of(3),
  addedIds: new Int32Array(),
  addedBy: new Uint8Array(),
  unsealed: [],
  unsealedCount: 0,
};
const TARGET = { token: "t-1", name: "si-selection.aiida", shownPath: "/archives/si-selection.aiida" };

let asked: [string, unknown][];
let run: NonNullable<EngineAnswers["export.run"]>;
let closure: Closure;
let chosen: typeof TARGET | null;
let requests: unknown[];

beforeEach(() => {
  chosen = TARGET;
  closure = CLOSURE;
  requests = [];
  run = () => ({ counts: COUNTS, sizeBytes: 612_000, seconds: 0.42 });
  asked = hostForTest({ "targets.choose": () => chosen });
  openSourceForTest("one", "si.aiida", {
    "selection.closure": () => closure,
    "selection.privacy": ({ options }) => ({
      emails: ["ada.marlow@example.org"],
      computers: [{ label: "workstation", hostname: "localhost" }],
      paths: ["/scratch/ada"],
      pathCount: 1,
      authinfos: options.includeAuthinfos ? 1 : 0,
      logs: 16,
      comments: 4,
    }),
    "export.run": (input, call) => {
      requests.push(input);
      return run(input, call);
    },
  });
  viewActions("one").addToBasket([3]);
  renderInSource("one", <ExportDialog />);
});
afterEach(() => {
  cleanup();
  freshExport("one", false);
  removeTab("one");
  forgetView("one");
  for (const { noticeId } of useNotices.getState().notices) dismiss(noticeId);
});

async function open() {
  runCommand("export");
  return within(await screen.findByRole("dialog", { name: "Export archive" }));
}

test("the dialog sums up what goes and what it tells about people", async () => {
  const dialog = await open();
  await dialog.findByText("28 nodes");
  expect(dialog.getByText(/47 links · 31 files · 1.9 MB/)).toBeDefined();
  await dialog.findByText("ada.marlow@example.org");
  expect(dialog.getByText("workstation (localhost)")).toBeDefined();
  expect(dialog.getByRole("checkbox", { name: "Comments" })).toHaveProperty("checked", true);
  expect(dialog.getByRole("checkbox", { name: "Logs" })).toHaveProperty("checked", true);
  expect(dialog.getByRole("checkbox", { name: "Authinfos" })).toHaveProperty("checked", false);
  expect(dialog.getByRole("combobox", { name: "Compression" })).toHaveProperty("value", "6");
});

test("Export asks for the place, writes with the options set, and offers what was written", async () => {
  const dialog = await open();
  fireEvent.click(dialog.getByRole("checkbox", { name: "Logs" }));
  fireEvent.change(dialog.getByRole("combobox", { name: "Compression" }), { target: { value: "9" } });
  fireEvent.click(dialog.getByRole("button", { name: "Export" }));
  await dialog.findByText("28 nodes, 612 kB written to si-selection.aiida");
  expect(asked.find(([name]) => name === "targets.choose")?.[1]).toStrictEqual({
    kind: "archive",
    suggestedName: "si-selection.aiida",
    sourceId: "one",
  });
  expect(requests).toStrictEqual([
    {
      selection: { all: false, nodeIds: [3], groupIds: [], computerIds: [] },
      rules: {},
      options: { compression: 9, includeComments: true, includeLogs: false, includeAuthinfos: false },
      target: "t-1",
    },
  ]);
  fireEvent.click(dialog.getByRole("button", { name: "Show in folder" }));
  fireEvent.click(dialog.getByRole("button", { name: "Open" }));
  await waitFor(() =>
    expect(asked.slice(-2)).toStrictEqual([
      ["targets.showInFolder", { token: "t-1" }],
      ["sources.openTarget", { token: "t-1" }],
    ]),
  );
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("no place chosen: nothing happens", async () => {
  chosen = null;
  const dialog = await open();
  fireEvent.click(dialog.getByRole("button", { name: "Export" }));
  await waitFor(() => expect(asked.some(([name]) => name === "targets.choose")).toBe(true));
  expect(requests).toStrictEqual([]);
  expect(dialog.getByRole("button", { name: "Export" })).toBeDefined();
});

test("a running export shows how far it is; Cancel stops it and says that nothing was written", async () => {
  run = async (_, { progress, cancelled }) => {
    progress({ phase: "writing files", done: 12, total: 31, unit: "files" });
    await cancelled;
    throw new AppError("cancelled", "Cancelled.");
  };
  const dialog = await open();
  fireEvent.click(dialog.getByRole("button", { name: "Export" }));
  await dialog.findByText("writing files · 12 of 31 files");
  expect(dialog.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("39");
  fireEvent.click(dialog.getByRole("button", { name: "Cancel" }));
  await dialog.findByText("Export cancelled. Nothing was written.");
});

test("a hidden export goes on, and a notice offers the result", async () => {
  let finish = () => {};
  run = async () => {
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    return { counts: COUNTS, sizeBytes: 612_000, seconds: 3 };
  };
  const dialog = await open();
  fireEvent.click(dialog.getByRole("button", { name: "Export" }));
  fireEvent.click(await dialog.findByRole("button", { name: "Continue in the background" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await waitFor(() => expect(requests).toHaveLength(1));
  finish();
  await waitFor(() =>
    expect(
      useNotices.getState().notices.map(({ text, actions }) => [text, actions.map(({ label }) => label)]),
    ).toStrictEqual([["28 nodes, 612 kB written to si-selection.aiida", ["Show in folder", "Open"]]]),
  );
});

test("an export that fails behind another tab is told by a notice that leads back", async () => {
  run = () => {
    throw new AppError("archive/corrupt", "A file of this archive is damaged.");
  };
  const dialog = await open();
  openSourceForTest("two", "other.aiida", {});
  fireEvent.click(dialog.getByRole("button", { name: "Export" }));
  await waitFor(() => expect(useNotices.getState().notices[0]?.error?.code).toBe("archive/corrupt"));
  activateTab("one");
  removeTab("two");
});

test("a place that cannot be taken asks for another one", async () => {
  run = () => {
    throw new AppError("disk/full", "The disk is full.");
  };
  const dialog = await open();
  fireEvent.click(dialog.getByRole("button", { name: "Export" }));
  const alert = within(await dialog.findByRole("alert"));
  expect(alert.getByText("The disk is full.")).toBeDefined();
  const before = asked.length;
  fireEvent.click(alert.getByRole("button", { name: "Choose another place…" }));
  await waitFor(() => expect(asked.slice(before).map(([name]) => name)).toContain("targets.choose"));
});

test("unsealed processes are explained and named, and nothing is written", async () => {
  closure = { ...CLOSURE, unsealed: [{ nodeId: 2, uuid: "u", title: "PwCalculation" }], unsealedCount: 1 };
  const dialog = await open();
  const alert = within(await dialog.findByRole("alert"));
  expect(alert.getByText("1 process is not sealed.")).toBeDefined();
  fireEvent.click(dialog.getByRole("button", { name: "Export" }));
  expect(asked.some(([name]) => name === "targets.choose")).toBe(false);
  fireEvent.click(alert.getByRole("button", { name: "PwCalculation (2)" }));
  expect(viewOf("one").getState().focusedId).toBe(2);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});
