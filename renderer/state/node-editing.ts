import { create } from "zustand";

/** What of a node is being edited in the inspector: one thing at a time. */
export type NodeEditing =
  | { what: "label" | "description" }
  /** One extra, or a new one without a key. */
  | { what: "extra"; key: string | undefined }
  /** All extras, as one JSON object. */
  | { what: "extras" }
  /** A comment, or a new one without a UUID. */
  | { what: "comment"; uuid: string | undefined };

interface EditingState {
  sourceId: string;
  nodeId: number;
  editing: NodeEditing | null;
}

const useEditing = create<EditingState>(() => ({ sourceId: "", nodeId: -1, editing: null }));

/** What is being edited of this node; null for nothing. */
export function useNodeEditing(sourceId: string, nodeId: number): NodeEditing | null {
  return useEditing((state) =>
    state.sourceId === sourceId && state.nodeId === nodeId ? state.editing : null,
  );
}

/** Begin to edit something of a node; null ends that, and nothing of another node that was begun meanwhile. */
export function editNode(sourceId: string, nodeId: number, editing: NodeEditing | null): void {
  const now = useEditing.getState();
  if (editing === null && (now.sourceId !== sourceId || now.nodeId !== nodeId)) return;
  useEditing.setState({ sourceId, nodeId, editing });
}
