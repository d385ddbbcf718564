/**
 * Keys of all files that a node's `repository_metadata` names, in the order of the text; a key may repeat. The grammar
 * is AiiDA's (`docs/data-model.md`, "Files of a node"): the root is a directory, an object with `k` is a file
 * whatever else it has. What does not fit the grammar holds no files; AiiDA finds none there either.
 */
export function repositoryKeys(metadata: unknown): string[] {
  if (typeof metadata !== "string") return [];
  return plainKeys(metadata) ?? parsedKeys(metadata);
}

/** Files of more than so many names in one folder are not compared pairwise. */
const MAX_NAMES = 64;
/** Deeper folders than anybody's are left to a reader that needs no stack for them. */
const MAX_DEPTH = 32;

/**
 * The keys of a text as AiiDA writes it, without building what it describes: `{"o": {"name": {"k": "…"}, …}}`, folders
 * inside with an `o` of their own. Null for anything else, be it only an escape in a name or a name that repeats.
 */
function plainKeys(text: string): string[] | null {
  let at = 0;
  const takes = (token: string) => {
    if (!text.startsWith(token, at)) return false;
    at += token.length;
    return true;
  };
  // Files of a folder come before those of its folders, of which the last one comes first: the order of `parsedKeys`.
  const folder = (depth: number): string[] | null => {
    if (depth > MAX_DEPTH || !takes('{"o": {')) return null;
    const names: string[] = [];
    const keys: string[] = [];
    const folders: string[][] = [];
    do {
      if (!takes('"')) return null;
      const end = text.indexOf('"', at);
      const name = end < 0 ? "" : text.slice(at, end);
      if (name === "" || NOT_PLAIN.test(name) || names.length === MAX_NAMES || names.includes(name))
        return null;
      names.push(name);
      at = end + 1;
      if (!takes(": ")) return null;
      if (takes('{"k": "')) {
        const close = text.indexOf('"}', at);
        const key = close < 0 ? "" : text.slice(at, close);
        if (!/^[0-9a-f]+$/.test(key)) return null;
        keys.push(key);
        at = close + 2;
      } else if (!takes("{}")) {
        const inside = folder(depth + 1);
        if (inside === null) return null;
        folders.push(inside);
      }
    } while (takes(", "));
    return takes("}}") ? keys.concat(...folders.reverse()) : null;
  };
  const keys = folder(0);
  return at === text.length ? keys : null;
}

/** An escape, what JSON does not allow, and names like numbers, which objects put first. */
const NOT_PLAIN = /[\\\u0000-\u001f]|^\d+$/;

/** The same for any text, by way of what it describes. */
export function parsedKeys(metadata: string): string[] {
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
