import { corrupt } from "../archive/corrupt.ts";
import { decodeName } from "./tar-names.ts";

/** Blocks of a tar, and the unit in which everything in it is padded (POSIX ustar). */
export const TAR_BLOCK_BYTES = 512;

/** One header block, read by itself: long names and large sizes may stand in blocks before it. */
export interface TarHeader {
  name: string;
  linkName: string;
  size: number;
  /** The type flag: `0` file, `5` folder, `1` hard link, `2` symbolic link, `x` and `g` pax, `L` and `K` GNU long names … */
  type: string;
}

const USTAR = "ustar";
/** Where a header has its sum. */
const SUM_AT = 148;
const SUM_BYTES = 8;

/**
 * Read one header block; null for one of zeros, which ends a tar. `archive/corrupt` when it does not have the sum that
 * it names (old programs added the bytes as signed numbers: either will do), or its size is no number.
 */
export function readTarHeader(block: Buffer): TarHeader | null {
  if (block[0] === 0 && block.every((byte) => byte === 0)) return null;
  const named = octal(block, SUM_AT, SUM_BYTES);
  let unsigned = SUM_BYTES * 0x20; // the sum itself counts as blanks
  let negative = 0;
  for (let i = 0; i < TAR_BLOCK_BYTES; i++) {
    const byte = block[i]!;
    unsigned += byte;
    negative += byte >> 7;
  }
  for (let i = SUM_AT; i < SUM_AT + SUM_BYTES; i++) {
    unsigned -= block[i]!;
    negative -= block[i]! >> 7;
  }
  const signed = unsigned - negative * 0x100;
  if (named !== unsigned && named !== signed) {
    throw corrupt(null, "tar header", "A header in the tar does not match its checksum");
  }
  const flag = block[156]!;
  const type = flag === 0 ? "0" : String.fromCharCode(flag);
  const size = octal(block, 124, 12);
  if (!Number.isSafeInteger(size) || size < 0) {
    const shown = text(block, 0, 100);
    throw corrupt(shown, "size", `The tar's entry of ${shown} has no valid size`);
  }
  return { name: nameIn(block), linkName: text(block, 157, 100), size, type };
}

function nameIn(block: Buffer): string {
  const hasPrefix = block[345] !== 0 && isUstar(block);
  if (!hasPrefix) return text(block, 0, 100);
  const parts = [field(block, 345, 155), SLASH, field(block, 0, 100)];
  return decodeName(Buffer.concat(parts)); // a character may stand in both
}

/** GNU's own format keeps times where ustar has the first part of a long name. */
function isUstar(block: Buffer): boolean {
  return block.toString("latin1", 257, 262) === USTAR && block[262] === 0;
}

const SLASH = Buffer.from("/");

/** A field as text; most fields of links are empty, and take no time. */
function text(block: Buffer, from: number, length: number): string {
  return block[from] === 0 ? "" : decodeName(field(block, from, length));
}

/** Bytes of a field up to its first NUL. */
function field(block: Buffer, from: number, length: number): Buffer {
  let end = from;
  while (end < from + length && block[end] !== 0) end++;
  return block.subarray(from, end);
}

const ZERO = 0x30;

/** A number in octal digits, or where the first bit is set in binary (GNU); NaN for neither. */
function octal(block: Buffer, from: number, length: number): number {
  const end = from + length;
  let value = 0;
  if (block[from]! >= 0x80) {
    if (block[from]! !== 0x80) return Number.NaN; // negative, or beyond what any disk holds
    for (let i = from + 1; i < end; i++) value = value * 256 + block[i]!;
    return value;
  }
  let at = from;
  for (; at < end; at++) {
    const digit = block[at]! - ZERO;
    if (digit < 0 || digit > 7) break;
    value = value * 8 + digit;
  }
  if (at > from && (at === end || block[at] === 0)) return value; // nearly all
  const digits = field(block, from, length).toString("latin1").trim();
  if (digits === "") return 0;
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}
