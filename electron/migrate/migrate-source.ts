import fs from "node:fs";
import path from "node:path";
import { AppError } from "../../shared/ipc/errors.ts";
import type { JobContext, Source } from "../archive/source.ts";
import { createDatabase } from "../db/connect.ts";
import { prepareCountQueries, type TableCounts } from "../db/queries/counts.ts";
import { copyDatabase, encodingOf } from "../db/snapshot.ts";
import { type ArchiveParts, databaseIn, publishFile, writeArchiveFile } from "../export/archive-file.ts";
import { copyObjects } from "../export/copy-objects.ts";
import { damageNote } from "../export/damage-note.ts";
import { dropLostFiles } from "../export/drop-lost-files.ts";
import { ObjectList } from "../export/object-list.ts";
import { programVersion } from "../ipc/program-version.ts";
import { runInSlices } from "../provenance/run-in-slices.ts";
import { changeNotes } from "./change-notes.ts";
import { convertTables } from "./convert-tables.ts";
import { copyArchive, readEverything } from "./keep-version.ts";
import { LEGACY_VERSIONS } from "../archive/metadata.ts";
import { fromLegacyMetadata, fromMetadata } from "./migrated-metadata.ts";
import { MIGRATION_LEVEL, type MigrationOutcome, type MigrationRequest } from "./migration.ts";
import { type Place, placeFor, setMode } from "./place.ts";

/** What writing a new archive came to. */
interface Written {
  sizeBytes: number;
  counts: TableCounts;
  conversion: string[];
  notes: string[];
}

/**
 * Write an archive of today's kind (`main_0000`, `main_0001`, `1.0`; a ZIP or a folder) at a version, nothing left out but
 * what AiiDA's migration leaves out too (`docs/data-model.md`, "Migration"). A ZIP that has the version already is copied
 * byte for byte and checked; in place it is only checked. The source is never written to: a new file appears beside the
 * target, is flushed, and takes its name in one step.
 * @throws AppError `export/exists`, `archive/corrupt`, `archive/not-an-archive` for a store, `disk/full`, `disk/denied`,
 *   `cancelled`; then nothing is left behind.
 */
export async function migrateSource(
  source: Source,
  request: MigrationRequest,
  context: JobContext,
): Promise<MigrationOutcome> {
  const startedAt = performance.now();
  if (source.kind === "store") {
    throw new AppError(
      "archive/not-an-archive",
      `${source.path} is a store, not an archive: export what you need from it.`,
      { path: source.path },
    );
  }
  const place = placeFor(request, source.path);
  const written = await write(source, request, place, context);
  return {
    path: place.path,
    from: source.version,
    to: request.version,
    counts: { ...written.counts, files: source.objects.count },
    sizeBytes: written.sizeBytes,
    seconds: (performance.now() - startedAt) / 1000,
    conversion: written.conversion,
    warnings: [...source.warnings, ...written.notes],
  };
}

async function write(
  source: Source,
  request: MigrationRequest,
  place: Place,
  context: JobContext,
): Promise<Written> {
  const isKept = source.version === request.version && source.losses === null;
  const unchanged = { counts: prepareCountQueries(source.db).tables(), conversion: [], notes: [] };
  if (isKept && request.inPlace) {
    await readEverything(source, context);
    return { ...unchanged, sizeBytes: source.sizeBytes };
  }
  return publishFile(place.path, place.mayReplace, context, async (workFolder) => {
    const file = path.join(workFolder, "archive");
    const isCopied = isKept && source.container === "zip";
    const result = isCopied
      ? { ...unchanged, sizeBytes: await copyArchive(source, file, context) }
      : isKept
        ? { ...unchanged, sizeBytes: await pack(source, workFolder, file, context) }
        : await convert(source, request, workFolder, file, context);
    setMode(file, place);
    return { file, result };
  });
}

/** A folder as a ZIP: the same database and the same `metadata.json`. */
async function pack(source: Source, workFolder: string, file: string, context: JobContext): Promise<number> {
  const databaseFile = databaseIn(workFolder);
  await copyDatabase(source.db, databaseFile, context);
  return writeArchiveFile(file, partsOf(source, databaseFile, source.metadataText, context), context);
}

async function convert(
  source: Source,
  { version }: MigrationRequest,
  workFolder: string,
  file: string,
  context: JobContext,
): Promise<Written> {
  const databaseFile = databaseIn(workFolder);
  const startedAt = new Date();
  const now = storedTime(startedAt);
  const damage = damageNote(source);
  const attached = await fileToAttach(source, workFolder, context);
  const db = createDatabase(databaseFile, encodingOf(source.db));
  let counts: TableCounts;
  let notes: string[];
  try {
    const job = convertTables(db, attached.file, {
      fills: version === "main_0001",
      now,
    });
    notes = changeNotes(await runInSlices(job, context), now);
    if (damage) notes.unshift(damage.comment);
    if (damage) dropLostFiles(db, source.objects);
    counts = prepareCountQueries(db).tables();
  } finally {
    db.close();
    attached.remove();
  }
  const facts = {
    version,
    migratedAt: startedAt,
    compression: MIGRATION_LEVEL,
    stemmaVersion: programVersion(),
    damage,
  };
  const isLegacy = LEGACY_VERSIONS.includes(source.version); // a damaged one, opened as far as it can be read
  const { metadata, conversion } = isLegacy
    ? fromLegacyMetadata(source.metadata, source.version, notes, facts)
    : fromMetadata(source.metadataText, source.version, notes, facts);
  const sizeBytes = await writeArchiveFile(file, partsOf(source, databaseFile, metadata, context), context);
  return { sizeBytes, counts, conversion, notes };
}

function partsOf(source: Source, databaseFile: string, metadata: string, context: JobContext): ArchiveParts {
  const { objects } = source;
  const keys = new Set(objects.keys()); // a ZIP may list a name twice
  const list = ObjectList.of(objects, keys);
  return {
    databaseFile,
    level: MIGRATION_LEVEL,
    addObjects: (writer) => copyObjects(writer, objects, list, MIGRATION_LEVEL, context),
    metadata: () => metadata,
    comment: () => damageNote(source)?.comment,
  };
}

/**
 * The source's database as a file that may be attached. Attaching opens for writing if it can, so a person's own file, as in
 * a folder, is copied first; one in the cache is ours.
 */
async function fileToAttach(source: Source, workFolder: string, context: JobContext) {
  const { db } = source;
  // Another process may have trimmed the cache; what is open stays readable, and is copied then.
  if (source.kind === "archive" && !db.memory && fs.existsSync(db.name))
    return { file: db.name, remove: () => undefined };
  const file = path.join(workFolder, "source.sqlite3");
  await copyDatabase(db, file, context);
  return { file, remove: () => fs.rmSync(file) };
}

/** A time as the database stores it: UTC, six fraction digits. */
function storedTime(at: Date): string {
  return `${at.toISOString().slice(0, 23).replace("T", " ")}000`;
}
