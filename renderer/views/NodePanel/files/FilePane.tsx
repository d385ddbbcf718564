import { ArrowLeft } from "lucide-react";
import { useEffect, useRef } from "react";
import { escapeLine } from "../../../../shared/text/escape.ts";
import type { FileRef } from "./view/file-ref.ts";
import { FileViewer } from "./view/FileViewer.tsx";
import { copyAndSay } from "../../../components/copy-and-say.ts";
import { formatBytes } from "../../../components/number-text.ts";
import { useSourceId } from "../../../state/source-view.ts";
import { baseName, saveFile } from "./save-file.ts";
import "./Files.css";

interface FilePaneProps {
  file: FileRef;
  sizeBytes: number | null;
  /** Back to the list; left out when there is none. */
  onBack?: () => void;
}

/** One file with its name, size and buttons, above what is in it. */
export function FilePane({ file, sizeBytes, onBack }: FilePaneProps) {
  const sourceId = useSourceId();
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Walking the tabs with the arrow keys stays on the tabs.
    if (document.activeElement?.getAttribute("role") !== "tab") back.current?.focus();
  }, []);
  const isMissing = sizeBytes === null;
  const actions = (
    <>
      <button
        type="button"
        className="button is-small"
        disabled={isMissing}
        onClick={() => void saveFile(sourceId, file)}
      >
        Save file…
      </button>
      <button
        type="button"
        className="button is-small"
        onClick={() => void copyAndSay(file.path, "the path")}
      >
        Copy path
      </button>
    </>
  );
  return (
    <section className="file-pane fills-pane" aria-label={`File ${escapeLine(baseName(file.path))}`}>
      <div className="file-pane-bar">
        {onBack && (
          <button
            ref={back}
            type="button"
            className="icon-button"
            aria-label="Back to the files"
            title="Back to the files"
            onClick={onBack}
          >
            <ArrowLeft size={14} />
          </button>
        )}
        <h3 className="file-pane-name selectable" title={escapeLine(file.path)}>
          {escapeLine(baseName(file.path))}
        </h3>
        <span className="file-size">{isMissing ? "missing" : formatBytes(sizeBytes)}</span>
      </div>
      {isMissing ? (
        <>
          <div className="file-tools">{actions}</div>
          <p className="file-note">
            The source lists this file but does not hold its content. Ask its sender for a complete archive.
          </p>
        </>
      ) : (
        <FileViewer key={`${file.nodeId} ${file.path}`} file={file} actions={actions} />
      )}
    </section>
  );
}
