import { checkJsonValues } from "./json-limits.ts";

/**
 * Keys of all files that a node's `repository_metadata` names, in the order of the text; a key may repeat. The grammar
 * is AiiDA's (`docs/data-model.md`, "Files of a node"): the root is a directory, an object with `k` is a file
 * whatever else it has. What does not fit the grammar holds no files; AiiDA finds none there either.
 * @throws AppError `archive/limit` for a list of more than is read.
 */
export function repositoryKeys(metadata: unknown): string[] {
  if (typeof metadata !== "string") return [];
  checkJsonValues(metadata, "The list of files of a node");
  let root: unknown;
  try {
    root = JSON.parse(metadata);
  } catch {
    return []; // not JSON: nothing that names a file
  }
  const keys: string[] = [];
  const pending: unknown[] = [root]; // a stack: the nesting of a hostile text must not become ours
  while (pending.length > 0) {
    const entries = memberOf(pending.pop(), "o");
    if (typeof entries !== "object" || entries === null) continue;
    for (const entry of Object.values(entries)) {
      const key = memberOf(entry, "k");
      if (typeof key === "string") keys.push(key);
      else if (key === undefined) pending.push(entry);
    }
  }
  return keys;
}

function memberOf(value: unknown, name: "o" | "k"): unknown {
  const isObject = typeof value === "object" && value !== null && Object.hasOwn(value, name);
  return isObject ? (value as Record<string, unknown>)[name] : undefined;
}
