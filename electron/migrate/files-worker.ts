import fs from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { sharedFile } from "../archive/open-file.ts";
import { directoryOf } from "../archive/zip-part.ts";
import { ZipReader } from "../archive/zip-reader.ts";
import { ZipWriter } from "../archive/zip-writer.ts";
import { earlyPieces, FIRST_EARLY } from "../export/deflated-file.ts";
import { toWireError } from "../ipc/to-wire-error.ts";
import { DamagedFiles } from "../legacy/damaged-files.ts";
import { zipFiles } from "../legacy/legacy-zip.ts";
import { readFiles } from "../legacy/read-files.ts";
import { copying } from "./copy-hashed.ts";
import type { FilesOrder, FromFiles, ToFiles } from "./files-messages.ts";
import { ToldTrees } from "./told-trees.ts";

/**
 * A thread that hashes the files of a legacy archive and copies the distinct ones into the new archive, while `data.json` becomes
 * its database: each needs a processor of its own for about as long. Then it begins to deflate that one.
 */

const order = workerData as FilesOrder;
const port = parentPort;
if (port === null) throw new Error("This runs as a thread only.");
const post = (message: FromFiles, given: ArrayBuffer[] = []) => port.postMessage(message, given);

async function readAll(): Promise<void> {
  const zip = ZipReader.over(sharedFile(order.file), directoryOf(order.list));
  const files = zipFiles(zip, order.known);
  const told = new ToldTrees((of) => post({ type: "trees", of }));
  const damaged = new DamagedFiles();
  const writer = new ZipWriter(order.target, { areDistinct: true }); // `told` knows which ones there were
  await readFiles(files, files.entries(), {
    tables: told,
    damaged,
    onBytes: () => null,
    onNew: copying(writer, files),
    onEntry: (entry) => told.next(entry),
  });
  told.end();
  if (!order.readable) damaged.refuse();
  post({ type: "end", written: writer.handOver(), damaged: damaged.summary() });
  // Else all of it waits for the end of the migration, which flushes what is left and says what fails.
  fs.fsync(order.target, () => undefined);
}

let work = attempt(readAll());
port.on("message", ({ database, level }: ToFiles) => {
  work = work.then(() => attempt(deflate(database, level)));
});

let nextPiece = FIRST_EARLY;

async function deflate(database: string, level: number): Promise<void> {
  for (const piece of earlyPieces(database, level, nextPiece)) {
    const { buffer, length } = piece.deflated;
    const isAllOfIt = buffer instanceof ArrayBuffer && buffer.byteLength === length; // else the rest may be somebody else's
    post({ type: "deflated", piece }, isAllOfIt ? [buffer] : []);
    nextPiece = piece.position + 1;
  }
}

async function attempt(step: Promise<void>): Promise<void> {
  try {
    await step;
  } catch (error) {
    post({ type: "failed", error: toWireError(error) });
    port!.close(); // ends the thread
  }
}
