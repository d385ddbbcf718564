import type { EngineHandlers } from "../../../shared/ipc/engine-contract.ts";
import type { JobContext, Source } from "../../archive/source.ts";
import { nodeNotFound } from "../../content/node-overview.ts";
import { fileOfNode, filesOfNode, type NodeFile, sizeOfFile } from "../../content/repository-files.ts";
import { writeTarget } from "../../content/write-target.ts";
import { prepareNodeQueries } from "../../db/queries/nodes.ts";
import { throwIfCancelled } from "../../archive/cancelled.ts";
import type { OpenSource } from "../open-source-state.ts";

const MAX_LISTED = 10_000;
/** A file up to this size is read whole before the first byte is shown, so that its checksum is known to be right. */
const WHOLE_FILE_BYTES = 64 * 1024 * 1024;

/** Calls about the files of one node. */
export function fileHandlers(
  open: OpenSource,
): Pick<EngineHandlers, "node.files" | "file.read" | "file.save"> {
  const { source } = open;
  let lastRead: { key: string; bytes: Buffer } | null = null; // a viewer asks for one file slice by slice
  const wholeFile = (key: string): Buffer => {
    if (lastRead?.key !== key) lastRead = { key, bytes: source.objects.read(key) };
    return lastRead.bytes;
  };
  const fileOf = (nodeId: number, path: string): NodeFile => {
    if (!prepareNodeQueries(source.db).row(nodeId)) throw nodeNotFound(nodeId);
    return fileOfNode(source, nodeId, path);
  };
  return {
    "node.files": ({ nodeId }) => {
      if (!prepareNodeQueries(source.db).row(nodeId)) throw nodeNotFound(nodeId);
      const files = filesOfNode(source, nodeId);
      return {
        total: files.length,
        files: files.slice(0, MAX_LISTED).map(({ path, key }) => ({
          path,
          sizeBytes: source.objects.size(key),
          sha256: key,
        })),
      };
    },
    "file.read": async ({ nodeId, path, offset, length }) => {
      const file = fileOf(nodeId, path);
      const totalBytes = sizeOfFile(source.objects, file);
      const end = Math.min(totalBytes, offset + length);
      if (end <= offset) return { bytes: new Uint8Array(), totalBytes };
      const bytes =
        totalBytes <= WHOLE_FILE_BYTES
          ? wholeFile(file.key).subarray(offset, end)
          : await source.objects.readSlice(file.key, offset, end - offset);
      return { bytes: Uint8Array.from(bytes), totalBytes }; // a copy: a pooled buffer must not travel
    },
    "file.save": async ({ nodeId, path, target }, context) => {
      const place = open.target(target);
      const file = fileOf(nodeId, path);
      const bytes = await writeTarget(place, source.path, contents(source, file, context));
      return { bytes };
    },
  };
}

async function* contents(source: Source, file: NodeFile, context: JobContext): AsyncGenerator<Buffer> {
  const total = sizeOfFile(source.objects, file);
  let done = 0;
  for await (const chunk of source.objects.stream(file.key)) {
    throwIfCancelled(context.signal);
    yield chunk;
    done += chunk.length;
    context.progress({ phase: "writing the file", done, total, unit: "bytes" });
  }
}
