import { HARMLESS_LENGTH } from "./json-limits.ts";
import { isObjectKeyAt } from "./zip-names.ts";

/** No longer text is looked at here: one of fewer bytes holds no more values than may be parsed (`json-limits.ts`). */
export const PLAIN_BYTES = HARMLESS_LENGTH;

/** Bytes of a key, each a hexadecimal digit. */
export const KEY_BYTES = 64;
const MOST_NAMES = 64;
const MOST_DEPTH = 32;

/**
 * Where keys stand in many texts of `repository_metadata` at once, without parsing each: a node in three has files, and
 * JSON.parse with its objects takes five times as long. Understood is only what AiiDA writes, `{"o": {"name": {"k": "…"}}}`, spaced
 * like this or not at all: few names, all ASCII and none twice, no other members, keys of 64 hexadecimal digits.
 * What `repositoryKeys` makes of such a text is known; for anything else ask that.
 * @param bytes The texts, a newline between them.
 * @param texts How many there are: a newline inside of one makes more.
 * @returns The first byte of each key, as they stand; null for anything else in one of the texts.
 */
export function plainRepositoryKeys(bytes: Uint8Array, texts: number): Int32Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const keys = new Int32Array(Math.floor(bytes.length / KEY_BYTES));
  const reading: Reading = {
    bytes,
    keys,
    found: 0,
    paths: new Int32Array(MOST_NAMES),
    folders: new Int32Array(MOST_DEPTH),
  };
  let at = 0;
  for (let left = texts; left > 0; left--) {
    at = readText(reading, at);
    if (at < 0 || bytes[at] !== (left > 1 ? NEWLINE : undefined)) return null;
    at++;
  }
  const found = keys.subarray(0, reading.found);
  return found.every((key) => isObjectKeyAt(view, key)) ? found : null;
}

interface Reading {
  readonly bytes: Uint8Array;
  readonly keys: Int32Array;
  found: number;
  /** Hashes of the paths of the text at hand. Two alike may be one name twice, of which JSON takes the last. */
  readonly paths: Int32Array;
  /** Hashes of the paths of the folders around. */
  readonly folders: Int32Array;
}

const ODD = -1;

/** Reads the text that begins at a byte; gives where it ends, or `ODD`. */
function readText(reading: Reading, start: number): number {
  const { bytes, keys, paths, folders } = reading;
  let at = folderStart(bytes, start);
  if (at === ODD) return ODD;
  let named = 0;
  let depth = 0;
  let isFirst = true; // of its folder
  folders[0] = 0;
  for (;;) {
    if (bytes[at] === CLOSE) {
      if (bytes[at + 1] !== CLOSE) return ODD;
      at += 2;
      if (depth-- === 0) return at;
      isFirst = false;
      continue;
    }
    if (!isFirst) {
      if (bytes[at++] !== COMMA) return ODD;
      if (bytes[at] === SPACE) at++;
    }
    isFirst = false;
    if (bytes[at++] !== QUOTE) return ODD;
    let path = folders[depth]!;
    for (; bytes[at] !== QUOTE; at++) {
      const letter = bytes[at]!;
      if (!(letter >= SPACE && letter < DELETE) || letter === BACKSLASH) return ODD; // also behind the end
      path = Math.imul(path ^ letter, FNV_PRIME);
    }
    path = Math.imul(path ^ SLASH, FNV_PRIME);
    if (named === MOST_NAMES) return ODD;
    for (let i = 0; i < named; i++) if (paths[i] === path) return ODD;
    paths[named++] = path;
    if (bytes[++at] !== COLON) return ODD;
    if (bytes[++at] === SPACE) at++;
    const key = keyStart(bytes, at);
    if (key !== ODD) {
      at = key + KEY_BYTES + 2;
      if (bytes[at - 2] !== QUOTE || bytes[at - 1] !== CLOSE) return ODD;
      keys[reading.found++] = key;
    } else if (bytes[at] === OPEN && bytes[at + 1] === CLOSE) {
      at += 2; // an empty folder
    } else {
      at = folderStart(bytes, at);
      if (at === ODD || ++depth === MOST_DEPTH) return ODD;
      folders[depth] = path;
      isFirst = true;
    }
  }
}

/** Behind `{"o": {`, where the first name of a folder stands. */
function folderStart(bytes: Uint8Array, at: number): number {
  const value = memberStart(bytes, at, LETTER_O);
  return value !== ODD && bytes[value] === OPEN ? value + 1 : ODD;
}

/** Behind `{"k": "`, where a key stands. */
function keyStart(bytes: Uint8Array, at: number): number {
  const value = memberStart(bytes, at, LETTER_K);
  return value !== ODD && bytes[value] === QUOTE ? value + 1 : ODD;
}

/** Behind `{"`, the letter, `": `. */
function memberStart(bytes: Uint8Array, at: number, letter: number): number {
  const isMember =
    bytes[at] === OPEN &&
    bytes[at + 1] === QUOTE &&
    bytes[at + 2] === letter &&
    bytes[at + 3] === QUOTE &&
    bytes[at + 4] === COLON;
  if (!isMember) return ODD;
  return bytes[at + 5] === SPACE ? at + 6 : at + 5;
}

const FNV_PRIME = 0x01000193;
const NEWLINE = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const SLASH = 0x2f;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const LETTER_K = 0x6b;
const LETTER_O = 0x6f;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const DELETE = 0x7f;
