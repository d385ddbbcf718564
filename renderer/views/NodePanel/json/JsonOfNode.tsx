import { escapeBlock } from "../../../../shared/text/escape.ts";
import { ErrorNotice } from "../../../components/ErrorNotice.tsx";
import { JsonTree } from "../../../components/JsonTree/JsonTree.tsx";
import { useIsEditable } from "../../../state/editable.ts";
import { EditableExtras } from "../edit/EditableExtras.tsx";
import { useNodeJson } from "./use-json-index.ts";
import { formatBytes, formatCount } from "../../../components/number-text.ts";

const NONE = {
  attributes: "No attributes. What AiiDA keeps with a node of this type would be listed here.",
  extras: "No extras. Fields that people and plugins add to a node at any time would be listed here.",
};
const RAW_SHOWN = 200_000; // characters of a malformed text laid out at once

/** One JSON column of a node: a tree, or in words why there is none. */
export function JsonOfNode({ nodeId, column }: { nodeId: number; column: "attributes" | "extras" }) {
  const { data, error, isPending, refetch } = useNodeJson(nodeId, column);
  const isEditable = useIsEditable();
  if (error) return <ErrorNotice error={error} action={{ label: "Try again", run: () => void refetch() }} />;
  if (isPending) return <p className="node-empty">Reading {column}…</p>;
  const { index, bytes } = data;
  if (!index) {
    return (
      <p className="node-empty">
        The {column} take {formatBytes(bytes)}: too much to show here. Export the node to work with them.
      </p>
    );
  }
  if (index.problem) {
    const { text, problem } = index;
    return (
      <div className="json-view fills-pane">
        <p className="json-note">
          This is not well-formed JSON (character {formatCount(problem.offset + 1)}: {problem.message}). It is
          shown as stored{text.length > RAW_SHOWN ? `, the first ${formatCount(RAW_SHOWN)} characters` : ""}.
        </p>
        <pre className="json-raw mono selectable">{escapeBlock(text.slice(0, RAW_SHOWN))}</pre>
      </div>
    );
  }
  if (column === "extras" && isEditable) return <EditableExtras nodeId={nodeId} index={index} />;
  if (index.kind[0]! >= 4 && index.members[0] === 0) return <p className="node-empty">{NONE[column]}</p>;
  return <JsonTree index={index} of={column} />;
}
