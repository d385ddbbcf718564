// @vitest-environment happy-dom
import { cleanup, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { commandOf } from "../../shared/model/commands.ts";
import { AppError } from "../../shared/ipc/errors.ts";
import { useJobs } from "../state/jobs.ts";
import { dismiss, useNotices } from "../state/notices.ts";
import { forgetView } from "../state/source-view.ts";
import { removeTab, type SourceTab, updateTab } from "../state/sources.ts";
import {
  type EngineAnswers,
  hostForTest,
  openSourceForTest,
  renderInSource,
} from "../testing/window-for-test.tsx";
import { runCommand, stateOf } from "./commands.ts";
import { useSaveAsCurrent } from "./save-as-current.ts";

const TARGET = { token: "t-1", name: "new.aiida", shownPath: "/archives/new.aiida" };
const RESULT = {
  from: "0.9",
  to: "main_0001",
  nodes: 10,
  sizeBytes: 49_000,
  seconds: 0.1,
  conversion: ["one"],
  warnings: ["Left out (1): db_dbcomment 1"],
};

let migrate: NonNullable<EngineAnswers["source.migrate"]>;
let asked: [string, unknown][];
let chosen: typeof TARGET | null;

function Commands() {
  useSaveAsCurrent();
  return null;
}

beforeEach(() => {
  chosen = TARGET;
  migrate = () => RESULT;
  asked = hostForTest({ "targets.choose": () => chosen });
  openSourceForTest("one", "old.tar.gz", { "source.migrate": (input, call) => migrate(input, call) });
  show({ version: "0.9", container: "tar.gz" });
  renderInSource("one", <Commands />);
});
afterEach(() => {
  cleanup();
  removeTab("one");
  forgetView("one");
  for (const { noticeId } of useNotices.getState().notices) dismiss(noticeId);
});

/** The tab is open on such a source. */
function show(summary: { version: string; container: string; kind?: string; losses?: object }): void {
  updateTab("one", {
    status: "open",
    summary: { kind: "archive", losses: null, ...summary } as unknown as NonNullable<SourceTab["summary"]>, // all that is looked at
  });
}

const reason = () => stateOf(commandOf("save-as-current-version")!).off;
const notices = () => useNotices.getState().notices;

test("asks for a place with a name that tells the version, writes there, offers what was written", async () => {
  const inputs: unknown[] = [];
  migrate = (input) => {
    inputs.push(input);
    return RESULT;
  };
  runCommand("save-as-current-version");
  await waitFor(() => expect(notices()).toHaveLength(1));
  expect(asked.find(([name]) => name === "targets.choose")?.[1]).toStrictEqual({
    kind: "archive",
    suggestedName: "old-main_0001.aiida",
    sourceId: "one",
  });
  expect(inputs).toStrictEqual([{ target: "t-1" }]);
  expect(notices()[0]!.text).toBe(
    "10 nodes, 49 kB written as main_0001 to new.aiida. Left out (1): db_dbcomment 1.",
  );
  expect(notices()[0]!.actions.map(({ label }) => label)).toStrictEqual(["Show in folder", "Open"]);
});

test("is a job that can be cancelled, one at a time", async () => {
  migrate = async (_, { cancelled }) => {
    await cancelled;
    throw new AppError("cancelled", "Cancelled.");
  };
  runCommand("save-as-current-version");
  await waitFor(() => expect(useJobs.getState().jobs).toHaveLength(1));
  expect(useJobs.getState().jobs[0]!.title).toBe("Saving as main_0001: new.aiida");
  await waitFor(() => expect(reason()).toBe("it is being saved"));
  useJobs.getState().jobs[0]!.cancel();
  await waitFor(() => expect(notices()[0]?.text).toBe("Cancelled. Nothing was written."));
  expect(useJobs.getState().jobs).toHaveLength(0);
  await waitFor(() => expect(reason()).toBeUndefined());
});

test("a refusal is told; no place, nothing happens", async () => {
  chosen = null;
  runCommand("save-as-current-version");
  await waitFor(() => expect(asked.some(([name]) => name === "targets.choose")).toBe(true));
  expect(notices()).toHaveLength(0);
  chosen = TARGET;
  migrate = () => {
    throw new AppError("disk/full", "There is no room left.");
  };
  runCommand("save-as-current-version");
  await waitFor(() => expect(notices()[0]?.error?.code).toBe("disk/full"));
});

test.each([
  [{ version: "main_0001", container: "zip" }, "this file has version main_0001 already"],
  [{ version: "main_0001", container: "folder", kind: "folder" }, undefined],
  [{ version: "main_0001", container: "zip", losses: {} }, undefined],
  [{ version: "main_0000", container: "zip" }, undefined],
  [{ version: "main_0002", container: "store", kind: "store" }, expect.stringContaining("profile")],
])("of %o", async (summary, off) => {
  show(summary);
  await waitFor(() => expect(reason()).toEqual(off));
});
