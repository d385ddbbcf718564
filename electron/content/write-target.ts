import fs from "node:fs/promises";
import path from "node:path";
import { checkTarget, createTarget, named } from "../archive/target-file.ts";

/** A place that a person chose, and whether an existing file there may be replaced. */
export interface Target {
  path: string;
  mayReplace: boolean;
}

/**
 * Write a file whole or not at all: beside the target under a name of its own, flushed, then renamed. A failed or
 * cancelled write leaves nothing.
 * @returns Bytes written.
 * @throws AppError `export/exists` when the target exists and may not be replaced, and for the source itself;
 *   `disk/full`, `disk/denied`; what the chunks throw passes.
 */
export async function writeTarget(
  target: Target,
  sourcePath: string,
  chunks: AsyncIterable<string | Uint8Array>,
): Promise<number> {
  checkTarget(target.path, target.mayReplace, sourcePath);
  const place = createTarget(target.path, target.mayReplace);
  try {
    const temporary = path.join(place.workFolder, "contents");
    const bytes = await writeAll(temporary, chunks);
    place.publish(temporary);
    return bytes;
  } catch (error) {
    throw named(error, target.path);
  } finally {
    place.cleanUp();
  }
}

async function writeAll(file: string, chunks: AsyncIterable<string | Uint8Array>): Promise<number> {
  const handle = await fs.open(file, "wx");
  try {
    let written = 0;
    for await (const chunk of chunks) {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      for (let done = 0; done < bytes.length; ) {
        done += (await handle.write(bytes, done, bytes.length - done)).bytesWritten;
      }
      written += bytes.length;
    }
    await handle.sync();
    return written;
  } finally {
    await handle.close();
  }
}
