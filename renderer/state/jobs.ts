import { create } from "zustand";
import type { EngineProgress } from "../../shared/ipc/engine-contract.ts";
import { host } from "../ipc/host.ts";

/** Long work: shown in the status bar. Quitting asks about what is written. */
export interface Job {
  jobId: number;
  title: string; // "Exporting si.aiida"
  sourceId: string;
  /** It writes something that would be lost. */
  isWriting: boolean;
  progress: EngineProgress<"export.run"> | null;
  cancel(): void;
}

interface JobsState {
  jobs: Job[];
}

let nextId = 1;
export const useJobs = create<JobsState>(() => ({ jobs: [] }));

/** Run long work as a job: it is listed until it ends, and quitting asks meanwhile, unless it writes nothing. */
export async function runJob<T>(
  { title, sourceId, isWriting = true }: Pick<Job, "title" | "sourceId"> & { isWriting?: boolean },
  work: (signal: AbortSignal, onProgress: (progress: EngineProgress<"export.run">) => void) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const jobId = nextId++;
  setJobs([
    ...useJobs.getState().jobs,
    { jobId, title, sourceId, isWriting, progress: null, cancel: () => controller.abort() },
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
  const writing = jobs.filter(({ isWriting }) => isWriting);
  void host("window.setBusy", { jobs: writing.map(({ title, sourceId }) => ({ title, sourceId })) });
}
