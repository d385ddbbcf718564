import { className, isProcess, nodeTitle } from "../../../shared/model/node.ts";
import { escapeBlock, escapeLine } from "../../../shared/text/escape.ts";
import { CopyButton } from "../../components/CopyButton.tsx";
import { NodeChip } from "../../components/NodeChip.tsx";
import { ProcessStateBadge } from "../../components/ProcessStateBadge.tsx";
import { durationText } from "./node-texts.ts";
import type { NodeDetails } from "./use-node.ts";

/** What the node is called, its identity, and for a process how it ended. */
export function NodeHeader({ node }: { node: NodeDetails }) {
  const { row } = node;
  return (
    <header className="node-header">
      <div className="node-identity">
        <span className="node-class" title={escapeLine(row.nodeType)}>
          <NodeChip nodeType={row.nodeType} processLabel={null} text={className(row.nodeType)} />
        </span>
        <span className="node-ids mono">
          <span className="selectable">PK {row.nodeId}</span>
          <CopyButton label="Copy PK" text={String(row.nodeId)} />
          <span className="selectable" title={escapeLine(row.uuid)}>
            {escapeLine(row.uuid.slice(0, 8))}
          </span>
          <CopyButton label="Copy UUID" text={row.uuid} />
        </span>
      </div>
      <h2 className="node-title selectable">{escapeLine(nodeTitle(row))}</h2>
      {row.label !== "" && <p className="node-label selectable">{escapeBlock(row.label)}</p>}
      {row.description !== "" && (
        <p className="node-description selectable">{escapeBlock(row.description)}</p>
      )}
      {isProcess(row.nodeType) && <ProcessLine node={node} />}
    </header>
  );
}

function ProcessLine({ node: { row, process, computer } }: { node: NodeDetails }) {
  const duration = process?.durationMs ?? null;
  const ran = duration === null ? "" : `ran ${durationText(duration)}`;
  const where = computer ? `on ${escapeLine(computer.label)}` : "";
  return (
    <p className="node-state">
      <ProcessStateBadge processState={row.processState} exitStatus={row.exitStatus} isStatus />
      <span title="From its creation to its last change">{[ran, where].filter(Boolean).join(" ")}</span>
    </p>
  );
}
