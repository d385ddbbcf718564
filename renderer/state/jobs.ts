import { create } from "zustand";
import type { EngineProgress } from "../../shared/ipc/engine-contract.ts";
import { AppError } from "../../shared/ipc/errors.ts";
import { nextPace, type Pace } from "../../shared/model/job-pace.ts";
import { host } from "../ipc/host.ts";
import { inLane } from "./job-lanes.ts";
import type { NoticeAction } from "./notices.ts";

type JobProgress = EngineProgress<"export.run">;

/** Long work: shown in the status bar. Quitting asks about what is written. */
export interface Job {
  jobId: number;
  title: string; // "Exporting si.aiida"
  sourceId: string;
  /** It writes something that would be lost. */
  isWriting: boolean;
  /** waiting: for another of its lane to end; cancelling: it has been told to, and takes back what it did */
  status: "waiting" | "running" | "cancelling";
  /** Jobs of one lane run one after the other; null: beside all others. */
  lane: string | null;
  progress: JobProgress | null;
  pace: Pace | null;
  cancel(): void;
}

/** What a job came to, in the list of those that have ended. */
export interface JobResult {
  text: string; // "69 new nodes"
  actions?: readonly NoticeAction[];
}

/** A job that has ended. */
export interface FinishedJob extends JobResult {
  jobId: number;
  title: string;
  outcome: "done" | "failed" | "cancelled";
  error: AppError | null;
  actions: readonly NoticeAction[];
  endedAt: string; // ISO
}

interface JobsState {
  /** Waiting and running, in the order in which they were asked for or put. */
  jobs: Job[];
  /** The last one first. */
  finished: FinishedJob[];
}

/** A job, and what is said of it when it has ended. */
export interface JobOptions<T> extends Pick<Job, "title" | "sourceId"> {
  isWriting?: boolean;
  lane?: string;
  /** What it is called when it has ended: "Import of si.aiida"; its title unless said otherwise. */
  endedTitle?: string;
  /** What stays listed of one that went well. */
  result?: (value: T) => JobResult;
  /** What a cancelled one says. */
  cancelled?: string;
  /** What can be done about one that failed. */
  onFailure?: (error: AppError) => readonly NoticeAction[];
}

/** More than anybody reads through. */
const FINISHED_KEPT = 200;

let nextId = 1;
export const useJobs = create<JobsState>(() => ({ jobs: [], finished: [] }));

/**
 * Run long work as a job: it is listed until it ends, and quitting asks meanwhile, unless it writes nothing. It waits while
 * another job of its lane runs, in whatever window. What it came to stays listed.
 * @throws AppError `cancelled`, also before it began; else what `work` throws.
 */
export async function runJob<T>(
  options: JobOptions<T>,
  work: (signal: AbortSignal, onProgress: (progress: JobProgress) => void) => Promise<T>,
): Promise<T> {
  const { title, sourceId, isWriting = true, lane = null, endedTitle = title } = options;
  const controller = new AbortController();
  const jobId = nextId++;
  const cancel = () => {
    controller.abort();
    change(jobId, ({ status }) => (status === "running" ? { status: "cancelling" } : {}));
  };
  const status = lane === null ? "running" : "waiting";
  setJobs([
    ...useJobs.getState().jobs,
    { jobId, title, sourceId, isWriting, status, lane, progress: null, pace: null, cancel },
  ]);
  const run = () => {
    change(jobId, () => ({ status: "running" }));
    return work(controller.signal, (progress) =>
      change(jobId, ({ pace }) => ({ progress, pace: nextPace(pace, progress, performance.now()) })),
    );
  };
  try {
    const value = await (lane === null
      ? run()
      : inLane(lane, { jobId, signal: controller.signal, order: () => waitingIn(lane) }, run));
    finish(jobId, {
      ...(options.result?.(value) ?? { text: "Done." }),
      title: endedTitle,
      outcome: "done",
      error: null,
    });
    return value;
  } catch (thrown) {
    const error = thrown instanceof AppError ? thrown : new AppError("internal", String(thrown));
    const isCancelled = error.code === "cancelled";
    finish(jobId, {
      title: endedTitle,
      outcome: isCancelled ? "cancelled" : "failed",
      text: isCancelled ? (options.cancelled ?? "Cancelled. Nothing was written.") : error.message,
      error: isCancelled ? null : error,
      actions: isCancelled ? [] : (options.onFailure?.(error) ?? []),
    });
    throw error;
  }
}

/** Ids of the jobs of a lane that wait, in the order in which they will run. */
export function waitingIn(lane: string): number[] {
  return useJobs
    .getState()
    .jobs.flatMap((job) => (job.lane === lane && job.status === "waiting" ? job.jobId : []));
}

/** Let a waiting job change places with the one before it or behind it in its lane; nothing happens at the ends. */
export function moveJob(jobId: number, direction: "up" | "down"): void {
  const { jobs } = useJobs.getState();
  const job = jobs.find((one) => one.jobId === jobId);
  if (!job || job.lane === null || job.status !== "waiting") return;
  const order = waitingIn(job.lane);
  const otherId = order[order.indexOf(jobId) + (direction === "up" ? -1 : 1)];
  const other = jobs.find((one) => one.jobId === otherId);
  if (!other) return;
  setJobs(jobs.map((one) => (one === job ? other : one === other ? job : one)));
}

/** Take what has ended off the list: one, or all. */
export function clearFinished(jobId?: number): void {
  useJobs.setState(({ finished }) => ({
    finished: jobId === undefined ? [] : finished.filter((job) => job.jobId !== jobId),
  }));
}

function finish(
  jobId: number,
  { actions = [], ...ended }: Omit<FinishedJob, "jobId" | "endedAt" | "actions"> & JobResult,
): void {
  const job = { jobId, actions, endedAt: new Date().toISOString(), ...ended };
  useJobs.setState(({ finished }) => ({ finished: [job, ...finished].slice(0, FINISHED_KEPT) }));
  setJobs(useJobs.getState().jobs.filter((one) => one.jobId !== jobId));
}

function change(jobId: number, to: (job: Job) => Partial<Job>): void {
  useJobs.setState(({ jobs }) => ({
    jobs: jobs.map((job) => (job.jobId === jobId ? { ...job, ...to(job) } : job)),
  }));
}

function setJobs(jobs: Job[]): void {
  useJobs.setState({ jobs });
  const writing = jobs.filter(({ isWriting }) => isWriting);
  void host("window.setBusy", { jobs: writing.map(({ title, sourceId }) => ({ title, sourceId })) });
}
