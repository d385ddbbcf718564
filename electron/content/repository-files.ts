import { AppError } from "../../shared/ipc/errors.ts";
import type { ObjectStore, Source } from "../archive/source.ts";
import { prepareNodeQueries } from "../db/queries/nodes.ts";

/** A file of a node: its path inside the node (names joined by `/`) and the key of its bytes. */
export interface NodeFile {
  path: string;
  key: string;
}

/** Longest `repository_metadata` that is read: some 300,000 files. */
const MAX_METADATA_BYTES = 64 * 1024 * 1024;

/**
 * The files that a `repository_metadata` text names, sorted by path (code units). The grammar is AiiDA's
 * (`docs/data-model.md`, "Files of a node"): an object with `k` is a file whatever else it has, the root is always a
 * directory. Names are kept as they are, for showing: they are never used as paths of this machine. Trees of any depth are taken.
 */
export function repositoryFiles(metadata: string): NodeFile[] {
  let root: unknown;
  try {
    root = JSON.parse(metadata);
  } catch {
    return []; // not JSON: AiiDA finds no files there either
  }
  const files: NodeFile[] = [];
  const pending = [{ prefix: "", directory: root }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const entries = member(next.directory, "o");
    if (typeof entries !== "object" || entries === null) continue;
    for (const [name, entry] of Object.entries(entries)) {
      const key = member(entry, "k");
      if (typeof key === "string") files.push({ path: next.prefix + name, key });
      else if (key === undefined) pending.push({ prefix: `${next.prefix}${name}/`, directory: entry });
    }
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** The files of one node, sorted by path. `archive/limit` when the list itself is too long to read. */
export function filesOfNode(source: Source, nodeId: number): NodeFile[] {
  const { text, bytes } = prepareNodeQueries(source.db).json(
    nodeId,
    "repository_metadata",
    MAX_METADATA_BYTES,
  );
  if (text === null) {
    throw new AppError(
      "archive/limit",
      `The list of files of this node is ${bytes} bytes long; ${MAX_METADATA_BYTES} are read.`,
      { nodeId, limit: MAX_METADATA_BYTES },
    );
  }
  return repositoryFiles(text);
}

/** One file of a node by its path. `file/not-found` when the node does not have it. */
export function fileOfNode(source: Source, nodeId: number, path: string): NodeFile {
  const file = filesOfNode(source, nodeId).find((candidate) => candidate.path === path);
  if (file) return file;
  throw new AppError("file/not-found", `The node has no file "${path}".`, { nodeId, path });
}

/** Size of a file's object. A file whose object is not in the source is `archive/corrupt`, as for one that is damaged. */
export function sizeOfFile(objects: ObjectStore, file: NodeFile): number {
  const size = objects.size(file.key);
  if (size !== null) return size;
  throw new AppError(
    "archive/corrupt",
    `The archive does not hold the contents of "${file.path}". Ask for the file again, or export it anew.`,
    { member: `repo/${file.key}`, check: "present", path: file.path },
  );
}

function member(value: unknown, name: "o" | "k"): unknown {
  const has = typeof value === "object" && value !== null && Object.hasOwn(value, name);
  return has ? (value as Record<string, unknown>)[name] : undefined;
}
