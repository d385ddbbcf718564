import { AppError } from "../../shared/ipc/errors.ts";
import { PROCESS_LIMITS } from "../../shared/model/process-limits.ts";

/** The limits of one process that reads a source. */
export interface ProcessLimits {
  memoryBytes: number;
  silentSeconds: number;
}

/** What is seen of a process at one look. */
export interface ProcessLook {
  /** It has given a sign of life since the look before. */
  isAlive: boolean;
  /** Time since the look before, by the clock of whoever looks: a machine that slept is no silence. */
  seconds: number;
  /** `ProcessUse`; null where the system does not tell. */
  memoryBytes: number | null;
  cpuSeconds: number | null;
  /** So much longer than any other may the call take that is under way (`long-call.ts`). Default 0. */
  grantedSeconds?: number;
}

/** A silent process that computes nothing waits for a disk or is stopped: it gets so many times longer. */
const PATIENCE_WITH_WAITING = 5;
/** One that computes for a smaller share of the time is waiting; with a larger one it gets little of a busy machine. */
const SHARE_OF_WAITING = 0.02;

type Environment = Readonly<Record<string, string | undefined>>;

/** The limits as the environment sets them. */
export function processLimits(env: Environment = process.env): ProcessLimits {
  const value = (name: keyof typeof PROCESS_LIMITS) => {
    const set = Number(env[name]);
    return Number.isFinite(set) && set > 0 ? set : PROCESS_LIMITS[name].default;
  };
  return {
    memoryBytes: value("STEMMA_MAX_MEMORY_BYTES"),
    silentSeconds: value("STEMMA_MAX_SILENT_SECONDS"),
  };
}

/**
 * Decides whether a process has taken too much. Silence is counted in processor time, so that a busy machine ends nothing,
 * and where there is none in time on the clock, but then for longer: a slow disk is not the file's fault.
 */
export class ProcessWatch {
  readonly #limits: ProcessLimits;
  #silentSeconds = 0;
  #cpuAtSign: number | null = null;

  constructor(limits: ProcessLimits) {
    this.#limits = limits;
  }

  /** Take one look; the error to end the process with, or null when it may go on. */
  look({ isAlive, seconds, memoryBytes, cpuSeconds, grantedSeconds = 0 }: ProcessLook): AppError | null {
    if (memoryBytes !== null && memoryBytes > this.#limits.memoryBytes)
      return memoryError(this.#limits.memoryBytes, memoryBytes);
    if (isAlive || this.#silentSeconds === 0) this.#cpuAtSign = cpuSeconds;
    this.#silentSeconds = isAlive ? 0 : this.#silentSeconds + seconds;
    const computed =
      cpuSeconds === null || this.#cpuAtSign === null ? 0 : Math.max(0, cpuSeconds - this.#cpuAtSign);
    const { silentSeconds } = this.#limits;
    const most = silentSeconds + grantedSeconds;
    const isWaiting = computed <= this.#silentSeconds * SHARE_OF_WAITING;
    const hasWaited = isWaiting && this.#silentSeconds >= most * PATIENCE_WITH_WAITING;
    return computed >= most || hasWaited ? silenceError(silentSeconds) : null;
  }
}

function memoryError(value: number, actual: number): AppError {
  const mib = (bytes: number) => Math.ceil(bytes / 1024 / 1024).toLocaleString("en");
  return refusal(
    "STEMMA_MAX_MEMORY_BYTES",
    `Reading this took more than ${mib(value)} MiB of memory, so it was stopped.`,
    { value, actual },
  );
}

function silenceError(value: number): AppError {
  return refusal(
    "STEMMA_MAX_SILENT_SECONDS",
    `Reading this got stuck: for ${value.toLocaleString("en")} seconds there was no sign of life, so it was stopped.`,
    { value },
  );
}

function refusal(name: keyof typeof PROCESS_LIMITS, what: string, numbers: object): AppError {
  return new AppError(
    "archive/limit",
    `${what} If you trust the file, raise the limit in Settings or set ${name} to a higher number.`,
    { limit: name, ...numbers, howToRaise: `set the environment variable ${name}` },
  );
}
