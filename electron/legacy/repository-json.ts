/** A file or folder of a node: its path, and the key of a file's contents. */
export interface TreeRow {
  path: string;
  /** Lower-case hex SHA-256; null for a folder. */
  key: string | null;
}

type Tree = Map<string, Tree | string>;

/**
 * The text of `repository_metadata` for these files and folders, in the order in which they come, as AiiDA's conversion
 * builds it (`storage/sqlite_zip/migrations/legacy_to_main.py`): a file takes the place of what was there under its
 * name, a folder does not, and what would lie below a file is lost. Takes trees of any depth.
 */
export function repositoryJson(rows: Iterable<TreeRow>): string {
  const root: Tree = new Map();
  for (const { path, key } of rows) {
    const parts = path.split("/");
    const name = key === null ? null : parts.pop()!;
    const folder = folderAt(root, parts);
    if (name !== null && key !== null) folder?.set(name, key);
  }
  return textOf(root);
}

/** The folder of that path, made if need be; null where a file is in the way. */
function folderAt(root: Tree, parts: readonly string[]): Tree | null {
  let folder = root;
  for (const part of parts) {
    let next = folder.get(part);
    if (typeof next === "string") return null;
    if (next === undefined) folder.set(part, (next = new Map()));
    folder = next;
  }
  return folder;
}

function textOf(root: Tree): string {
  if (root.size === 0) return "{}";
  const pieces: string[] = ['{"o": {'];
  const open = [{ entries: root.entries(), isFirst: true }];
  for (let level = open.at(-1); level; level = open.at(-1)) {
    const next = level.entries.next();
    if (next.done) {
      pieces.push("}}");
      open.pop();
      continue;
    }
    const [name, entry] = next.value;
    pieces.push(level.isFirst ? "" : ", ", asciiString(name), ": ");
    level.isFirst = false;
    if (typeof entry === "string") pieces.push('{"k": "', entry, '"}');
    else if (entry.size === 0) pieces.push("{}");
    else {
      pieces.push('{"o": {');
      open.push({ entries: entry.entries(), isFirst: true });
    }
  }
  return pieces.join("");
}

/** What stands in JSON as it is, as nearly all names do. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** A JSON string of nothing but ASCII, as Python's encoder writes it. */
function asciiString(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
