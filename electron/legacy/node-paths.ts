/** What the name of a member below `nodes/` says. */
export interface NodePath {
  uuid: string;
  /** Within the node's repository, by `/`. */
  path: string;
}

/** Both are the root of the node's files: the first of data, the second of calculations (`docs/data-model.md`, "Versions"). */
const SUB_FOLDERS = ["path", "raw_input"];
const LEVELS_ABOVE_PATH = 5;
/** Nearly all names of files: nothing in them that counts for nothing. */
const PLAIN =
  /^nodes\/([^/.]+)\/([^/.]+)\/([^/.]+)\/(?:path|raw_input)\/(\.?[^/.][^/]*(?:\/\.?[^/.][^/]*)*)$/;

/**
 * Take apart `nodes/<2>/<2>/<rest of the UUID>/<path or raw_input>/…`; null for anything shorter or elsewhere, as AiiDA has
 * it (`storage/sqlite_zip/migrations/legacy_to_main.py`). Blank and `.` parts count for nothing, so `./nodes//ab…` is
 * the same. The name is known to be safe (`unsafeNameReason`).
 */
export function nodePathOf(name: string): NodePath | null {
  if (!name.startsWith("nodes/") && !name.startsWith(".")) return null;
  const plain = PLAIN.exec(name);
  if (plain) return { uuid: plain[1]! + plain[2]! + plain[3]!, path: plain[4]! };
  const parts = pathParts(name);
  if (parts.length <= LEVELS_ABOVE_PATH || parts[0] !== "nodes") return null;
  if (!SUB_FOLDERS.includes(parts[4]!)) return null;
  return { uuid: parts.slice(1, 4).join(""), path: parts.slice(LEVELS_ABOVE_PATH).join("/") };
}

/** Whether `nodePathOf` gives something. */
export function isNodePath(name: string): boolean {
  return PLAIN.test(name) || nodePathOf(name) !== null;
}

/** Whether a name means this member of the top level, `./` before it or not. */
export function isTopMember(name: string, member: string): boolean {
  return name === member || (name.endsWith(member) && pathParts(name).join("/") === member);
}

/** The parts of a path that count. */
export function pathParts(name: string): string[] {
  return name.split("/").filter((part) => part !== "" && part !== ".");
}
