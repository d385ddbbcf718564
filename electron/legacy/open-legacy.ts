import path from "node:path";
import { AppError } from "../../shared/ipc/errors.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { indexFile, temporaryFor } from "../archive/cache-files.ts";
import { type ArchiveMetadata, parseMetadata, READ_AS } from "../archive/metadata.ts";
import { connect, connectMemory, type OpenDatabase } from "../archive/open-zip-database.ts";
import type { JobContext, Source } from "../archive/source.ts";
import { createDatabase, createMemoryDatabase } from "../db/connect.ts";
import { keepIndexes } from "../db/kept-index.ts";
import { prepareLegacyIndex } from "../db/queries/legacy-index.ts";
import { convertArchive, NOTES } from "./convert-archive.ts";
import type { LegacyFiles } from "./legacy-archive.ts";
import { type Building, type ConvertedFile, type LegacyCache, legacyCache } from "./legacy-cache.ts";
import type { ConversionNotes, LegacyOrigin } from "./legacy-origin.ts";
import { legacyObjects } from "./legacy-objects.ts";
import { otherConversion, touching } from "./other-conversion.ts";

/** What may differ from one opening to another; as `OpenOptions` of `electron/sources`. */
export interface LegacyOptions {
  cacheDir?: string;
  mapsMemory?: boolean;
  readable?: boolean;
}

/** Archives that are converted anew each time, in memory: up to this much of each. */
const SMALL = { dataBytes: 8 * 1024 * 1024, fileBytes: 64 * 1024 * 1024, files: 20_000 };

/** A file of this size is likely to be converted into the cache. */
const CLAIM_BYTES = 4 * 1024 * 1024;

/**
 * Open a legacy archive (versions 0.1 to 0.13) as if it were a current one. Small archives are converted in memory each
 * time, larger ones once into the user's cache, where a later opening finds them by the file's place, size and times.
 * The origin is the source's from here on, and closed if this fails.
 * Cost of the first opening: all files are read and hashed, `data.json` is read twice. Memory does not grow with either.
 * @throws AppError `archive/corrupt` (details: findings), `archive/limit`, `disk/full`, `cancelled`.
 */
export async function openLegacy(
  origin: LegacyOrigin,
  context: JobContext,
  options: LegacyOptions = {},
): Promise<Source> {
  const cache = legacyCache(origin.identity, options.readable === true, options.cacheDir);
  try {
    const known = reuse(origin, cache, options);
    if (known) return known;
    if (cache.names && (await otherConversion(cache.names, context))) {
      const made = reuse(origin, cache, options);
      if (made) return made;
    }
    return await convert(origin, cache, context, options);
  } catch (error) {
    origin.close();
    throw error;
  }
}

/** The conversion that is kept, opened; null without one, or when it turns out damaged: then it is removed. */
function reuse(origin: LegacyOrigin, cache: LegacyCache, options: LegacyOptions): Source | null {
  const file = cache.find();
  if (file === null) return null;
  try {
    return fromFile(origin, file, options);
  } catch {
    file.release();
    file.discard(); // damaged on our own disk, or trimmed by another process: converted afresh
    return null;
  }
}

async function convert(
  origin: LegacyOrigin,
  cache: LegacyCache,
  context: JobContext,
  options: LegacyOptions,
): Promise<Source> {
  let building = null as Building | null;
  const begun = () => (building ??= cache.begin());
  try {
    const readable = options.readable === true;
    if (origin.sizeBytes > CLAIM_BYTES) begun(); // whoever opens it meanwhile waits, also while a tar is inflated
    const opened = await origin.open(() => begun().tar, context, { readable });
    const { archive, tarBytes } = opened;
    const { dataBytes, files } = archive;
    const isSmall =
      tarBytes === null &&
      (dataBytes ?? Infinity) <= SMALL.dataBytes &&
      files.bytes <= SMALL.fileBytes &&
      files.count <= SMALL.files;
    if (isSmall) {
      const db = createMemoryDatabase();
      try {
        await convertArchive(opened, db, context, { readable });
        return sourceOf(origin, connectMemory(db.serialize()), archive.files);
      } finally {
        db.close();
      }
    }
    const { database } = begun();
    const db = createDatabase(database);
    try {
      await convertArchive(opened, db, touching(database, context), { readable });
    } catch (error) {
      throw namingPlace(error, path.dirname(database));
    } finally {
      db.close();
    }
    throwIfCancelled(context.signal);
    if (tarBytes !== null) archive.close(); // it is moved to its name, which Windows does not do with open files
    return fromFile(origin, begun().publish(), options);
  } finally {
    building?.abandon();
  }
}

/** SQLite says that a disk is full, and not which. */
function namingPlace(error: unknown, folder: string): unknown {
  if (!(error instanceof AppError) || error.code !== "disk/full") return error;
  const message = `There is no room left to convert this archive in ${folder}. Free some space, or choose another cache folder in Settings.`;
  return new AppError("disk/full", message, { path: folder }, { cause: error });
}

function fromFile(origin: LegacyOrigin, file: ConvertedFile, options: LegacyOptions): Source {
  // Opened is not enough for it to lose its name: the tar beside it comes next.
  const held = { opened: () => undefined, release: file.release };
  const database = connect(file.database, held, { mapsMemory: options.mapsMemory === true });
  try {
    const files = origin.files(notesOf(database), file.tar);
    if (files === null) throw new Error("the inflated tar is not what it was");
    file.opened();
    if (file.isKept) {
      keepIndexes(database.db, { fileOf: (name) => indexFile(file.database, name), temporaryFor });
    }
    return sourceOf(origin, database, files);
  } catch (error) {
    database.close();
    throw error;
  }
}

function notesOf({ db }: OpenDatabase): ConversionNotes {
  return JSON.parse(prepareLegacyIndex(db).note(NOTES) ?? "null") as ConversionNotes; // written by `convertArchive`
}

function sourceOf(origin: LegacyOrigin, database: OpenDatabase, files: LegacyFiles): Source {
  const { metadataText, warnings, losses } = notesOf(database);
  const { metadata, version }: ArchiveMetadata = parseMetadata(Buffer.from(metadataText));
  return {
    path: origin.path,
    kind: origin.container === "folder" ? "folder" : "archive",
    container: origin.container,
    version,
    readAs: READ_AS,
    losses,
    sizeBytes: origin.sizeBytes,
    metadataText,
    metadata,
    db: database.db,
    objects: legacyObjects(database.db, files),
    warnings: [...warnings, ...database.warnings],
    close: () => {
      database.close();
      origin.close();
    },
  };
}
