import type { EngineOutput } from "../../../shared/ipc/engine-contract.ts";
import { escapeBlock, escapeLine } from "../../../shared/text/escape.ts";

export type LogEntry = EngineOutput<"node.log">["entries"][number];

/** Levels of AiiDA's logs with their weights: Python's, and its own REPORT between INFO and WARNING. */
const WEIGHTS: Record<string, number> = {
  DEBUG: 10,
  INFO: 20,
  REPORT: 23,
  WARNING: 30,
  ERROR: 40,
  CRITICAL: 50,
};

/** Levels one can ask for at least, mildest first. */
export const LEVELS = Object.keys(WEIGHTS);

/** True if a record is at least that grave. A level that we do not know always is: better shown than lost. */
export function isAtLeast(level: string, least: string): boolean {
  return (WEIGHTS[level.toUpperCase()] ?? Infinity) >= (WEIGHTS[least] ?? 0);
}

/** How a level is to be felt. */
export function levelLook(level: string): "quiet" | "plain" | "warning" | "grave" {
  const weight = WEIGHTS[level.toUpperCase()] ?? 20;
  return weight >= 40 ? "grave" : weight >= 30 ? "warning" : weight >= 20 ? "plain" : "quiet";
}

/** Records as `verdi process report` prints them: `2026-11-22 00:56:12 [118 | REPORT]: message`. */
export function logText(entries: readonly LogEntry[]): string {
  return entries
    .map(({ time, level, message, nodeId }) =>
      [escapeLine(time.slice(0, 19)), ` [${nodeId} | ${escapeLine(level)}]: `, escapeBlock(message)].join(""),
    )
    .join("\n");
}
