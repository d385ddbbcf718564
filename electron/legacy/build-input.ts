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
  /** Whether links had better come before nodes. */
  linksFirst: boolean;
  /** As `ConvertLegacyOptions`. */
  onSettled: (() => void) | undefined;
}

/**
 * Reports, and lets others have their turn; `cancelled` when nobody wants the answer any more. Null when no turn is due, which costs
 * next to nothing: then there is nothing to wait for.
 */
export type Pace = (
  phase: string,
  done: number,
  total: number,
  unit: JobProgress["unit"],
) => Promise<void> | null;

/** What to call after each row. */
export function paced(context: JobContext): Pace {
  const report = pacedProgress(context);
  let nextTurn = 0;
  let last = "";
  const turn = async () => {
    await setImmediate();
    throwIfCancelled(context.signal);
    nextTurn = performance.now() + TURN_MS;
  };
  return (phase, done, total, unit) => {
    const isDue = performance.now() >= nextTurn;
    if (isDue || phase !== last || done === total) report({ phase, done, total, unit });
    last = phase;
    return isDue ? turn() : null;
  };
}
