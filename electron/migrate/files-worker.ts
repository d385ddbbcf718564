import { parentPort, workerData } from "node:worker_threads";
import { sharedFile } from "../archive/open-file.ts";
import { directoryOf } from "../archive/zip-part.ts";
import { ZipReader } from "../archive/zip-reader.ts";
import { ZipWriter } from "../archive/zip-writer.ts";
import type { LegacyFileTables } from "../db/queries/legacy-files.ts";
import { earlyPieces } from "../export/deflate-aside.ts";
import { toWireError } from "../ipc/to-wire-error.ts";
import { DamagedFiles } from "../legacy/damaged-files.ts";
import type { LegacyEntry } from "../legacy/legacy-archive.ts";
import { zipFiles } from "../legacy/legacy-zip.ts";
import { readFiles } from "../legacy/read-files.ts";
import { copying } from "./copy-hashed.ts";
import { type FilesOrder, type FromFiles, KEY_BYTES, type ToFiles } from "./files-messages.ts";

/**
 * A thread that hashes the files of a legacy archive and copies the distinct ones into the new archive, while `data.json` becomes
 * its database: each needs a processor of its own for about as long. Then it begins to deflate that one.
 */

const order = workerData as FilesOrder;
const port = parentPort;
if (port === null) throw new Error("This runs as a thread only.");
const post = (message: FromFiles) => port.postMessage(message);

async function readAll(): Promise<void> {
  const zip = ZipReader.over(sharedFile(order.file), directoryOf(order.list));
  const files = zipFiles(zip, order.known);
  const told = new ToldKeys();
  const damaged = new DamagedFiles();
  const writer = new ZipWriter(order.target);
  await readFiles(files, files.entries(), {
    tables: told,
    damaged,
    onBytes: () => null,
    onNew: copying(writer, files),
    onEntry: (entry) => told.next(entry),
  });
  told.tell();
  if (!order.readable) damaged.refuse();
  post({ type: "end", written: writer.handOver(), damaged: damaged.summary() });
}

/** Few messages, the first ones soon. */
const TOLD_FILES = 512;
const TOLD_BYTES = 8 * 1024 * 1024;

/** Tells keys as they become known, and keeps in mind which there were. */
class ToldKeys implements Pick<LegacyFileTables, "addFile" | "addFolder"> {
  readonly #known = new Set<string>();
  readonly #keys = Buffer.alloc(TOLD_FILES * KEY_BYTES);
  #count = 0;
  #bytesRead = 0;

  addFile(_uuid: string, _path: string, key: string): boolean {
    this.#keys.write(key, this.#count * KEY_BYTES, "latin1");
    if (this.#known.has(key)) return false;
    this.#known.add(key);
    return true;
  }

  addFolder(): void {
    // It has no key.
  }

  next({ isFolder, size }: LegacyEntry): void {
    if (isFolder) return;
    this.#count++;
    this.#bytesRead += size;
    if (this.#count === TOLD_FILES || this.#bytesRead >= TOLD_BYTES) this.tell();
  }

  tell(): void {
    post({
      type: "keys",
      keys: new Uint8Array(this.#keys.subarray(0, this.#count * KEY_BYTES)),
      bytesRead: this.#bytesRead,
    });
    this.#keys.fill(0);
    this.#count = this.#bytesRead = 0;
  }
}

let work = attempt(readAll());
port.on("message", ({ database, level }: ToFiles) => {
  work = work.then(() => attempt(deflate(database, level)));
});

async function deflate(database: string, level: number): Promise<void> {
  for (const piece of earlyPieces(database, level)) post({ type: "deflated", piece });
}

async function attempt(step: Promise<void>): Promise<void> {
  try {
    await step;
  } catch (error) {
    post({ type: "failed", error: toWireError(error) });
    port!.close(); // ends the thread
  }
}
