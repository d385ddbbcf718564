import fs from "node:fs";
import type { CancelSignal } from "../../shared/ipc/procedure.ts";
import type { RawMember } from "../archive/source.ts";
import { DeflatedFile } from "./deflated-file.ts";

/** A file that is being deflated beside other work. */
export interface DeflatedAside {
  /** The deflated bytes, in a file beside the given one, and what a ZIP says of them. Rejects as the work fails. */
  finished: Promise<RawMember & { file: string }>;
  /** Bytes of the file that have been taken so far. */
  done(): number;
  /** Ends the work if it still goes on, and waits until it touches nothing any more. Never rejects. */
  stop(): Promise<void>;
}

/**
 * Deflate a file into one beside it, in threads of zlib's, while the caller does other things. `finished` need not be awaited by a
 * caller that fails before: `stop` hears its error.
 */
export function deflateAside(path: string, level: number, signal: CancelSignal): DeflatedAside {
  const deflated = new DeflatedFile(path, level, signal);

  async function deflate(): Promise<RawMember & { file: string }> {
    const file = `${path}.deflated`;
    const target = await fs.promises.open(file, "wx", 0o600);
    let compressedSize = 0;
    try {
      for await (const bytes of deflated.pieces()) {
        for (let at = 0; at < bytes.length; ) at += (await target.write(bytes, at)).bytesWritten;
        compressedSize += bytes.length;
      }
    } finally {
      await target.close();
    }
    return { file, method: "deflated", crc32: deflated.crc32, compressedSize, size: deflated.size };
  }

  const finished = deflate();
  const settled = finished.then(
    () => undefined,
    () => undefined, // told by `finished` to whoever awaits it
  );
  return {
    finished,
    done: () => deflated.size,
    stop: () => {
      deflated.stop();
      return settled;
    },
  };
}
