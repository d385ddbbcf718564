import { type LayoutJob, runLayoutJob } from "./layout-job.ts";

/** The worker's side of `layout-client.ts`. */
self.addEventListener("message", ({ data }: MessageEvent<{ jobId: number; job: LayoutJob }>) => {
  try {
    self.postMessage({ jobId: data.jobId, layout: runLayoutJob(data.job) });
  } catch (error) {
    self.postMessage({ jobId: data.jobId, failure: error instanceof Error ? error.message : String(error) });
  }
});
