import fs from "node:fs";
import { availableParallelism } from "node:os";
import { promisify } from "node:util";
import { constants, crc32, deflateRaw, deflateRawSync, type ZlibOptions } from "node:zlib";
import { AppError } from "../../shared/ipc/errors.ts";
import type { CancelSignal } from "../../shared/ipc/procedure.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import type { RawMember } from "../archive/source.ts";
import { ZLIB_CHUNK_BYTES } from "../archive/zlib-stream.ts";

/** A file that is being deflated beside other work. */
export interface DeflatedAside {
  /** The deflated bytes, in a file beside the given one, and what a ZIP says of them. Rejects as the work fails. */
  finished: Promise<RawMember & { file: string }>;
  /** Bytes of the file that have been taken so far. */
  done(): number;
  /** Ends the work if it still goes on, and waits until it touches nothing any more. Never rejects. */
  stop(): Promise<void>;
}

/** Each piece is deflated by itself: what that costs is less than a hundredth of the size. */
const PIECE_BYTES = 4 * 1024 * 1024;
/** Threads of Node's pool that deflate; the pool has four, and other work is waiting for it. */
const MOST_THREADS = 3;

const deflatePiece = promisify<Buffer, ZlibOptions, Buffer>(deflateRaw);

/** A piece of the file that was deflated while others were still being written. */
export interface EarlyPiece {
  /** Of what was deflated: the piece serves if it is the same in the end. */
  crc32: number;
  deflated: Uint8Array;
}

/**
 * Deflate a file into one beside it, in threads of zlib's, while the caller does other things. The same file gives the same
 * bytes, however many threads there are. `finished` need not be awaited by a caller that fails before: `stop` hears its error.
 * @param early Pieces by their number that `earlyPieces` gave; default none.
 */
export function deflateAside(
  path: string,
  level: number,
  signal: CancelSignal,
  early: ReadonlyMap<number, EarlyPiece> = new Map(),
): DeflatedAside {
  let isStopped = false;
  let size = 0;
  let crc = 0;

  async function deflate(): Promise<RawMember & { file: string }> {
    const file = `${path}.deflated`;
    const threads = Math.max(1, Math.min(MOST_THREADS, availableParallelism()));
    const underWay: Promise<Uint8Array>[] = []; // pieces in order
    const source = await fs.promises.open(path);
    try {
      const target = await fs.promises.open(file, "wx", 0o600);
      let compressedSize = 0;
      let position = 0;
      const writeFirst = async () => {
        const bytes = await underWay[0]!;
        void underWay.shift();
        for (let at = 0; at < bytes.length; ) at += (await target.write(bytes, at)).bytesWritten;
        compressedSize += bytes.length;
      };
      try {
        const total = (await source.stat()).size;
        do {
          if (isStopped) throw new AppError("cancelled", "Cancelled.");
          throwIfCancelled(signal);
          const piece = await readPiece(source, size, Math.min(PIECE_BYTES, total - size));
          size += piece.length;
          crc = crc32(piece, crc);
          const known = size === total ? undefined : early.get(position++);
          const deflated =
            known?.crc32 === crc32(piece)
              ? Promise.resolve(known.deflated)
              : deflatePiece(piece, pieceOptions(level, size === total));
          deflated.catch(() => undefined); // told where it is awaited, which another failure may forestall
          underWay.push(deflated);
          if (underWay.length === threads) await writeFirst();
        } while (size < total);
        while (underWay.length > 0) await writeFirst();
      } finally {
        await Promise.allSettled(underWay);
        await target.close();
      }
      return { file, method: "deflated", crc32: crc, compressedSize, size };
    } finally {
      await source.close();
    }
  }

  const finished = deflate();
  const settled = finished.then(
    () => undefined,
    () => undefined, // told by `finished` to whoever awaits it
  );
  return {
    finished,
    done: () => size,
    stop: () => {
      isStopped = true;
      return settled;
    },
  };
}

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
  return { level, memLevel: constants.Z_MAX_MEMLEVEL, finishFlush, chunkSize: ZLIB_CHUNK_BYTES };
}

async function readPiece(source: fs.promises.FileHandle, from: number, length: number): Promise<Buffer> {
  const piece = Buffer.allocUnsafeSlow(length);
  for (let at = 0; at < length; ) {
    const { bytesRead } = await source.read(piece, at, length - at, from + at);
    if (bytesRead === 0) throw new Error("the file of the new database became shorter");
    at += bytesRead;
  }
  return piece;
}
