import fs from "node:fs";
import { availableParallelism } from "node:os";
import { promisify } from "node:util";
import { constants, crc32, deflateRaw, deflateRawSync, type ZlibOptions } from "node:zlib";
import { AppError } from "../../shared/ipc/errors.ts";
import type { CancelSignal } from "../../shared/ipc/procedure.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { crcJoiner } from "../archive/joined-crc.ts";

/** Each piece is deflated by itself: what that costs is less than a hundredth of the size. */
const PIECE_BYTES = 4 * 1024 * 1024;
/** What comes out of a piece mostly goes in here: for each buffer full, a thread of zlib's waits for this one. */
const DEFLATED_CHUNK_BYTES = 1024 * 1024;
/** Pieces in threads of Node's pool, one more than processors, as the first may be done long before it is taken; the pool has four. */
const MOST_UNDER_WAY = 4;

const deflatePiece = promisify<Buffer, ZlibOptions, Buffer>(deflateRaw);

/** A piece of the file that was deflated while others were still being written. */
export interface EarlyPiece {
  /** Of what was deflated: the piece serves if it is the same in the end. */
  crc32: number;
  deflated: Uint8Array;
}

/**
 * A file as one deflated stream, made piece by piece in threads of zlib's. The same file gives the same bytes, however many
 * threads there are, and whatever was deflated early.
 */
export class DeflatedFile {
  readonly #path: string;
  readonly #level: number;
  readonly #signal: CancelSignal;
  readonly #early: ReadonlyMap<number, EarlyPiece>;
  #size = 0;
  #crc = 0;
  #isStopped = false;

  /** @param early Pieces by their number that `earlyPieces` gave; default none. */
  constructor(
    path: string,
    level: number,
    signal: CancelSignal,
    early: ReadonlyMap<number, EarlyPiece> = new Map(),
  ) {
    this.#path = path;
    this.#level = level;
    this.#signal = signal;
    this.#early = early;
  }

  /** Bytes of the file that have been taken so far; all when `pieces` has ended. */
  get size(): number {
    return this.#size;
  }

  /** Of the bytes that have been taken so far. */
  get crc32(): number {
    return this.#crc;
  }

  /** `pieces` ends with `cancelled` before the next one. */
  stop(): void {
    this.#isStopped = true;
  }

  /**
   * The deflated stream, once. When this has ended, in whatever way, no thread works on it any more.
   * @throws `cancelled`, and as the disk fails.
   */
  async *pieces(): AsyncGenerator<Uint8Array> {
    const most = Math.min(MOST_UNDER_WAY, availableParallelism() + 1);
    const underWay: Promise<Uint8Array>[] = []; // in order
    const source = await fs.promises.open(this.#path);
    let free: Buffer | null = null; // new memory costs as much as reading into it
    try {
      const total = (await source.stat()).size;
      for (let position = 0; position === 0 || this.#size < total; position++) {
        if (this.#isStopped) throw new AppError("cancelled", "Cancelled.");
        throwIfCancelled(this.#signal);
        const length = Math.min(PIECE_BYTES, total - this.#size);
        const piece: Buffer = free?.length === length ? free : Buffer.allocUnsafeSlow(length);
        await readPiece(source, piece, this.#size);
        const isLast = this.#size + length === total;
        const early = this.#take(piece, isLast ? null : position);
        free = early ? piece : null; // else zlib has it now
        const deflated = early
          ? Promise.resolve(early.deflated)
          : deflatePiece(piece, pieceOptions(this.#level, isLast));
        deflated.catch(() => undefined); // told where it is awaited, which another failure may forestall
        underWay.push(deflated);
        if (underWay.length === most) yield await underWay.shift()!;
      }
      while (underWay.length > 0) yield await underWay.shift()!;
    } finally {
      await Promise.allSettled(underWay);
      await source.close();
    }
  }

  /** Count a piece in; gives what it was deflated to before. @param position Null for the last one, which ends the stream. */
  #take(piece: Buffer, position: number | null): EarlyPiece | null {
    this.#size += piece.length;
    if (position === null) {
      this.#crc = crc32(piece, this.#crc);
      return null;
    }
    const crc = crc32(piece);
    this.#crc = (joinPieces ??= crcJoiner(PIECE_BYTES))(this.#crc, crc);
    const early = this.#early.get(position);
    return early?.crc32 === crc ? early : null;
  }
}

/** Made when it is first needed. */
let joinPieces: ReturnType<typeof crcJoiner> | null = null;

/** The first piece that is worth deflating early: the very first of a database changes with every table. */
export const FIRST_EARLY = 1;

/**
 * Deflate whole pieces of a file that is still being written, from one of them up to where it ends now: for a thread of its own. The file must be nobody else's: closing it here gives up what locks SQLite
 * holds on it in this process (POSIX).
 */
export function* earlyPieces(
  path: string,
  level: number,
  from: number,
): Generator<EarlyPiece & { position: number }> {
  const fd = fs.openSync(path, "r");
  try {
    const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
    const whole = Math.floor(fs.fstatSync(fd).size / PIECE_BYTES);
    for (let position = from; position < whole; position++) {
      if (fs.readSync(fd, piece, 0, PIECE_BYTES, position * PIECE_BYTES) < PIECE_BYTES) return;
      yield { position, crc32: crc32(piece), deflated: deflateRawSync(piece, pieceOptions(level, false)) };
    }
  } finally {
    fs.closeSync(fd);
  }
}

/** Flushed to a whole byte, pieces in a row are one stream (RFC 1951); the last one ends it. */
function pieceOptions(level: number, isLast: boolean): ZlibOptions {
  const finishFlush = isLast ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
  // With more memory than zlib's default it takes a tenth less time.
  return { level, memLevel: constants.Z_MAX_MEMLEVEL, finishFlush, chunkSize: DEFLATED_CHUNK_BYTES };
}

/** Fill a piece with the bytes of a file from a position on. */
async function readPiece(source: fs.promises.FileHandle, piece: Buffer, from: number): Promise<void> {
  for (let at = 0; at < piece.length; ) {
    const { bytesRead } = await source.read(piece, at, piece.length - at, from + at);
    if (bytesRead === 0) throw new Error("the file of the new database became shorter");
    at += bytesRead;
  }
}
