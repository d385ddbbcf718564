/** The files of a node, and those a calculation retrieved. */
export function FilesTab({ nodeId }: { nodeId: number }) {
  return <p>Node {nodeId}</p>;
}
