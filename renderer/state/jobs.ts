import { create } from "zustand";
import type { EngineProgress } from "../../shared/ipc/engine-contract.ts";
import { host } from "../ipc/host.ts";

/** Long work that writes something: shown in the status bar, asked about when quitting. */
export interface Job {
  jobId: number;
  title: string; // "Exporting si.aiida"
  sourceId: string;
  progress: EngineProgress<"export.run"> | null;
  cancel(): void;
}

interface JobsState {
  jobs: Job[];
}

let nextId = 1;
export const useJobs = create<JobsState>(() => ({ jobs: [] }));

/** Run long work as a job: it is listed until it ends, and quitting asks meanwhile. */
export async function runJob<T>(
  { title, sourceId }: Pick<Job, "title" | "sourceId">,
  work: (signal: AbortSignal, onProgress: (progress: EngineProgress<"export.run">) => void) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const jobId = nextId++;
  setJobs([
    ...useJobs.getState().jobs,
    { jobId, title, sourceId, progress: null, cancel: () => controller.abort() },
  ]);
  try {
    return await work(controller.signal, (progress) =>
      useJobs.setState(({ jobs }) => ({
        jobs: jobs.map((job) => (job.jobId === jobId ? { ...job, progress } : job)),
      })),
    );
  } finally {
    setJobs(useJobs.getState().jobs.filter((job) => job.jobId !== jobId));
  }
}

function setJobs(jobs: Job[]): void {
  useJobs.setState({ jobs });
  void host("window.setBusy", { jobs: jobs.map(({ title, sourceId }) => ({ title, sourceId })) });
}
