import { constants, createInflateRaw } from "node:zlib";

/**
 * The inside of a zlib stream of Node, as `lib/zlib.js` uses it. Used directly because the stream makes a new buffer for each
 * chunk, which costs half as much again as inflating, and begins the next chunk only when this one was taken.
 */
interface ZlibHandle {
  init(
    windowBits: number,
    level: number,
    memoryLevel: number,
    strategy: number,
    state: Uint32Array,
    whenDone: () => void,
    dictionary: undefined,
  ): void;
  /** In a thread of libuv's pool; `whenDone` or `onerror` follows. */
  write(
    flush: number,
    input: Buffer,
    inputAt: number,
    inputBytes: number,
    output: Buffer,
    outputAt: number,
    outputBytes: number,
  ): void;
  close(): void;
  onerror: (message: string, errno: number, code: string) => void;
}

/** Of Node, with which this was tried: its zlib ends the process for arguments that it does not expect. */
const KNOWN_MAJORS = ["20", "22", "24", "26"];
const { INFLATERAW, Z_NO_FLUSH, Z_FINISH, Z_DEFAULT_WINDOWBITS, Z_DEFAULT_MEMLEVEL } = constants;
const { Z_DEFAULT_LEVEL, Z_DEFAULT_STRATEGY } = constants;

/**
 * Packed bytes to be given at once. What they inflate to is made while the caller does not come back, who loads a module or reads
 * a list for some milliseconds; a larger piece gains nothing.
 */
export const ASIDE_CHUNK_BYTES = 2 * 1024 * 1024;
/** More than such a piece of a database inflates to, as a rule: each time the two threads meet costs both. Untouched pages cost none. */
const OUTPUT_BYTES = 16 * 1024 * 1024;
/** What the caller gets at once stays in its processor's cache until it is checked and written. */
const PIECE_BYTES = 512 * 1024;

/** Inflates one raw deflate stream in a thread of zlib's own, ahead of who takes the chunks. */
export class InflateAside {
  readonly #handle: ZlibHandle;
  /** Bytes that the last step left over, [of the output, of the input]. */
  readonly #state = new Uint32Array(2);
  #settle: { resolve(): void; reject(error: Error): void } | null = null;

  private constructor(handle: ZlibHandle) {
    this.#handle = handle;
    const whenDone = () => this.#settle?.resolve();
    const level = [Z_DEFAULT_LEVEL, Z_DEFAULT_MEMLEVEL, Z_DEFAULT_STRATEGY] as const;
    handle.init(Z_DEFAULT_WINDOWBITS, ...level, this.#state, whenDone, undefined);
    const onerror: ZlibHandle["onerror"] = (message, errno, code) =>
      this.#settle?.reject(Object.assign(new Error(message), { errno, code }));
    Object.assign(handle, { onerror });
  }

  /** Null in a runtime whose zlib is not as expected; `SyncInflate` does the same work there. */
  static create(): InflateAside | null {
    if (!KNOWN_MAJORS.includes(process.versions.node.split(".", 1)[0]!)) return null;
    const stream = createInflateRaw();
    const { _handle: handle } = stream as { _handle?: { constructor?: unknown } };
    const Handle = handle?.constructor;
    stream.close();
    if (typeof Handle !== "function" || Handle.name !== "Zlib") return null;
    return new InflateAside(new (Handle as new (mode: number) => ZlibHandle)(INFLATERAW));
  }

  /**
   * What packed bytes inflate to, each chunk valid until the next is asked for. Bytes behind the end of the stream are
   * passed over. To be called once.
   * @param packed Each chunk valid until the next but one is asked for: one is inflated, the next is ready then.
   * @param packedBytes Of all chunks together.
   * @throws zlib's error, its name in `code` (`Z_DATA_ERROR`; `Z_BUF_ERROR` when the last input ends too early).
   */
  async *inflate(packed: Iterator<Buffer>, packedBytes: number): AsyncGenerator<Buffer> {
    let [output, other] = [Buffer.allocUnsafeSlow(OUTPUT_BYTES), Buffer.allocUnsafeSlow(OUTPUT_BYTES)];
    let step: Promise<void> = Promise.resolve();
    let left = packedBytes;
    let input = take(packed);
    let coming: Buffer | null = null;
    let made: Buffer | null = null;
    try {
      while (input !== null) {
        step = this.#begin(input, left === input.length, output);
        // This goes on beside that thread: with what it will need next, then with what it has made before.
        coming ??= take(packed);
        if (made !== null) yield* inPieces(made);
        await step;
        const [outputLeft, inputLeft] = [this.#state[0]!, this.#state[1]!];
        made = output.subarray(0, OUTPUT_BYTES - outputLeft);
        [output, other] = [other, output];
        const rest = input.subarray(input.length - inputLeft);
        if (outputLeft === 0) {
          left -= input.length - inputLeft;
          input = rest;
        } else {
          left -= input.length; // all is used, or the stream has ended
          input = coming;
          coming = null;
        }
      }
      if (made !== null) yield* inPieces(made);
    } finally {
      await step.catch(() => undefined); // until then it writes into the buffers
      this.#handle.close();
    }
  }

  #begin(input: Buffer, isLast: boolean, output: Buffer): Promise<void> {
    const step = new Promise<void>((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#handle.write(isLast ? Z_FINISH : Z_NO_FLUSH, input, 0, input.length, output, 0, output.length);
    });
    step.catch(() => undefined); // it may fail before anybody waits for it; who does hears it all the same
    return step;
  }
}

function take(chunks: Iterator<Buffer>): Buffer | null {
  const next = chunks.next();
  return next.done ? null : next.value;
}

function* inPieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}
