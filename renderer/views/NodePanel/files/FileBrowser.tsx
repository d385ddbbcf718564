import { FolderTree, List } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useCommand, useCommands } from "../../../commands/commands.ts";
import { copyAndSay } from "../../../components/copy-and-say.ts";
import { formatCount } from "../../../components/number-text.ts";
import { ErrorNotice } from "../../../components/ErrorNotice.tsx";
import { FileList } from "./FileList.tsx";
import { FilePane } from "./FilePane.tsx";
import { useNodeFiles } from "./use-node-files.ts";
import { useSourceId, useView, useViewActions } from "../../../state/source-view.ts";
import { saveFile } from "./save-file.ts";
import "./Files.css";

/** Says when the archive names files whose contents it does not hold, or holds damaged. */
function LostFiles({ files }: { files: readonly { sizeBytes: number | null }[] }) {
  const lost = files.filter(({ sizeBytes }) => sizeBytes === null).length;
  if (lost === 0) return null;
  const which =
    files.length === 1
      ? "The contents of this file are"
      : lost === files.length
        ? `The contents of all ${formatCount(lost)} files are`
        : `The contents of ${formatCount(lost)} of ${formatCount(files.length)} files are`;
  return (
    <p className="file-note files-lost" role="note">
      {which} lost: the archive is damaged or incomplete. Ask its sender for a complete one.
    </p>
  );
}

interface FileBrowserProps {
  nodeId: number;
  /** Show the file itself when there is just one. */
  opensSingle?: boolean;
}

/** The files of a node as a list, or the one that was chosen from it. */
export function FileBrowser({ nodeId, opensSingle = false }: FileBrowserProps) {
  const { groups, error, isPending } = useNodeFiles(nodeId);
  const opened = useView(({ openFile }) => (openFile?.nodeId === nodeId ? openFile.file : null));
  const { setOpenFile } = useViewActions();
  const [isFlat, setFlat] = useState(false);
  const lists = useRef<HTMLDivElement>(null);
  const sourceId = useSourceId();
  const none = opened === null ? "open a file in the inspector first" : undefined;
  useCommands({
    "save-file": {
      run({ file }) {
        const wanted = file ?? opened;
        if (wanted) void saveFile(sourceId, wanted);
      },
      off: none,
    },
    "copy-file-path": {
      run({ file }) {
        const wanted = file ?? opened;
        if (wanted) void copyAndSay(wanted.path, "the path");
      },
      off: none,
    },
    "file-close": { run: () => setOpenFile(null), off: none },
  });
  useCommand("files-flat", () => setFlat(!isFlat), { isOn: isFlat });
  const isShown = opened !== null;
  const wasShown = useRef(isShown);
  useEffect(() => {
    // The button that led back is gone, and the focus with it.
    if (wasShown.current && !isShown) lists.current?.querySelector<HTMLElement>("[role=tree]")?.focus();
    wasShown.current = isShown;
  }, [isShown]);
  if (error) return <ErrorNotice error={error} />;
  if (isPending) return <p className="node-empty">Reading the list of files…</p>;
  const all = groups.flatMap((group) => group.files);
  const single = opensSingle && all.length === 1 ? all[0] : undefined;
  if (single) return <FilePane file={single} sizeBytes={single.sizeBytes} />;
  if (groups.length === 0)
    return (
      <p className="node-empty">
        No files. Those that a node keeps, and those retrieved from the run of a calculation, come here.
      </p>
    );
  const shown = opened && all.find((file) => file.nodeId === opened.nodeId && file.path === opened.path);
  return (
    <div className="file-browser fills-pane">
      {opened && shown && (
        <FilePane
          key={`${opened.nodeId} ${opened.path}`}
          file={opened}
          sizeBytes={shown.sizeBytes}
          onBack={() => setOpenFile(null)}
        />
      )}
      {!shown && <LostFiles files={all} />}
      {/* Kept while a file is shown: going back finds the same place. */}
      <div className="file-lists" ref={lists} hidden={Boolean(shown)}>
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
        <FileList
          groups={groups}
          isFlat={isFlat}
          onOpen={(file) => setOpenFile({ nodeId, file: { nodeId: file.nodeId, path: file.path } })}
        />
      </div>
    </div>
  );
}
