import fs from "node:fs";

/**
 * Write all of these bytes to an open file, behind what was written before or at a position. A write may take fewer than asked
 * for (a signal, a full disk): it goes on until all are out or it throws.
 */
export function writeAll(fd: number, bytes: Uint8Array, position: number | null = null): void {
  for (let done = 0; done < bytes.length; ) {
    const at = position === null ? null : position + done;
    done += fs.writeSync(fd, bytes, done, bytes.length - done, at);
  }
}
