import fs from "node:fs";
import path from "node:path";
import { AppError } from "../../shared/ipc/errors.ts";
import { corrupt } from "../archive/corrupt.ts";
import { folderObjects } from "../archive/folder-objects.ts";
import { limit, limitError } from "../archive/limits.ts";
import { checkMetadataSize, READ_AS, requireReadableVersion } from "../archive/metadata.ts";
import { openFile, type OpenFile } from "../archive/open-file.ts";
import type { JobContext, Source } from "../archive/source.ts";
import { commentWarnings, listed } from "../archive/source-warnings.ts";
import { LossBook } from "./loss-book.ts";
import { salvageDatabase } from "./salvage-database.ts";
import { salvageFiles } from "./salvage-files.ts";
import { salvageMetadata, sentenceOf } from "./salvage-metadata.ts";

const METADATA = "metadata.json";
const DATABASE = "db.sqlite3";

/** True for a folder with a database of an archive in it, whatever else is missing. */
export function isDamagedFolder(folder: string): boolean {
  return fs.lstatSync(path.join(folder, DATABASE), { throwIfNoEntry: false })?.isFile() === true;
}

/**
 * Open what can be read of an unpacked archive, as `openDamagedZipArchive` does with a packed one. Nothing is written
 * beside it, and its database is read as bytes only.
 */
export async function openDamagedFolder(folder: string, context: JobContext): Promise<Source> {
  const book = new LossBook();
  const { text, metadata, version } = salvageMetadata(readMetadata(folder, book), book);
  requireReadableVersion(version, folder);
  const file = openMember(folder, DATABASE);
  if (file === null) throw corrupt(DATABASE, "member missing", `The folder holds no ${DATABASE}`);
  let database;
  try {
    const bytes = {
      length: file.size,
      readAt: (at: number, length: number) => file.readAt(at, length, DATABASE),
    };
    if (file.size > limit("STEMMA_MAX_DATABASE_BYTES")) {
      throw limitError("STEMMA_MAX_DATABASE_BYTES", (n) => `${DATABASE} has ${n} bytes`, file.size, DATABASE);
    }
    database = await salvageDatabase(bytes, book, context);
  } finally {
    file.close();
  }
  try {
    const { objects, ignored, bytes } = folderObjects(folder);
    const sizeBytes = bytes + Buffer.byteLength(text) + file.size;
    const intact = await salvageFiles(database.db, objects, null, sizeBytes, book, context);
    return {
      path: folder,
      kind: "folder",
      container: "folder",
      version,
      readAs: READ_AS,
      losses: book.losses(),
      sizeBytes,
      metadataText: text,
      metadata,
      db: database.db,
      objects: intact,
      warnings: [...commentWarnings(metadata), ...listed("Ignored as no part of an archive", ignored)],
      close: database.close,
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

function readMetadata(folder: string, book: LossBook): Buffer | null {
  try {
    const file = openMember(folder, METADATA);
    if (file === null) {
      book.tell(`The folder holds no ${METADATA}.`);
      return null;
    }
    try {
      checkMetadataSize(file.size);
      return file.readAt(0, file.size, METADATA);
    } finally {
      file.close();
    }
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "archive/limit") throw error;
    book.tell(sentenceOf(error));
    return null;
  }
}

/** A regular file of the folder, or null; a symbolic link could lead out of it. */
function openMember(folder: string, name: string): OpenFile | null {
  const file = path.join(folder, name);
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  return stat?.isFile() ? openFile(file, { noFollow: true }) : null;
}
