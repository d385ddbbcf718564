/** What the node holds, shown in the way of its type. */
export function ContentTab({ nodeId }: { nodeId: number }) {
  return <p>Node {nodeId}</p>;
}
