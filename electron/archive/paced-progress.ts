import type { JobContext, JobProgress } from "./source.ts";

const PACE_MS = 50; // twenty a second look smooth; each is a message to another process

/**
 * A progress function for work that would report thousands of times: the first and the last of each phase, and one every
 * 50 ms. A phase that counts in its name ("writing file 5 of 9") is one phase.
 */
export function pacedProgress(context: JobContext): (value: JobProgress) => void {
  let next = 0;
  let told: JobProgress | null = null;
  return (value) => {
    const now = performance.now();
    const isLast = value.done === value.total && told?.done !== value.done;
    const isNew = told === null || nameOf(value) !== nameOf(told);
    if (now < next && !isLast && !isNew) return;
    next = now + PACE_MS;
    told = value;
    context.progress(value);
  };
}

function nameOf({ phase }: JobProgress): string {
  return phase.replaceAll(/[\d.,]+/g, "");
}
