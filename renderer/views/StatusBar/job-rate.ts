import type { EngineProgress } from "../../../shared/ipc/engine-contract.ts";
import { formatBytes, formatCount } from "../../components/number-text.ts";

type JobProgress = EngineProgress<"export.run">;

/** Where a phase of a job was first seen; `timeMs` of a steady clock. */
export interface PhaseStart {
  phase: string;
  timeMs: number;
  done: number;
}

const SETTLED_MS = 1000; // a rate before this is noise

/** "31 MB/s, 4 s left", from the beginning of the present phase; empty until there is something to go by. */
export function rateText(start: PhaseStart, { done, total, unit }: JobProgress, nowMs: number): string {
  const seconds = (nowMs - start.timeMs) / 1000;
  const perSecond = (done - start.done) / seconds;
  if (nowMs - start.timeMs < SETTLED_MS || perSecond <= 0) return "";
  const rate =
    unit === "bytes" ? `${formatBytes(perSecond)}/s` : `${formatCount(Math.ceil(perSecond))} ${unit}/s`;
  return total === null || total <= done ? rate : `${rate}, ${leftText((total - done) / perSecond)}`;
}

/** "4 s left", "12 min left", "3 h left": nobody needs it finer, and it would jump about. */
export function leftText(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s left`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min left`;
  return `${Math.round(seconds / 3600)} h left`;
}
