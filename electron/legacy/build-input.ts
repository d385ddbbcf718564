import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext, JobProgress, Source } from "../archive/source.ts";
import type { RowRules } from "./entity-rows.ts";
import type { Findings } from "./findings.ts";
import type { LegacyRepository } from "./legacy-repository.ts";
import type { LegacyRows } from "./legacy-rows.ts";

/** Rows that are read at once. */
export const SLICE_ROWS = 500;
/** Ids that a finding names. */
export const MOST_TOLD = 5;
const TURN_MS = 15;

/** What the tables are built from and how. */
export interface BuildInput {
  db: Source["db"];
  rows: LegacyRows;
  repository: LegacyRepository;
  rules: RowRules;
  findings: Findings;
  warnings: string[];
  context: JobContext;
  readable: boolean;
  /** As `ConvertLegacyOptions`. */
  onSettled: (() => void) | undefined;
}

/** Reports, and lets others have their turn; `cancelled` when nobody wants the answer any more. */
export type Pace = (progress: JobProgress) => Promise<void>;

/** What to call after each row: it costs next to nothing when no turn is due. */
export function paced(context: JobContext): Pace {
  const report = pacedProgress(context);
  let turn = 0;
  let phase = "";
  return async (progress) => {
    const isDue = performance.now() >= turn;
    if (isDue || progress.phase !== phase || progress.done === progress.total) report(progress);
    phase = progress.phase;
    if (!isDue) return;
    await setImmediate();
    throwIfCancelled(context.signal);
    turn = performance.now() + TURN_MS;
  };
}
