import type { OpenFile } from "./open-file.ts";

/** Most bytes that are read at once: hundreds of small members. A larger piece gains nothing, and leaves a processor's cache. */
const MOST_AHEAD_BYTES = 256 * 1024;
const LEAST_AHEAD_BYTES = 4 * 1024;
/** Who goes on so close behind the last piece reads in order: descriptors lie between members. */
const IN_ORDER_BYTES = 1024;

/**
 * The same file for who reads small pieces in their order, as the members of a ZIP lie: one reading then serves hundreds of
 * them. Who jumps about reads little more than is asked for.
 * **What `readAt` gives is valid only until its next call.** Memory: 256 KiB. The file stays its opener's to close.
 */
export function readingAhead(file: OpenFile): OpenFile {
  const buffer = Buffer.allocUnsafeSlow(MOST_AHEAD_BYTES);
  let start = 0;
  let end = 0;
  let ahead = LEAST_AHEAD_BYTES;
  return {
    ...file,
    readAt: (position, length, member) => {
      if (position >= start && position + length <= end)
        return buffer.subarray(position - start, position - start + length);
      const isInOrder = position >= start && position <= end + IN_ORDER_BYTES;
      ahead = isInOrder ? Math.min(ahead * 2, MOST_AHEAD_BYTES) : LEAST_AHEAD_BYTES;
      const bytes = Math.min(Math.max(ahead, length), file.size - position);
      start = end = 0; // a failure leaves no piece
      if (bytes < length || bytes > MOST_AHEAD_BYTES) return file.readAt(position, length, member);
      try {
        file.readInto(buffer.subarray(0, bytes), position, member);
      } catch {
        return file.readAt(position, length, member); // the file became shorter; what is asked for may still be there
      }
      start = position;
      end = position + bytes;
      return buffer.subarray(0, length);
    },
  };
}
