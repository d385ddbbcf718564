import { paceText } from "../../../shared/text/pace-text.ts";
import type { Job } from "../../state/jobs.ts";

/** How fast a job goes and what is left: "12,400 nodes/s, about 2 min left"; or that it is being taken back. */
export function paceOf({ status, pace, progress }: Pick<Job, "status" | "pace" | "progress">): string {
  return status === "cancelling" ? "cancelling" : paceText(pace, progress?.unit ?? "");
}
