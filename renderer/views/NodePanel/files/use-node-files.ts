import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { EngineOutput } from "../../../../shared/ipc/engine-contract.ts";
import { countOf, formatCount } from "../../../components/number-text.ts";
import { engineQuery } from "../../../queries/engine-query.ts";
import { useSourceId } from "../../../state/source-view.ts";
import type { ListedFile } from "./file-tree.ts";

/** A file with the node that it belongs to. */
export interface GroupFile extends ListedFile {
  nodeId: number;
}

/** Files under one heading. */
export interface FileGroup {
  nodeId: number;
  title: string;
  note: string; // how many, and how many of them are listed
  files: GroupFile[];
}

/** The files of a node, and those of its `retrieved` node when it is a calculation. Groups without files are left out. */
export function useNodeFiles(nodeId: number) {
  const sourceId = useSourceId();
  const node = useQuery(engineQuery(sourceId, "node.get", { nodeId }));
  const own = useQuery(engineQuery(sourceId, "node.files", { nodeId }));
  const retrievedId = node.data?.process?.retrievedId ?? null;
  const retrieved = useQuery({
    ...engineQuery(sourceId, "node.files", { nodeId: retrievedId ?? nodeId }),
    enabled: retrievedId !== null,
  });
  const groups = useMemo(
    () =>
      [
        groupOf(nodeId, "Files of this node", own.data),
        retrievedId === null ? null : groupOf(retrievedId, "Retrieved files", retrieved.data),
      ].filter((group) => group !== null),
    [nodeId, retrievedId, own.data, retrieved.data],
  );
  return {
    groups,
    error: own.error ?? retrieved.error ?? node.error,
    isPending: own.isPending || node.isPending || (retrievedId !== null && retrieved.isPending),
  };
}

function groupOf(
  nodeId: number,
  title: string,
  listed: EngineOutput<"node.files"> | undefined,
): FileGroup | null {
  if (!listed || listed.total === 0) return null;
  const { files, total } = listed;
  const note =
    total > files.length
      ? `the first ${formatCount(files.length)} of ${countOf(total, "file")}`
      : countOf(total, "file");
  return { nodeId, title, note, files: files.map((file) => ({ ...file, nodeId })) };
}
