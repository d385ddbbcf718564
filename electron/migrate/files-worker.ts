import { parentPort, workerData } from "node:worker_threads";
import { sharedFile } from "../archive/open-file.ts";
import { directoryOf, type ZipPart } from "../archive/zip-part.ts";
import { ZipReader } from "../archive/zip-reader.ts";
import { ZipWriter } from "../archive/zip-writer.ts";
import { earlyPieces } from "../export/deflate-aside.ts";
import { toWireError } from "../ipc/to-wire-error.ts";
import { isDamage } from "../legacy/damaged-files.ts";
import { zipFiles } from "../legacy/legacy-zip.ts";
import { type ReadFile, readLarge, readSmall, WHOLE_BYTES } from "../legacy/read-file.ts";
import { copying } from "./copy-hashed.ts";
import {
  type DamagedFile,
  type FilesOrder,
  type FromFiles,
  KEY_BYTES,
  type ToFiles,
} from "./files-messages.ts";

/**
 * A thread that hashes the files of a legacy archive and copies the distinct ones into the new archive, while `data.json` becomes
 * its database: each needs a processor of its own for about as long. Then it begins to deflate that one.
 */

const order = workerData as FilesOrder;
const port = parentPort;
if (port === null) throw new Error("This runs as a thread only.");
const source = sharedFile(order.file);
const writer = new ZipWriter(order.target);
const copied = new Set<string>();

async function readPart(part: ZipPart): Promise<FromFiles & { type: "part" }> {
  const files = zipFiles(ZipReader.over(source, directoryOf(part)), { count: 0, bytes: 0 });
  const addObject = copying(writer, files);
  const keys = Buffer.alloc(part.names.length * KEY_BYTES);
  const damaged: DamagedFile[] = [];
  for (const [at, member] of part.names.entries()) {
    const place = { member, place: 0, size: part.sizes[at]! };
    let read: ReadFile;
    try {
      read = place.size <= WHOLE_BYTES ? readSmall(files, place) : await readLarge(files, place, () => null);
    } catch (error) {
      if (!isDamage(error)) throw error;
      damaged.push({ at, error: toWireError(error) });
      continue;
    }
    keys.write(read.key, at * KEY_BYTES, "latin1");
    if (copied.has(read.key)) continue;
    copied.add(read.key);
    const adding = addObject({ key: read.key, ...place }, read.contents);
    if (adding) await adding;
  }
  return { type: "part", keys, damaged };
}

async function answer(message: ToFiles): Promise<void> {
  if (message === "end") post({ type: "end", written: writer.handOver() }, []);
  else if ("part" in message) {
    const answered = await readPart(message.part);
    post(answered, [answered.keys.buffer as ArrayBuffer]);
  } else {
    for (const piece of earlyPieces(message.database, message.level)) {
      post({ type: "deflated", piece }, []);
    }
  }
}

function post(message: FromFiles, moved: readonly ArrayBuffer[]): void {
  port!.postMessage(message, moved);
}

let work = Promise.resolve();
port.on("message", (message: ToFiles) => {
  work = work
    .then(() => answer(message))
    .catch((error: unknown) => {
      post({ type: "failed", error: toWireError(error) }, []);
      port.close(); // ends the thread
    });
});
