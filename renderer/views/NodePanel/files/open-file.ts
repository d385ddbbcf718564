import { create } from "zustand";
import { useSourceId } from "../../../state/source-view.ts";
import type { FileRef } from "./view/file-ref.ts";

interface OpenFile {
  sourceId: string;
  /** The node whose files are browsed; the file may be its `retrieved` node's. */
  nodeId: number;
  file: FileRef;
}

/** The file that was opened last, so that other tabs can open one and coming back to the files finds it. */
const useOpenFiles = create<{ open: OpenFile | null }>(() => ({ open: null }));

/** The file that is open among those of this node, if any. */
export function useOpenFile(nodeId: number): FileRef | null {
  const sourceId = useSourceId();
  return useOpenFiles(({ open }) =>
    open?.sourceId === sourceId && open.nodeId === nodeId ? open.file : null,
  );
}

/** Open a file among those of a node; null goes back to the list. */
export function setOpenFile(sourceId: string, nodeId: number, file: FileRef | null): void {
  useOpenFiles.setState({ open: file && { sourceId, nodeId, file } });
}
