import fs from "node:fs";
import { parentPort } from "node:worker_threads";
import { sharedFile, type SharedFile } from "../archive/open-file.ts";
import { ZipReader } from "../archive/zip-reader.ts";
import { ZipWriter } from "../archive/zip-writer.ts";
import { earlyPieces, FIRST_EARLY } from "../export/deflated-file.ts";
import { toWireError } from "../ipc/to-wire-error.ts";
import { DamagedFiles } from "../legacy/damaged-files.ts";
import { MOST_HELD_FILES } from "../legacy/held-files.ts";
import type { LegacyFiles } from "../legacy/legacy-archive.ts";
import { warningsOf, zipFiles } from "../legacy/legacy-zip.ts";
import { readFiles } from "../legacy/read-files.ts";
import { copying } from "./copy-hashed.ts";
import type { FromFiles, ToFiles } from "./files-messages.ts";
import { nodesInOrder } from "./node-order.ts";
import { ToldTrees } from "./told-trees.ts";

/**
 * A thread that reads the list of members of a legacy archive, hashes the files of its nodes and copies the distinct ones into the new
 * archive, while `data.json` becomes its database: each needs a processor of its own for about as long. Then it begins to deflate that one.
 */

const port = parentPort;
if (port === null) throw new Error("This runs as a thread only.");
const post = (message: FromFiles, given: ArrayBuffer[] = []) => port.postMessage(message, given);

async function readAll(file: SharedFile, target: number): Promise<void> {
  const files = await listed(file).catch(() => null); // whoever migrates it in the ordinary way tells what is wrong
  if (files === null) {
    post({ type: "unsuitable" });
    return;
  }
  const told = new ToldTrees((of) => post({ type: "trees", of }));
  const damaged = new DamagedFiles();
  const writer = new ZipWriter(target, { areDistinct: true }); // `told` knows which ones there were
  await readFiles(files, files.entries(), {
    tables: told,
    damaged,
    onBytes: () => null,
    onNew: copying(writer, files),
    onEntry: (entry) => told.next(entry),
  });
  told.end();
  damaged.refuse();
  post({ type: "end", written: writer.handOver() });
  // Else all of it waits for the end of the migration, which flushes what is left and says what fails.
  fs.fsync(target, () => undefined);
}

/** The files of an archive in which those of each node lie together, no more of them than may be noted in memory; else null. */
async function listed(file: SharedFile): Promise<LegacyFiles | null> {
  const zip = await ZipReader.open(sharedFile(file), { aborted: false });
  if (zip === null || zip.directory.count > MOST_HELD_FILES) return null;
  const files = zipFiles(zip);
  const uuids = nodesInOrder(zip.directory.names.others.keys());
  if (uuids === null) return null;
  post({ type: "listed", list: { uuids: uuids.join(""), bytes: files.bytes, warnings: warningsOf(zip) } });
  return files;
}

let work = Promise.resolve();
port.on("message", (told: ToFiles) => {
  const step = () =>
    told.type === "files" ? readAll(told.file, told.target) : deflate(told.database, told.level);
  work = work.then(() => attempt(step()));
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
    const known = toWireError(error);
    // Whoever knows the name of the new archive says where there is no room.
    post({ type: "failed", error: known.code === "disk/full" ? { ...known, details: {} } : known });
    port!.close(); // ends the thread
  }
}
