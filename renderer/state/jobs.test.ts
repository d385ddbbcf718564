// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import { AppError } from "../../shared/ipc/errors.ts";
import { hostForTest } from "../testing/window-for-test.tsx";
import { clearFinished, type JobOptions, moveJob, runJob, useJobs } from "./jobs.ts";

let asked: [string, unknown][] = [];
beforeEach(() => {
  asked = hostForTest({ "window.setBusy": () => null });
  clearFinished();
});

const titles = () => useJobs.getState().jobs.map(({ title, status }) => `${title} ${status}`);
const ended = () =>
  useJobs.getState().finished.map(({ title, outcome, text }) => `${title} ${outcome}: ${text}`);
const idOf = (title: string) => useJobs.getState().jobs.find((job) => job.title === title)!.jobId;
const cancel = (title: string) =>
  useJobs
    .getState()
    .jobs.find((job) => job.title === title)!
    .cancel();
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

/** A job that runs until it is told how it ends. */
function start(title: string, lane?: string, more: Partial<JobOptions<string>> = {}) {
  let end: (how: string | AppError) => void = () => undefined;
  const promise = runJob(
    { title, sourceId: "s", ...(lane ? { lane } : {}), result: (text) => ({ text }), ...more },
    (signal) =>
      new Promise<string>((resolve, reject) => {
        end = (how) => (typeof how === "string" ? resolve(how) : reject(how));
        signal.addEventListener("abort", () =>
          setTimeout(() => reject(new AppError("cancelled", "Cancelled."))),
        );
      }),
  );
  promise.catch(() => undefined);
  return { promise, end: (how: string | AppError) => end(how) };
}

test("jobs of one lane run one after the other, those without beside them", async () => {
  const a = start("a", "library");
  const b = start("b", "library");
  const c = start("c");
  await settle();
  expect(titles()).toEqual(["a running", "b waiting", "c running"]);
  a.end("69 new nodes");
  await settle();
  expect(titles()).toEqual(["b running", "c running"]);
  expect(ended()).toEqual(["a done: 69 new nodes"]);
  b.end("x");
  c.end("y");
  await settle();
  expect(titles()).toEqual([]);
});

test("one that fails does not hold up those behind it", async () => {
  const a = start("a", "library", { onFailure: ({ code }) => [{ label: code, run: () => undefined }] });
  const b = start("b", "library");
  await settle();
  a.end(new AppError("disk/full", "No room."));
  await settle();
  expect(titles()).toEqual(["b running"]);
  expect(useJobs.getState().finished[0]).toMatchObject({
    outcome: "failed",
    text: "No room.",
    error: { code: "disk/full" },
    actions: [{ label: "disk/full" }],
  });
  b.end("x");
  await settle();
});

test("waiting jobs can change places, and one that is cancelled never begins", async () => {
  const [a, b, c, d] = ["a", "b", "c", "d"].map((title) => start(title, "library"));
  await settle();
  moveJob(idOf("d"), "up");
  moveJob(idOf("d"), "up");
  moveJob(idOf("d"), "up"); // it is the next one already: the running one keeps its place
  moveJob(idOf("b"), "down");
  moveJob(idOf("a"), "down");
  expect(titles()).toEqual(["a running", "d waiting", "c waiting", "b waiting"]);
  cancel("c");
  await expect(c!.promise).rejects.toMatchObject({ code: "cancelled" });
  a!.end("x");
  await settle();
  expect(titles()).toEqual(["d running", "b waiting"]);
  d!.end("x");
  await settle();
  b!.end("x");
  await settle();
  expect(ended().map((text) => text.slice(0, 6))).toEqual(["b done", "d done", "a done", "c canc"]);
});

test("a cancelled one says so while it takes back what it did, and then what it left", async () => {
  const a = start("a", "library", { cancelled: "The library is as it was." });
  await settle();
  cancel("a");
  expect(titles()).toEqual(["a cancelling"]);
  await expect(a.promise).rejects.toMatchObject({ code: "cancelled" });
  expect(ended()).toEqual(["a cancelled: The library is as it was."]);
  clearFinished(useJobs.getState().finished[0]!.jobId);
  expect(ended()).toEqual([]);
});

test("main is told of what is written, waiting or not", async () => {
  const a = start("a", "library");
  const b = start("b", "library");
  const look = start("look", undefined, { isWriting: false });
  expect(asked.at(-1)).toEqual([
    "window.setBusy",
    {
      jobs: [
        { title: "a", sourceId: "s" },
        { title: "b", sourceId: "s" },
      ],
    },
  ]);
  await settle();
  look.end("x");
  a.end("x");
  await settle();
  b.end("x");
  await settle();
  expect(asked.at(-1)).toEqual(["window.setBusy", { jobs: [] }]);
});
