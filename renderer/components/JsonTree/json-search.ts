import type { JsonIndex } from "../../../shared/json/json-index.ts";

/** Matches counted at most; a search for "a" in a long text finds millions. */
export const MAX_MATCHES = 100_000;

const ARRAY = 4;

/** A pattern that finds `query` as typed, case aside; null for an empty one. */
export function queryPattern(query: string): RegExp | null {
  return query === "" ? null : new RegExp(escaped(query), "giu");
}

/**
 * Values whose key or plain text holds `query`, case aside, ascending and each once. The text is searched as stored, both
 * as typed and as Python escapes it (`\u00e9`), so that nothing has to be decoded.
 * @yields  Each value found. A caller that has something else to do goes on later, or not at all.
 */
export function* searchJson(index: JsonIndex, query: string): Generator<number> {
  if (query === "" || index.count === 0) return;
  const forms = new Set([query, storedForm(query, false), storedForm(query, true)]);
  const pattern = new RegExp([...forms].map(escaped).join("|"), "giu");
  let last = -1;
  for (let match = pattern.exec(index.text); match; match = pattern.exec(index.text)) {
    const from = match.index;
    const to = from + match[0].length;
    const value = valueAt(index, from);
    // The text before a value belongs to the one before it, unless it is this one's key.
    for (const id of [value, value + 1]) {
      if (id >= 0 && id < index.count && isWithin(index, id, from, to)) {
        pattern.lastIndex = Math.max(to, holdsKey(index, id, from) ? index.keyEnd[id]! : index.end[id]!);
        if (last !== id) yield (last = id);
        break;
      }
    }
  }
}

function isWithin(index: JsonIndex, id: number, from: number, to: number): boolean {
  if (holdsKey(index, id, from)) return to < index.keyEnd[id]!;
  if (index.kind[id]! >= ARRAY) return false;
  const quote = index.kind[id] === 3 ? 1 : 0;
  return from >= index.start[id]! + quote && to <= index.end[id]! - quote;
}

/** True if this offset is inside the quotes of the value's key. */
function holdsKey(index: JsonIndex, id: number, offset: number): boolean {
  const start = index.keyStart[id]!;
  return start >= 0 && offset > start && offset < index.keyEnd[id]! - 1;
}

/** The last value that begins at or before an offset; −1 before the first. */
function valueAt(index: JsonIndex, offset: number): number {
  let low = 0;
  let high = index.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (index.start[middle]! <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** A text as JSON stores it between quotes, with all but ASCII escaped or as it is. */
function storedForm(text: string, asciiOnly: boolean): string {
  const stored = JSON.stringify(text).slice(1, -1);
  return asciiOnly
    ? stored.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    : stored;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
