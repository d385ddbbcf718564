// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test } from "vitest";
import { AppError } from "../../../shared/ipc/errors.ts";
import { clearFinished, useJobs } from "../../state/jobs.ts";
import { dismiss, useNotices } from "../../state/notices.ts";
import { removeTab, updateTab } from "../../state/sources.ts";
import { type EngineAnswers, hostForTest, openSourceForTest } from "../../testing/window-for-test.tsx";
import { DEFAULT_OPTIONS, type ImportedFile } from "./import-calls.ts";
import { runImport } from "./run-import.ts";

const counts = (nodes: number) => ({
  nodes,
  links: 2 * nodes,
  groups: 0,
  computers: 0,
  users: 0,
  comments: 0,
  logs: 0,
  authinfos: 0,
  files: 0,
});
const came = (file: string, nodes: number): ImportedFile => ({
  file,
  outcome: {
    new: counts(nodes),
    existing: counts(0),
    changed: { extras: 0, comments: 0 },
    relabelled: [],
    relabelledCount: 0,
    linksBetweenExisting: 0,
    bytes: 0,
    importGroup: null,
    importId: null,
  },
  error: null,
});
const files = ["a", "b", "c"].map((name) => ({
  token: name,
  name: `${name}.aiida`,
  shownPath: `/${name}.aiida`,
}));
const request = { sourceId: "library", files, chosen: {} };
const finished = () =>
  useJobs.getState().finished.map(({ title, outcome, text }) => `${title} ${outcome}: ${text}`);
const notices = () => useNotices.getState().notices.map(({ text }) => text);

function openLibrary(answers: EngineAnswers): void {
  openSourceForTest("library", "Library", { "library.dropDownload": () => ({}), ...answers });
}
beforeEach(() => {
  hostForTest({ "window.setBusy": () => null });
  clearFinished();
  for (const { noticeId } of useNotices.getState().notices) dismiss(noticeId);
});
afterEach(() => removeTab("library"));

test("each file is imported by itself with what is said of it, and one that fails leaves the others", async () => {
  const asked: unknown[] = [];
  openLibrary({
    "library.import": ({ files: [file = ""], own }) => {
      asked.push([file, Object.keys(own ?? {})]);
      const error = { code: "archive/corrupt", message: "It is damaged.", details: {} };
      return [file === "b" ? { file, outcome: null, error } : came(file, 10)];
    },
  });
  const own = { c: { options: { ...DEFAULT_OPTIONS, comments: "newest" as const } } };
  await runImport(request, { options: DEFAULT_OPTIONS, own }, ["a", "b", "c"]);
  expect(asked).toEqual([
    ["a", []],
    ["b", []],
    ["c", ["c"]],
  ]);
  expect(finished()).toEqual([
    "Import of c.aiida done: 10 new nodes and 20 new links.",
    "Import of b.aiida failed: It is damaged.",
    "Import of a.aiida done: 10 new nodes and 20 new links.",
  ]);
  expect(notices()).toEqual(["20 new nodes imported from 2 files.", "b.aiida: It is damaged."]);
  expect(useJobs.getState().finished[1]!.actions.map(({ label }) => label)).toEqual(["Try again"]);
});

test("a library that cannot be opened any more fails what waits for it", async () => {
  openLibrary({});
  updateTab("library", { status: "failed", error: new AppError("store/corrupt", "It is damaged.") });
  await runImport(request, { options: DEFAULT_OPTIONS, own: {} }, ["a"]);
  expect(finished()).toEqual(["Import of a.aiida failed: It is damaged."]);
});

test("closing the library gives up what waits for it", async () => {
  openLibrary({});
  removeTab("library");
  await runImport(request, { options: DEFAULT_OPTIONS, own: {} }, ["a", "b"]);
  expect(finished().map((text) => text.replace(/:.*/, ""))).toEqual([
    "Import of b.aiida cancelled",
    "Import of a.aiida cancelled",
  ]);
  expect(notices()).toEqual(["2 imports cancelled. The library has nothing of what was cancelled."]);
});

test("characters that turn the direction of writing are seen in what is said of a group", async () => {
  const group = { uuid: "1", label: "a\u202eb" };
  openLibrary({
    "library.import": () => [{ ...came("a", 1), outcome: { ...came("a", 1).outcome!, importGroup: group } }],
  });
  await runImport(request, { options: DEFAULT_OPTIONS }, ["a"]);
  expect(finished()[0]).toContain("All are in the group a\\u202eb.");
  expect(notices()[0]).toContain("in the group a\\u202eb.");
});
