import type { LayoutJob } from "./layout-job.ts";
import type { Layout } from "./types.ts";

type Answer = { jobId: number } & ({ layout: Layout } | { failure: string });
interface Waiting {
  resolve(layout: Layout): void;
  reject(error: Error): void;
}

let worker: Worker | null = null;
let nextJob = 1;
const waiting = new Map<number, Waiting>();

/** Start the worker before there is work: its start takes as long as a small layout. */
export function wakeLayout(): void {
  worker ??= startWorker();
}

/** Lay out in the worker, off the thread that draws. One worker serves all sources of the window. */
export function layoutInWorker(job: LayoutJob): Promise<Layout> {
  worker ??= startWorker();
  const jobId = nextJob++;
  const posted = worker;
  return new Promise((resolve, reject) => {
    waiting.set(jobId, { resolve, reject });
    posted.postMessage({ jobId, job });
  });
}

function startWorker(): Worker {
  const started = new Worker(new URL("./layout-worker.ts", import.meta.url), { type: "module" });
  started.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
    const call = waiting.get(data.jobId);
    waiting.delete(data.jobId);
    if ("layout" in data) call?.resolve(data.layout);
    else call?.reject(new Error(data.failure));
  });
  started.addEventListener("error", (event) => {
    worker = null; // the next job starts another one
    for (const call of waiting.values()) call.reject(new Error(event.message || "The layout ended."));
    waiting.clear();
  });
  return started;
}
