import fs from "node:fs";
import { indexFile, temporaryFor } from "../archive/cache-files.ts";
import { vanishing } from "../archive/database-cache.ts";
import { MEMORY_DATABASE_BYTES } from "../archive/limits.ts";
import type { OpenFile } from "../archive/open-file.ts";
import type { Source } from "../archive/source.ts";
import { openReadOnly, recoverCopy } from "../db/connect.ts";
import { keepIndexes } from "../db/kept-index.ts";
import { markRollbackJournalled } from "../db/sqlite-header.ts";
import { toArchiveError } from "../db/to-archive-error.ts";
import { toDiskError } from "../ipc/disk-error.ts";
import { type KeptCopy, keptPlace } from "./kept-copy.ts";
import { type Copy, marksOf } from "./snapshot-files.ts";

/** A database of somebody else's, as it was at one moment: a connection to a copy of ours. */
export interface Snapshot {
  readonly db: Source["db"];
  /** Bytes of the database itself, without what belongs to it. */
  readonly bytes: number;
  /** `marksOf` the database as it was copied: other ones say that it was written since. */
  readonly marks: string;
  close(): void;
}

/** How a database is copied and read. */
export interface SnapshotOptions {
  /** What it is called for people. */
  name: string;
  /** The cache folder, in which a large copy lies; default: the user's. */
  cacheDir?: string | undefined;
  /** Read a large copy through mapped memory (`ReadOptions`). */
  mapsMemory?: boolean | undefined;
}

/** Keep a large copy for the next time; null for one that cannot be kept. */
export function published(
  main: OpenFile,
  marks: string,
  copy: Copy,
  options: SnapshotOptions,
): KeptCopy | null {
  if ("bytes" in copy || copy.hasCompanion || copy.crc32 === null) return null;
  const place = keptPlace(main.path, marks, main.size, options.cacheDir);
  const kept = place?.publish(copy.file, copy.crc32) ?? null;
  if (kept) fs.rmSync(copy.folder, { recursive: true, force: true });
  return kept;
}

/** The copy of a large database that was made before, if nobody has written since. */
export function openKept(main: OpenFile, options: SnapshotOptions): Snapshot | null {
  const marks = marksOf(main.path);
  if (main.size <= MEMORY_DATABASE_BYTES || marks === null) return null;
  const kept = keptPlace(main.path, marks, main.size, options.cacheDir)?.find();
  if (!kept) return null;
  try {
    return { ...openFromCache(kept, options), bytes: main.size, marks };
  } catch {
    return null; // damaged on our own disk, or cleared by another process: it is copied anew
  }
}

/** Open a copy that is kept, with what was worked out of it beside it. One that is damaged goes. */
export function openFromCache(
  kept: KeptCopy,
  { name, mapsMemory = false }: SnapshotOptions,
): Pick<Snapshot, "db" | "close"> {
  let db: Source["db"];
  try {
    db = opened(() => openReadOnly(kept.path, { mapsMemory }), name);
  } catch (error) {
    kept.discard();
    throw error;
  }
  keepIndexes(db, { fileOf: (piece) => indexFile(kept.path, piece), temporaryFor });
  return {
    db,
    close: () => {
      db.close();
      kept.release();
    },
  };
}

/** Open a copy that is private: a file vanishes once it is open. A journal or log beside it is brought in first. */
export function openCopy(
  copy: Copy,
  { name, mapsMemory = false }: SnapshotOptions,
): Pick<Snapshot, "db" | "close"> {
  if ("bytes" in copy) {
    markRollbackJournalled(copy.bytes);
    const db = opened(() => openReadOnly(copy.bytes), name);
    return { db, close: () => db.close() };
  }
  const remove = () => fs.rmSync(copy.folder, { recursive: true, force: true });
  const life = vanishing(remove);
  try {
    const db = opened(() => {
      if (copy.hasCompanion) recoverCopy(copy.file);
      return openReadOnly(copy.file, { mapsMemory });
    }, name);
    life.opened();
    return {
      db,
      close: () => {
        db.close();
        life.release();
      },
    };
  } catch (error) {
    remove();
    throw toDiskError(error, copy.file);
  }
}

function opened(open: () => Source["db"], name: string): Source["db"] {
  try {
    return open();
  } catch (error) {
    throw toArchiveError(error, name);
  }
}
