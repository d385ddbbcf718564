import { FolderTree, List } from "lucide-react";
import { useState } from "react";
import { ErrorNotice } from "../../../components/ErrorNotice.tsx";
import { FileList } from "./FileList.tsx";
import { FilePane } from "./FilePane.tsx";
import { type GroupFile, useNodeFiles } from "./use-node-files.ts";
import "./Files.css";

interface FileBrowserProps {
  nodeId: number;
  /** Show the file itself when there is just one. */
  opensSingle?: boolean;
}

/** The files of a node as a list, or the one that was chosen from it. */
export function FileBrowser({ nodeId, opensSingle = false }: FileBrowserProps) {
  const { groups, error, isPending } = useNodeFiles(nodeId);
  const [shown, setShown] = useState<GroupFile | null>(null);
  const [isFlat, setFlat] = useState(false);
  if (error) return <ErrorNotice error={error} />;
  if (isPending) return <p className="node-empty">Reading the list of files…</p>;
  const all = groups.flatMap((group) => group.files);
  const single = opensSingle && all.length === 1 ? all[0] : undefined;
  if (single) return <FilePane file={single} sizeBytes={single.sizeBytes} />;
  if (groups.length === 0) return <p className="node-empty">No files belong to this node.</p>;
  return (
    <div className="file-browser fills-pane">
      {shown && (
        <FilePane
          key={`${shown.nodeId} ${shown.path}`}
          file={shown}
          sizeBytes={shown.sizeBytes}
          onBack={() => setShown(null)}
        />
      )}
      {/* Kept while a file is shown: going back finds the same place. */}
      <div className="file-lists" hidden={shown !== null}>
        {all.some((file) => file.path.includes("/")) && (
          <button
            type="button"
            className="icon-button file-flat"
            aria-label={isFlat ? "Show folders" : "Show whole paths"}
            title={isFlat ? "Show folders" : "Show whole paths"}
            onClick={() => setFlat(!isFlat)}
          >
            {isFlat ? <FolderTree size={14} /> : <List size={14} />}
          </button>
        )}
        <FileList groups={groups} isFlat={isFlat} onOpen={setShown} />
      </div>
    </div>
  );
}
