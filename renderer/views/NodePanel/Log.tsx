import type { NodeDetails } from "./use-node.ts";

/** What the node and the processes it called had to say. */
export function Log({ node }: { node: NodeDetails }) {
  return <p className="node-empty">{node.counts.logs} log records</p>;
}
