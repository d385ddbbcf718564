import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { hearInterrupt } from "./interrupt.ts";
import { runVerb } from "./run-verb.ts";
import type { Verb } from "./verb.ts";

const verb: Verb = {
  name: "wait",
  summary: "does nothing",
  positionals: [],
  options: [],
  run: async (_, io) => {
    throwIfCancelled(io.job.signal);
    return 0;
  },
};

async function statusOf(isInterrupted: boolean): Promise<{ status: number; stopped: number; said: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const cancel = new AbortController();
  if (isInterrupted) cancel.abort();
  let stopped = 0;
  const interrupt = { cancel, status: () => 130, stop: () => void stopped++ };
  const status = await runVerb(verb, [], { stdout, stderr, interrupt });
  return { status, stopped, said: String(stderr.read() ?? "") };
}

test("a SIGINT that came while the verb was loaded cancels it", async () => {
  expect(await statusOf(true)).toEqual({
    status: 130,
    stopped: 1,
    said: "stemma: cancelled: Cancelled.\n",
  });
  expect(await statusOf(false)).toEqual({ status: 0, stopped: 1, said: "" });
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "the first %s cancels, with a status of its own, and the next one is not heard",
  (name, status) => {
    const before = process.listenerCount(name);
    const interrupt = hearInterrupt();
    process.emit(name, name);
    expect([interrupt.cancel.signal.aborted, interrupt.status()]).toEqual([true, status]);
    expect(process.listenerCount(name)).toBe(before);
    interrupt.stop();
  },
);
