import { Check, CircleDashed, X } from "lucide-react";
import { processOutcome, processStateText } from "../../shared/model/process-state.ts";
import { escapeLine } from "../../shared/text/escape.ts";
import "./ProcessStateBadge.css";

interface ProcessStateBadgeProps {
  processState: string | null;
  exitStatus: number | null;
  /** Announce it as the state of the node at hand; lists leave this out. */
  isStatus?: boolean;
  /** "[410]" instead of "Finished [410]", where room is short; the whole is in the tooltip. */
  isShort?: boolean;
}

const SIGNS = { ok: Check, failed: X, open: CircleDashed };

/** How a process ended: a sign and its words ("Finished [410]"), so that colour is never the only sign. */
export function ProcessStateBadge({
  processState,
  exitStatus,
  isStatus = false,
  isShort = false,
}: ProcessStateBadgeProps) {
  const text = escapeLine(processStateText(processState, exitStatus));
  const outcome = processOutcome(processState, exitStatus);
  const Sign = SIGNS[outcome];
  return (
    <span
      className={`state-badge ${outcome}`}
      title={isShort ? text : undefined}
      {...(isStatus ? { role: "status", "aria-label": "Process state" } : {})}
    >
      <Sign size={12} strokeWidth={2.5} aria-hidden="true" />
      <span className="state-badge-text">{isShort ? text.replace(/^Finished /, "") : text}</span>
    </span>
  );
}
