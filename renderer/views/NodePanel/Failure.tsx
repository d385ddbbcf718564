import { processOutcome, processStateText } from "../../../shared/model/process-state.ts";
import { escapeBlock, escapeLine } from "../../../shared/text/escape.ts";
import { BlankMark } from "../../components/BlankMark.tsx";
import { ProcessStateBadge } from "../../components/ProcessStateBadge.tsx";
import { NodeLink } from "./NodeLink.tsx";
import { lastLine } from "./node-texts.ts";
import type { LinkedNode, NodeDetails } from "./use-node.ts";

const DEFAULT_LABEL = "CALL"; // what AiiDA calls a call without a label of its own: says nothing

/** Why a process failed, in the words of whoever stopped it: its exit, its exception, what it called, who called it. */
export function Failure({ node: { row, process } }: { node: NodeDetails }) {
  if (!process || processOutcome(row.processState, row.exitStatus) !== "failed") return null;
  const { exitMessage, exception, processStatus, failedCalls, caller } = process;
  const reason = exitMessage?.trim() || (exception ? lastLine(exception) : "") || processStatus?.trim() || "";
  return (
    <div className="node-section">
      <h3 className="section-heading">Why it failed</h3>
      <div className="failure">
        <p className="failure-reason selectable">
          {escapeBlock(reason) || `${processStateText(row.processState, row.exitStatus)}, without a message.`}
        </p>
        {row.processState === "finished" && <p>Exit code {row.exitStatus}</p>}
        {processStatus && processStatus.trim() !== reason && (
          <p className="selectable">{escapeBlock(processStatus)}</p>
        )}
        {failedCalls.length > 0 && <FailedCalls calls={failedCalls} />}
        {caller && <CalledBy caller={caller} />}
        {exception && exception.trim() !== reason && (
          <details className="failure-trace">
            <summary>{exception.includes("\n") ? "Whole traceback" : "Exception"}</summary>
            <pre className="mono selectable">{escapeBlock(exception)}</pre>
          </details>
        )}
      </div>
    </div>
  );
}

function FailedCalls({ calls }: { calls: readonly LinkedNode[] }) {
  return (
    <div>
      <p>Failed among what it called:</p>
      <ul className="failure-calls">
        {calls.map((call) => (
          <li key={call.linkId} className="failure-call">
            <NodeLink link={call} />
            <ProcessStateBadge processState={call.processState} exitStatus={call.exitStatus} isShort />
            {call.linkLabel !== DEFAULT_LABEL && (
              <span className="failure-call-label" title={escapeLine(call.linkLabel)}>
                {escapeLine(call.linkLabel.slice(0, 400))}
                <BlankMark of={call.linkLabel} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function CalledBy({ caller }: { caller: LinkedNode }) {
  const outcome = processOutcome(caller.processState, caller.exitStatus);
  return (
    <p className="failure-call">
      Called by <NodeLink link={caller} />
      {outcome === "failed" ? (
        <ProcessStateBadge processState={caller.processState} exitStatus={caller.exitStatus} />
      ) : (
        <span>which {outcome === "ok" ? "went on and finished [0]" : "has no end on record"}</span>
      )}
    </p>
  );
}
