import { createInflateRaw } from "node:zlib";

/**
 * What a zlib stream of Node has inside. Its own `…Sync` functions work on it in this way; used here because the public
 * ways either hold all of the output or make a new buffer for each chunk, which costs as much again as inflating.
 */
interface ZlibHandle {
  writeSync(
    flush: number,
    input: Buffer,
    inputAt: number,
    inputBytes: number,
    output: Buffer,
    outputAt: number,
    outputBytes: number,
  ): void;
  reset(): void;
  close(): void;
  onerror: (message: string, errno: number, code: string) => void;
}

const NO_FLUSH = 0;
const FINISH = 4;
/** Output that stays in a processor's cache until it is checked and written. */
const OUTPUT_BYTES = 512 * 1024;

/** Inflates one raw deflate stream, chunk by chunk, into one buffer that is used again. */
export class SyncInflate {
  readonly #handle: ZlibHandle;
  readonly #state: Uint32Array;
  #output: Buffer | null = null;
  #failure: Error | null = null;
  #unused = 0;

  private constructor(handle: ZlibHandle, state: Uint32Array) {
    this.#handle = handle;
    this.#state = state;
    const onerror: ZlibHandle["onerror"] = (message, errno, code) => {
      this.#failure = Object.assign(new Error(message), { errno, code });
    };
    Object.assign(handle, { onerror });
  }

  /** Null in a runtime whose zlib is not as expected; `createInflateRaw` does the same work there. */
  static create(): SyncInflate | null {
    const stream: unknown = createInflateRaw();
    const { _handle: handle, _writeState: state } = stream as { _handle?: unknown; _writeState?: unknown };
    const fits =
      typeof handle === "object" &&
      handle !== null &&
      "writeSync" in handle &&
      "reset" in handle &&
      state instanceof Uint32Array;
    return fits ? new SyncInflate(handle as ZlibHandle, state) : null;
  }

  /** Bytes of the last input that were not used: more than none means that the stream has ended. */
  get unused(): number {
    return this.#unused;
  }

  /**
   * Take packed bytes; gives what they inflate to, each chunk valid until the next is asked for. Bytes behind the end of
   * the stream are passed over.
   * @throws zlib's error, its name in `code` (`Z_DATA_ERROR`; `Z_BUF_ERROR` when the last input ends too early).
   */
  *inflate(input: Buffer, isLast: boolean): Generator<Buffer> {
    let at = 0;
    const output = (this.#output ??= Buffer.allocUnsafeSlow(OUTPUT_BYTES));
    for (;;) {
      const given = input.length - at;
      const flush = isLast ? FINISH : NO_FLUSH;
      this.#handle.writeSync(flush, input, at, given, output, 0, OUTPUT_BYTES);
      if (this.#failure) throw this.#failure;
      const outputLeft = this.#state[0]!;
      const inputLeft = this.#state[1]!;
      at = input.length - inputLeft;
      this.#unused = inputLeft;
      if (outputLeft < OUTPUT_BYTES) yield output.subarray(0, OUTPUT_BYTES - outputLeft);
      if (outputLeft > 0) return; // room was left: all input is used, or the stream has ended
    }
  }

  /** A whole stream from its beginning, into the given or a new buffer; one byte more than `size` where the stream holds more. */
  whole(packed: Buffer, size: number, into: Buffer | null): Buffer {
    const output = into ?? Buffer.allocUnsafe(size + 1);
    this.#handle.reset();
    this.#handle.writeSync(FINISH, packed, 0, packed.length, output, 0, size + 1);
    if (this.#failure) throw this.#failure;
    return output.subarray(0, size + 1 - this.#state[0]!);
  }

  /** Gives zlib's memory back at once. */
  close(): void {
    this.#handle.close();
  }
}

/** What inflates small members, one after the other; undefined until the first, null where this runtime cannot. */
let forWholes: SyncInflate | null | undefined;

/**
 * A raw deflate stream in memory, inflated in one piece: with a zlib of ours that is used again, since to make one costs
 * several times what a small file does. Bytes behind the end of the stream are passed over.
 * @param size Bytes expected; a stream that holds more gives one byte more.
 * @param into Room for `size` and one more; null for a new buffer.
 * @returns Null where this runtime's zlib is not as expected.
 * @throws As `SyncInflate.inflate`.
 */
export function inflateWhole(packed: Buffer, size: number, into: Buffer | null): Buffer | null {
  if (forWholes === undefined) forWholes = SyncInflate.create();
  if (forWholes === null) return null;
  try {
    return forWholes.whole(packed, size, into);
  } catch (error) {
    forWholes.close();
    forWholes = undefined; // what it is left in after an error is nothing to rely on
    throw error;
  }
}
