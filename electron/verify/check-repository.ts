import { checkJsonValues } from "../archive/json-limits.ts";
import { isObjectKey } from "../archive/member-names.ts";

/** What a node's `repository_metadata` names, and what does not follow AiiDA's form. */
export interface RepositoryListing {
  /** Keys of files with their paths, in the order of the text; a key may repeat. */
  files: { key: string; path: string }[];
  /** Ends of sentences; empty for a well-formed list. At most a few. */
  faults: string[];
}

const MOST_FAULTS = 5;
const PATH_SHOWN = 120;

/**
 * Read the list of a node's files strictly (`docs/data-model.md`, "Files of a node"): the root is a folder, folders hold
 * entries under `o`, files their key under `k`, names are single parts of a path.
 * @param metadata JSON text that is known to be an object, or `null`.
 * @throws AppError `archive/limit` for a list of more than is read.
 */
export function repositoryListing(metadata: string): RepositoryListing {
  const files: RepositoryListing["files"] = [];
  const faults: string[] = [];
  const fault = (text: string) => void (faults.length < MOST_FAULTS && faults.push(text));
  checkJsonValues(metadata, "The list of files of a node");
  const root = JSON.parse(metadata) as Record<string, unknown> | null;
  if (root === null) return { files, faults };
  if (Object.hasOwn(root, "k")) fault("names a file where the folder of all files belongs");
  const pending: { entries: unknown; path: string }[] = [{ entries: root["o"], path: "" }];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const { entries, path } = folder;
    if (entries === undefined) continue;
    if (typeof entries !== "object" || entries === null || Array.isArray(entries)) {
      fault(`holds a folder without a list of entries (${shown(path || "/")})`);
      continue;
    }
    for (const [name, entry] of Object.entries(entries)) {
      const inner = path === "" ? name : `${path}/${name}`;
      if (name === "" || name === "." || name === ".." || name.includes("/") || name.includes("\0")) {
        fault(`holds an entry with a name that no file can have (${shown(inner)})`);
      }
      if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
        fault(`holds an entry that is neither a file nor a folder (${shown(inner)})`);
      } else if (Object.hasOwn(entry, "k")) {
        const key = (entry as Record<string, unknown>)["k"];
        if (typeof key === "string" && isObjectKey(key)) files.push({ key, path: inner });
        else fault(`holds a file whose key is no SHA-256 (${shown(inner)})`);
      } else {
        pending.push({ entries: (entry as Record<string, unknown>)["o"], path: inner });
      }
    }
  }
  return { files, faults };
}

function shown(path: string): string {
  return path.length > PATH_SHOWN ? `${path.slice(0, PATH_SHOWN - 1)}…` : path;
}
