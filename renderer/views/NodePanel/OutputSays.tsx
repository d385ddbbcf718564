import { useQuery } from "@tanstack/react-query";
import { escapeLine } from "../../../shared/text/escape.ts";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { engineCall } from "../../ipc/engine-client.ts";
import { useSourceId, useViewActions } from "../../state/source-view.ts";
import { type OutputTail, outputTail } from "./output-tail.ts";

const TAIL_BYTES = 64 * 1024; // trouble is told at the end; most outputs are shorter than this
const FILES_TRIED = 3;
const LINE_SHOWN = 400; // characters of one line; the file itself is a click away

interface Output {
  path: string;
  tail: OutputTail;
}

interface OutputSaysProps {
  /** The process whose output it is. */
  nodeId: number;
  retrievedId: number;
  /** Paths among the retrieved files, the most telling first. */
  paths: readonly string[];
}

/** What the program itself wrote about its end: the telling lines of its output. */
export function OutputSays({ nodeId, retrievedId, paths }: OutputSaysProps) {
  const sourceId = useSourceId();
  const { setTab, setOpenFile } = useViewActions();
  const output = useQuery({
    queryKey: ["source", sourceId, "output-tail", retrievedId, paths],
    queryFn: ({ signal }) => findTelling(sourceId, retrievedId, paths.slice(0, FILES_TRIED), signal),
    staleTime: Infinity,
  });
  const { data } = output;
  if (output.isPending || data === null) return null;
  const openFile = ({ path, tail }: Output) => {
    setOpenFile({ nodeId, file: { nodeId: retrievedId, path, readFrom: tail.lineNumber ?? "end" } });
    setTab("files");
  };
  return (
    <div className="node-section">
      <h3 className="section-heading">What the output says</h3>
      {output.error && <ErrorNotice error={output.error} />}
      {data && (
        <div className="output-tail">
          <pre className="mono selectable">
            {data.tail.lines.map(({ text, isTelling }, at) => (
              <span key={at} className={isTelling ? "is-telling" : undefined}>
                {escapeLine(text.slice(0, LINE_SHOWN))}
                {text.length > LINE_SHOWN && "…"}
                {"\n"}
              </span>
            ))}
          </pre>
          <p className="output-tail-where mono">
            <span>
              {escapeLine(data.path)}
              {data.tail.lineNumber !== null && ` · line ${data.tail.lineNumber}`}
            </span>{" "}
            ·{" "}
            <button type="button" className="link-button" onClick={() => openFile(data)}>
              open file
            </button>
          </p>
        </div>
      )}
    </div>
  );
}

/** The first file that tells of trouble, else the first that says anything; null when all are empty. */
async function findTelling(
  sourceId: string,
  nodeId: number,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Output | null> {
  let first: Output | null = null;
  for (const path of paths) {
    const { text, isWhole } = await readEnd(sourceId, nodeId, path, signal);
    if (text.trim() === "") continue;
    const found = { path, tail: outputTail(text, isWhole) };
    if (found.tail.hasTelling) return found;
    first ??= found;
  }
  return first;
}

async function readEnd(sourceId: string, nodeId: number, path: string, signal: AbortSignal) {
  const read = (offset: number) =>
    engineCall(sourceId, "file.read", { nodeId, path, offset, length: TAIL_BYTES }, { signal });
  const start = await read(0);
  const isWhole = start.totalBytes <= TAIL_BYTES;
  const { bytes } = isWhole ? start : await read(start.totalBytes - TAIL_BYTES);
  return { text: new TextDecoder().decode(bytes), isWhole };
}
