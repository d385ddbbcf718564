import fs from "node:fs";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { parseMetadata } from "../archive/metadata.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext, ObjectStore } from "../archive/source.ts";
import { createDatabase, createScratchDatabase } from "../db/connect.ts";
import { prepareCountQueries } from "../db/queries/counts.ts";
import { writeLegacyIndex } from "../db/queries/legacy-index.ts";
import { finishConverted } from "../db/queries/migrate-rows.ts";
import { toArchiveError } from "../db/to-archive-error.ts";
import { pythonJson, localTime } from "../export/archive-metadata.ts";
import { databaseIn, publishFile, writeArchiveFile } from "../export/archive-file.ts";
import { programVersion } from "../ipc/program-version.ts";
import { convertLegacy } from "../legacy/convert-legacy.ts";
import { type HashedFiles, hashFiles } from "../legacy/hash-files.ts";
import type { LegacyArchive } from "../legacy/legacy-archive.ts";
import { legacyObjects } from "../legacy/legacy-objects.ts";
import type { LegacyOrigin } from "../legacy/legacy-origin.ts";
import { MIGRATION_LEVEL, type MigrationOutcome, type MigrationRequest } from "./migration.ts";
import { type Place, placeFor } from "./place.ts";

type Written = Pick<MigrationOutcome, "from" | "counts" | "sizeBytes" | "conversion" | "warnings">;

/**
 * Write a legacy archive (0.1 to 0.13, in any container) as one of today's kind. Its `data.json` becomes tables in a folder
 * beside the target, its files are hashed where they lie and copied by hash; memory grows with neither.
 * @param origin It is closed when this settles.
 * @param readable Leave out what is damaged, and say so in the warnings, instead of refusing the archive.
 * @throws AppError as `migrateSource`, and as `convertLegacy`.
 */
export async function migrateLegacy(
  origin: LegacyOrigin,
  request: MigrationRequest,
  context: JobContext,
  readable: boolean,
): Promise<MigrationOutcome> {
  const startedAt = performance.now();
  try {
    const place = placeFor(request, origin.path);
    const { from, ...written } = await publishFile(place.path, place.mayReplace, context, async (folder) => {
      const file = path.join(folder, "archive");
      try {
        const { archive } = await origin.open(() => path.join(folder, "inflated.tar"), context);
        const result = await write(archive, request, folder, file, context, readable);
        setMode(file, place);
        return { file, result };
      } catch (error) {
        throw toArchiveError(error);
      } finally {
        origin.close(); // before the folder goes: the inflated tar may lie in it
      }
    });
    const seconds = (performance.now() - startedAt) / 1000;
    return { path: place.path, from, to: request.version, ...written, seconds };
  } finally {
    origin.close();
  }
}

async function write(
  archive: LegacyArchive,
  { version }: MigrationRequest,
  workFolder: string,
  file: string,
  context: JobContext,
  readable: boolean,
): Promise<Written> {
  const migratedAt = new Date();
  const hashed = await hashFiles(archive.files, context, { readable });
  const scratch = createScratchDatabase();
  try {
    const databaseFile = databaseIn(workFolder);
    const { metadata, warnings, losses, counts } = await fill(
      databaseFile,
      archive,
      hashed,
      { version, readable },
      context,
    );
    const objects = await objectsOf(archive, hashed, scratch, context);
    const parts = {
      databaseFile,
      objects,
      keys: [...objects.keys()],
      level: MIGRATION_LEVEL,
      metadata: () =>
        pythonJson({
          ...metadata,
          mtime: localTime(migratedAt),
          compression: MIGRATION_LEVEL,
          stemma_version: programVersion(),
        }),
    };
    const sizeBytes = await writeArchiveFile(file, parts, context);
    const before = parseMetadata(archive.metadata);
    return {
      from: before.version,
      counts: { ...counts, files: objects.count },
      sizeBytes,
      conversion: sentences(metadata).slice(sentences(before.metadata).length),
      warnings: [...archive.warnings, ...warnings, ...lost(losses?.findings ?? [], hashed.damaged.findings)],
    };
  } finally {
    scratch.close();
    hashed.close();
  }
}

/** The tables, as the asked version has them. */
async function fill(
  databaseFile: string,
  archive: LegacyArchive,
  { repository }: HashedFiles,
  options: { version: MigrationRequest["version"]; readable: boolean },
  context: JobContext,
) {
  const db = createDatabase(databaseFile);
  try {
    const converted = await convertLegacy(archive, repository, db, context, options);
    finishConverted(db, options.version);
    return { ...converted, counts: prepareCountQueries(db).tables() };
  } finally {
    db.close();
  }
}

async function objectsOf(
  archive: LegacyArchive,
  hashed: HashedFiles,
  scratch: ReturnType<typeof createScratchDatabase>,
  context: JobContext,
): Promise<ObjectStore> {
  const report = pacedProgress(context);
  for (const done of writeLegacyIndex(scratch, hashed.objects(), {})) {
    report({ phase: "noting where the files are", done, total: null, unit: "files" });
    await setImmediate();
    throwIfCancelled(context.signal);
  }
  return legacyObjects(scratch, archive.files);
}

function sentences(metadata: Readonly<Record<string, unknown>>): string[] {
  const { conversion_info: list } = metadata;
  return Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
}

function lost(ofRows: readonly string[], ofFiles: readonly string[]): string[] {
  return [...ofRows, ...ofFiles].map((finding) => `Not readable, so left out: ${finding}`);
}

function setMode(file: string, { mode }: Place): void {
  if (mode !== null) fs.chmodSync(file, mode);
}
