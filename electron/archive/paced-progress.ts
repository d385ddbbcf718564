import type { JobContext, JobProgress } from "./source.ts";

const PACE_MS = 50; // twenty a second look smooth; each is a message to another process

/** A progress function for loops that would report thousands of times: the first, the last, and one every 50 ms. */
export function pacedProgress(context: JobContext): (value: JobProgress) => void {
  let next = 0;
  return (value) => {
    const now = performance.now();
    if (now < next && value.done !== value.total) return;
    next = now + PACE_MS;
    context.progress(value);
  };
}
