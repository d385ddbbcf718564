import { useRef } from "react";
import { className, isProcess, nodeTitle } from "../../../shared/model/node.ts";
import { escapeBlock, escapeLine } from "../../../shared/text/escape.ts";
import { BlankMark } from "../../components/BlankMark.tsx";
import { CopyButton } from "../../components/CopyButton.tsx";
import { NodeChip } from "../../components/NodeChip.tsx";
import { ProcessStateBadge } from "../../components/ProcessStateBadge.tsx";
import { useScrolls } from "../../components/use-scrolls.ts";
import { useIsEditable } from "../../state/editable.ts";
import { EditableName } from "./edit/EditableName.tsx";
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
      <NameText key={`title ${row.nodeId}`} tag="h2" look="node-title" text={escapeLine(nodeTitle(row))} />
      <Names key={row.nodeId} row={row} />
      {isProcess(row.nodeType) && <ProcessLine node={node} />}
    </header>
  );
}

/** Label and description; those of the library can be edited. */
function Names({ row: { nodeId, label, description } }: { row: NodeDetails["row"] }) {
  const isEditable = useIsEditable();
  const labelText = label !== "" && <NameText tag="p" look="node-label" text={escapeBlock(label)} />;
  const descriptionText = description !== "" && (
    <NameText tag="p" look="node-description" text={escapeBlock(description)} />
  );
  if (!isEditable) {
    return (
      <>
        {labelText}
        {descriptionText}
      </>
    );
  }
  return (
    <div className="edit-names">
      <EditableName nodeId={nodeId} what="label" text={label}>
        {labelText}
      </EditableName>
      <EditableName nodeId={nodeId} what="description" text={description}>
        {descriptionText}
      </EditableName>
    </div>
  );
}

interface NameTextProps {
  tag: "h2" | "p";
  look: string;
  text: string;
}

/** A name of any length: a few lines of it, and the rest by scrolling, for which it takes the keyboard focus. */
function NameText({ tag: Tag, look, text }: NameTextProps) {
  const element = useRef<HTMLHeadingElement & HTMLParagraphElement>(null);
  const scrolls = useScrolls(element);
  return (
    <Tag ref={element} className={`${look} selectable`} tabIndex={scrolls ? 0 : undefined}>
      {text}
      <BlankMark of={text} />
    </Tag>
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
