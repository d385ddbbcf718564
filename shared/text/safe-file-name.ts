/** UTF-8 bytes of a name: file systems take 255, and something may still be put before it or behind it. */
const MOST_BYTES = 200;

/**
 * A name out of an archive or off the web, made safe for a file: no folders, control characters or leading dots, and of what is too
 * long the end, which says the kind of file.
 */
export function safeFileName(name: string): string {
  const base = name
    .replaceAll(/[\\/:*?"<>|\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069\p{Surrogate}]/gu, "_")
    .trim();
  const undotted = lastBytes(base).replace(/^\.+/, "_");
  return undotted === "" ? "file" : undotted;
}

/** The longest end of whole characters within the limit. */
function lastBytes(text: string): string {
  let bytes = 0;
  let start = text.length;
  for (const character of Array.from(text).reverse()) {
    bytes += bytesOf(character.codePointAt(0) ?? 0);
    if (bytes > MOST_BYTES) break;
    start -= character.length;
  }
  return text.slice(start);
}

function bytesOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
