import { AppError } from "../../shared/ipc/errors.ts";
import { checkJsonValues } from "../archive/json-limits.ts";
import { limit, limitError } from "../archive/limits.ts";
import type { ObjectStore, Source } from "../archive/source.ts";
import { prepareNodeQueries } from "../db/queries/nodes.ts";

/** A file of a node: its path inside the node (names joined by `/`) and the key of its bytes. */
export interface NodeFile {
  path: string;
  key: string;
}

/**
 * The files that a `repository_metadata` text names, sorted by path (code units). The grammar is AiiDA's
 * (`docs/data-model.md`, "Files of a node"): an object with `k` is a file whatever else it has, the root is always a
 * directory. Names are kept as they are, for showing: they are never used as paths of this machine.
 * @throws AppError `archive/limit` for more files, deeper folders or longer paths than are read: every file of a deep tree
 *   has all folders above it in its path, so that a list of megabytes can come to paths of terabytes.
 */
export function repositoryFiles(metadata: string): NodeFile[] {
  checkJsonValues(metadata, "The list of files of this node");
  let root: unknown;
  try {
    root = JSON.parse(metadata);
  } catch {
    return []; // not JSON: AiiDA finds no files there either
  }
  const most = {
    depth: limit("STEMMA_MAX_PATH_DEPTH"),
    files: limit("STEMMA_MAX_NODE_FILES"),
    pathLength: limit("STEMMA_MAX_PATH_BYTES"),
  };
  const files: NodeFile[] = [];
  let pathLength = 0;
  const pending = [{ prefix: "", depth: 0, directory: root }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { prefix, depth, directory } = next;
    if (depth > most.depth) {
      throw limitError(
        "STEMMA_MAX_PATH_DEPTH",
        (n) => `The folders of this node lie ${n} levels deep`,
        depth,
      );
    }
    const entries = member(directory, "o");
    if (typeof entries !== "object" || entries === null) continue;
    for (const [name, entry] of Object.entries(entries)) {
      const key = member(entry, "k");
      if (typeof key === "string") {
        pathLength += prefix.length + name.length;
        files.push({ path: prefix + name, key });
        if (pathLength > most.pathLength) {
          throw limitError(
            "STEMMA_MAX_PATH_BYTES",
            (n) => `The paths of this node's files come to ${n} characters`,
            pathLength,
          );
        }
        if (files.length > most.files) {
          throw limitError("STEMMA_MAX_NODE_FILES", (n) => `This node has at least ${n} files`, files.length);
        }
      } else if (key === undefined) {
        pending.push({ prefix: `${prefix}${name}/`, depth: depth + 1, directory: entry });
      }
    }
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** The files of one node, sorted by path. `archive/limit` when the list is longer, or comes to more, than is read. */
export function filesOfNode(source: Source, nodeId: number): NodeFile[] {
  const most = limit("STEMMA_MAX_JSON_BYTES");
  const { text, bytes } = prepareNodeQueries(source.db).json(nodeId, "repository_metadata", most);
  if (text === null) {
    throw limitError("STEMMA_MAX_JSON_BYTES", (n) => `The list of files of this node has ${n} bytes`, bytes);
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
