import { JsonOfNode } from "./JsonOfNode.tsx";

/** The attributes or the extras of a node as a tree. */
export function JsonTab({ nodeId, column }: { nodeId: number; column: "attributes" | "extras" }) {
  return <JsonOfNode key={`${nodeId} ${column}`} nodeId={nodeId} column={column} />;
}
