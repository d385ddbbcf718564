import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { AppError } from "../../shared/ipc/errors.ts";
import { isSqliteHeader, isWriteAheadLogged, markRollbackJournalled } from "../db/sqlite-header.ts";
import { throwIfCancelled } from "./cancelled.ts";
import { corrupt } from "./corrupt.ts";
import { toDiskError } from "../ipc/disk-error.ts";
import { vanishing } from "./database-cache.ts";
import { folderObjects } from "./folder-objects.ts";
import { MEMORY_DATABASE_BYTES } from "./limits.ts";
import { checkMetadataSize, parseMetadata, READ_AS, requireReadableVersion } from "./metadata.ts";
import { openFile, type OpenFile } from "./open-file.ts";
import { connect, connectMemory, type OpenDatabase } from "./open-zip-database.ts";
import { pacedProgress } from "./paced-progress.ts";
import type { JobContext, Source } from "./source.ts";
import { commentWarnings, listed } from "./source-warnings.ts";
import { writeAll } from "./write-all.ts";

const METADATA = "metadata.json";
const DATABASE = "db.sqlite3";
const HEADER_BYTES = 100;
const COPY_BYTES = 1024 * 1024;

/** Open an unpacked archive: a folder with `metadata.json`, `db.sqlite3` and `repo/`. Errors as `openSource`. */
export async function openFolder(folder: string, context: JobContext): Promise<Source> {
  const { text, metadata, version } = parseMetadata(readFolderMetadata(folder));
  requireReadableVersion(version, folder);
  const database = await openFolderDatabase(folder, context);
  try {
    const { objects, ignored, bytes } = folderObjects(folder);
    return {
      path: folder,
      kind: "folder",
      container: "folder",
      version,
      readAs: READ_AS,
      losses: null,
      sizeBytes: bytes + Buffer.byteLength(text) + database.bytes,
      metadataText: text,
      metadata,
      db: database.db,
      objects,
      warnings: [
        ...commentWarnings(metadata),
        ...listed("Ignored as no part of an archive", ignored),
        ...database.warnings,
      ],
      close: database.close,
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** `metadata.json` of an unpacked archive. `archive/not-an-archive` for another folder, `archive/limit`. */
export function readFolderMetadata(folder: string): Buffer {
  const file = openMember(folder, METADATA);
  if (file === null) throw notAnArchive(folder);
  try {
    checkMetadataSize(file.size);
    return file.readAt(0, file.size, METADATA);
  } finally {
    file.close();
  }
}

/**
 * The database of a folder. Small ones are read into memory. A large one is opened where it lies if SQLite then has
 * no reason to write beside it; with a write-ahead log, or a journal to roll back, a private copy is opened instead
 * (the log's contents do not count: AiiDA never leaves one).
 */
async function openFolderDatabase(
  folder: string,
  context: JobContext,
): Promise<OpenDatabase & { bytes: number }> {
  const file = openMember(folder, DATABASE);
  if (file === null) throw corrupt(DATABASE, "member missing", `The archive holds no ${DATABASE}`);
  try {
    const bytes = file.size;
    if (bytes <= MEMORY_DATABASE_BYTES) return { ...connectMemory(file.readAt(0, bytes, DATABASE)), bytes };
    const header = file.readAt(0, HEADER_BYTES, DATABASE);
    if (!isSqliteHeader(header))
      throw corrupt(DATABASE, "sqlite header", `${DATABASE} is not an SQLite database`);
    const hasCompanion = ["-journal", "-wal", "-shm"].some((suffix) => fs.existsSync(file.path + suffix));
    if (!hasCompanion && !isWriteAheadLogged(header)) return { ...connect(file.path), bytes };
    const copy = await copyPrivately(file, context);
    const remove = () => fs.rmSync(path.dirname(copy), { recursive: true, force: true });
    return { ...connect(copy, vanishing(remove)), bytes };
  } finally {
    file.close();
  }
}

async function copyPrivately(file: OpenFile, context: JobContext): Promise<string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-")); // mode 0700
  const target = path.join(folder, `${randomBytes(4).toString("hex")}.sqlite3`);
  try {
    const report = pacedProgress(context);
    const fd = fs.openSync(target, "wx", 0o600);
    try {
      for (let at = 0; at < file.size; at += COPY_BYTES) {
        const chunk = file.readAt(at, Math.min(COPY_BYTES, file.size - at), DATABASE);
        if (at === 0) markRollbackJournalled(chunk);
        writeAll(fd, chunk);
        report({
          phase: "copying the database",
          done: at + chunk.length,
          total: file.size,
          unit: "bytes",
        });
        await new Promise(setImmediate); // copying is synchronous: let a cancel through
        throwIfCancelled(context.signal);
      }
    } finally {
      fs.closeSync(fd);
    }
    return target;
  } catch (error) {
    fs.rmSync(folder, { recursive: true, force: true });
    throw toDiskError(error, target);
  }
}

/** A regular file of the folder, or null; a symbolic link could lead out of it, so it is `archive/corrupt`. */
function openMember(folder: string, name: string): OpenFile | null {
  const file = path.join(folder, name);
  let stat: fs.Stats | undefined;
  try {
    stat = fs.lstatSync(file, { throwIfNoEntry: false });
  } catch (error) {
    throw toDiskError(error, file);
  }
  if (stat === undefined) return null;
  if (!stat.isFile()) throw corrupt(name, "regular file", `${name} in this folder is not a regular file`);
  return openFile(file, { noFollow: true });
}

function notAnArchive(folder: string): AppError {
  const has = (name: string) => fs.existsSync(path.join(folder, name));
  if (has(DATABASE)) return corrupt(METADATA, "member missing", `The folder holds no ${METADATA}`);
  const message =
    has("config.json") && has("repository")
      ? `${folder} is AiiDA's own folder. Open one of its profiles: they are on the start page, each has a folder in "repository".`
      : `${folder} is not an unpacked AiiDA archive: it holds no ${METADATA}.`;
  return new AppError("archive/not-an-archive", message, { path: folder });
}
