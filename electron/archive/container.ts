import { constants, gunzipSync } from "node:zlib";
import type { OpenFile } from "./open-file.ts";

/** What a file is, told by its contents and never by its name. `compressed`: in a way that Node cannot undo. */
export type Container = "zip" | "tar" | "tar.gz" | "compressed" | "unknown";

const TAR_BLOCK_BYTES = 512;
const HEAD_BYTES = 4096;
/** A header of gzip, and enough behind it for the first header of a tar. */
const LEAST_GZIP_BYTES = 64;

/**
 * Look at the first bytes of a file. A ZIP with bytes before it is not seen here: the caller looks for a ZIP's end
 * record in what is `unknown`. A gzip file counts as `tar.gz` only if what is inside begins as a tar does.
 */
export function detectContainer(file: OpenFile): Container {
  const head = file.readAt(0, Math.min(HEAD_BYTES, file.size));
  if (startsWith(head, [0x50, 0x4b, 3, 4]) || startsWith(head, [0x50, 0x4b, 5, 6])) return "zip";
  if (isTarHeader(head)) return "tar";
  if (startsWith(head, [0x1f, 0x8b])) return isTarHeader(unzippedHead(head)) ? "tar.gz" : "unknown";
  const isXz = startsWith(head, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]);
  const isBzip2 = startsWith(head, [0x42, 0x5a, 0x68]);
  const isZstd = startsWith(head, [0x28, 0xb5, 0x2f, 0xfd]);
  return isXz || isBzip2 || isZstd ? "compressed" : "unknown";
}

function startsWith(head: Buffer, bytes: readonly number[]): boolean {
  return bytes.every((byte, i) => head[i] === byte);
}

/**
 * The start of a gzip file's contents, at most about 4 MiB; empty when it is damaged from the beginning. Less and less of
 * it is tried: damage further on, or a wrong checksum at the end of a small file, does not hide what it is.
 */
function unzippedHead(head: Buffer): Buffer {
  for (let length = head.length; length >= LEAST_GZIP_BYTES; length = Math.floor(length / 2)) {
    try {
      return gunzipSync(head.subarray(0, length), { finishFlush: constants.Z_SYNC_FLUSH });
    } catch {
      continue; // damaged before that, or not gzip after all
    }
  }
  return Buffer.alloc(0);
}

/** A tar header carries the sum of its own bytes, its field for that counted as blanks (POSIX ustar). */
function isTarHeader(block: Buffer): boolean {
  if (block.length < TAR_BLOCK_BYTES || block[0] === undefined) return false;
  const named = Number.parseInt(block.toString("latin1", 148, 156).replace(/\0.*$/, "").trim(), 8);
  let sum = 8 * 0x20;
  for (let i = 0; i < TAR_BLOCK_BYTES; i++) if (i < 148 || i >= 156) sum += block[i] ?? 0;
  return sum !== 8 * 0x20 && sum === named;
}
