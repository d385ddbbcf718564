/** Bytes that can be read at any position: a file, or memory. */
export interface Bytes {
  readonly size: number;
  /** Exactly `length` bytes; `archive/corrupt` naming `member` when there are fewer. */
  readAt(position: number, length: number, member?: string): Buffer;
}

/** Headers are mostly one block after the other, or a small file's contents apart. */
const WINDOW_BYTES = 16 * 1024;

/**
 * The same bytes for who reads many short pieces near each other: they are read in larger pieces, one of which is kept. What
 * it gives stays as it is; it holds a whole such piece in memory, so keep a copy of what is kept for long.
 */
export function windowed(bytes: Bytes): Bytes {
  let window: Buffer = Buffer.alloc(0);
  let start = 0;
  return {
    size: bytes.size,
    readAt(position, length, member) {
      if (length > WINDOW_BYTES || position + length > bytes.size)
        return bytes.readAt(position, length, member);
      if (position < start || position + length > start + window.length) {
        window = bytes.readAt(position, Math.min(WINDOW_BYTES, bytes.size - position), member);
        start = position;
      }
      return window.subarray(position - start, position - start + length);
    },
  };
}
