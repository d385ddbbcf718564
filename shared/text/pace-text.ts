import type { Pace } from "../model/job-pace.ts";
import { formatBytes } from "./byte-text.ts";

/** "31 MB/s, about 20 s left"; empty until there is something to go by. */
export function paceText(pace: Pace | null, unit: string): string {
  if (pace === null) return "";
  const rate = pace.perSecond === null || unit === "steps" ? "" : rateText(pace.perSecond, unit);
  return [rate, pace.secondsLeft === null ? "" : leftText(pace.secondsLeft)]
    .filter((part) => part !== "")
    .join(", ");
}

function rateText(perSecond: number, unit: string): string {
  return unit === "bytes"
    ? `${formatBytes(perSecond)}/s`
    : `${Math.ceil(perSecond).toLocaleString("en")} ${unit}/s`;
}

/** "a few seconds left", "about 20 s left", "about 12 min left": nobody needs it finer, and it would jump about. */
export function leftText(seconds: number): string {
  if (seconds < 8) return "a few seconds left";
  if (seconds < 55) return `about ${Math.ceil(seconds / 5) * 5} s left`;
  if (seconds < 90 * 60) return `about ${Math.max(1, Math.round(seconds / 60))} min left`;
  return `about ${Math.round(seconds / 3600)} h left`;
}
