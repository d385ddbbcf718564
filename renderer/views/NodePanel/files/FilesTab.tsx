import { FileBrowser } from "./FileBrowser.tsx";

/** The files of a node, and those a calculation retrieved. */
export function FilesTab({ nodeId }: { nodeId: number }) {
  return <FileBrowser key={nodeId} nodeId={nodeId} />;
}
