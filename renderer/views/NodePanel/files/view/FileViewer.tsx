import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { type CommandEntry, useCommands } from "../../../../commands/commands.ts";
import { engineQuery } from "../../../../queries/engine-query.ts";
import { useSourceId } from "../../../../state/source-view.ts";
import { ErrorNotice } from "../../../../components/ErrorNotice.tsx";
import { type FileKind, sniffFile } from "./file-kind.ts";
import type { FileRef } from "./file-ref.ts";
import { HexView } from "./HexView.tsx";
import { ImageView } from "./ImageView.tsx";
import { TextView } from "./TextView.tsx";
import "./FileView.css";

const SAMPLE = 65_536;
const KIND_NAMES: Record<FileKind, string> = { text: "Text", image: "Image", hex: "Hex" };

/** What is in a file: as text, image or bytes, by what its first bytes say; the person can choose otherwise. */
export function FileViewer({ file, actions }: { file: FileRef; actions: ReactNode }) {
  const sourceId = useSourceId();
  const [chosen, setChosen] = useState<FileKind | null>(null);
  const { data, error, refetch } = useQuery({
    ...engineQuery(sourceId, "file.read", {
      nodeId: file.nodeId,
      path: file.path,
      offset: 0,
      length: SAMPLE,
    }),
    structuralSharing: false,
  });
  const sniffed = data && data.totalBytes > 0 ? sniffFile(data.bytes) : null;
  const kinds: FileKind[] = !sniffed ? [] : sniffed.kind === "image" ? ["image", "hex"] : ["text", "hex"];
  const kind = chosen ?? sniffed?.kind;
  const to = (one: FileKind): CommandEntry => ({
    run: () => setChosen(one),
    isOn: kind === one,
    off: kinds.includes(one) ? undefined : "this file cannot be shown so",
  });
  useCommands({ "file-text": to("text"), "file-image": to("image"), "file-hex": to("hex") });
  const plainTools = <div className="file-tools">{actions}</div>;
  if (error) {
    return (
      <>
        {plainTools}
        <ErrorNotice error={error} action={{ label: "Try again", run: () => void refetch() }} />
      </>
    );
  }
  if (!data || !sniffed) {
    return (
      <>
        {plainTools}
        <p className="file-note">{data ? "This file is empty." : "Reading the file…"}</p>
      </>
    );
  }
  return (
    <div className="file-view">
      <div className="file-tools">
        {actions}
        <div className="file-kinds" role="group" aria-label="Show as">
          {kinds.map((one) => (
            <button
              key={one}
              type="button"
              className="file-kind"
              aria-pressed={one === kind}
              onClick={() => setChosen(one)}
            >
              {KIND_NAMES[one]}
            </button>
          ))}
        </div>
      </div>
      {kind === "text" && <TextView file={file} totalBytes={data.totalBytes} encoding={sniffed.encoding} />}
      {kind === "image" && sniffed.mediaType !== null && (
        <ImageView file={file} totalBytes={data.totalBytes} mediaType={sniffed.mediaType} />
      )}
      {kind === "hex" && <HexView file={file} totalBytes={data.totalBytes} />}
    </div>
  );
}
