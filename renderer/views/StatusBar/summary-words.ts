import type { EngineOutput } from "../../../shared/ipc/engine-contract.ts";
import { timeOf } from "../../components/time-text.ts";
import { countOf, formatCount } from "../../components/number-text.ts";
import type { NodeFilter } from "../../state/source-view.ts";

type Summary = EngineOutput<"source.open">;

/** "13 processes, all finished [0]", or what went wrong: "18 failed, 3 excepted, 3 killed". Empty without processes. */
export function processWords({ processes, failed, excepted, killed }: Summary): {
  text: string;
  isBad: boolean;
} {
  if (processes === 0) return { text: "", isBad: false };
  const bad = [
    [failed, "failed"],
    [excepted, "excepted"],
    [killed, "killed"],
  ] as const;
  if (failed + excepted + killed === 0)
    return { text: `${countOf(processes, "process", "processes")}, none failed`, isBad: false };
  const words = bad.filter(([count]) => count > 0).map(([count, word]) => `${formatCount(count)} ${word}`);
  return { text: words.join(", "), isBad: true };
}

/** "written by AiiDA 2.9.4, 22 Nov 2026". The time of the file is local to whoever wrote it: its date is shown as it is. */
export function writtenWords({ writtenBy, createdAt }: Pick<Summary, "writtenBy" | "createdAt">): string {
  const time = createdAt === null ? Number.NaN : timeOf(createdAt);
  if (Number.isNaN(time)) return `written by ${writtenBy}`;
  const date = new Date(time).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
  return `written by ${writtenBy}, ${date}`;
}

/** True if any part of the filter leaves nodes out. */
export function isFiltering(filter: NodeFilter): boolean {
  return Object.values(filter).some((part) => part !== undefined && part.length > 0);
}
