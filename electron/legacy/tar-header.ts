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
  if (block.every((byte) => byte === 0)) return null;
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
  const name = field(block, 0, 100);
  const flag = block[156]!;
  const type = flag === 0 ? "0" : String.fromCharCode(flag);
  const size = octal(block, 124, 12);
  const shown = decodeName(name);
  if (!Number.isSafeInteger(size) || size < 0) {
    throw corrupt(shown, "size", `The tar's entry of ${shown} has no valid size`);
  }
  // GNU's own format keeps times where ustar has the first part of a long name.
  const isUstar = block.toString("latin1", 257, 262) === USTAR && block[262] === 0;
  const prefix = isUstar ? field(block, 345, 155) : Buffer.alloc(0);
  const whole = prefix.length > 0 ? Buffer.concat([prefix, Buffer.from("/"), name]) : name;
  return { name: decodeName(whole), linkName: decodeName(field(block, 157, 100)), size, type };
}

/** Bytes of a field up to its first NUL. */
function field(block: Buffer, from: number, length: number): Buffer {
  const bytes = block.subarray(from, from + length);
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

/** A number in octal digits, or where the first bit is set in binary (GNU); NaN for neither. */
function octal(block: Buffer, from: number, length: number): number {
  if (block[from]! >= 0x80) {
    if (block[from]! !== 0x80) return Number.NaN; // negative, or beyond what any disk holds
    let value = 0;
    for (let i = from + 1; i < from + length; i++) value = value * 256 + block[i]!;
    return value;
  }
  const digits = field(block, from, length).toString("latin1").trim();
  if (digits === "") return 0;
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}
