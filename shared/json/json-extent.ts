/** How much a JSON text would be once it is parsed. */
interface JsonExtent {
  /** Elements and members, counted by what begins or separates them; at least as many as a parser makes. */
  values: number;
  /** Containers around the deepest place. */
  depth: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Count what a JSON text holds, without parsing it: stops as soon as either bound is passed. Meant for texts of
 * strangers, before a parser makes objects of them; what it says of a text that is no JSON means nothing. Linear, no
 * memory, no recursion.
 */
export function jsonExtent(text: string, bounds: { maxValues: number; maxDepth: number }): JsonExtent {
  let values = 1;
  let depth = 0;
  let open = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = text.indexOf('"', at + 1);
      while (at >= 0 && isEscaped(text, at)) at = text.indexOf('"', at + 1);
      if (at < 0) break;
    } else if (code === COMMA) values++;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      values++;
      if (++open > depth) depth = open;
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) open--;
    if (values > bounds.maxValues || depth > bounds.maxDepth) break;
  }
  return { values, depth };
}

/** True behind an odd number of backslashes. */
function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}
