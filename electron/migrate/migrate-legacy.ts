import fs from "node:fs";
import path from "node:path";
import { parseMetadata } from "../archive/metadata.ts";
import type { JobContext } from "../archive/source.ts";
import { createDatabase } from "../db/connect.ts";
import { prepareCountQueries } from "../db/queries/counts.ts";
import { finishConverted } from "../db/queries/migrate-rows.ts";
import { toArchiveError } from "../db/to-archive-error.ts";
import { type ArchiveParts, databaseIn, publishFile, writeArchiveFile } from "../export/archive-file.ts";
import { damageNote } from "../export/damage-note.ts";
import { programVersion } from "../ipc/program-version.ts";
import { allLosses } from "../legacy/convert-archive.ts";
import { convertLegacy } from "../legacy/convert-legacy.ts";
import { type HashedFiles, hashFiles } from "../legacy/hash-files.ts";
import type { LegacyArchive } from "../legacy/legacy-archive.ts";
import type { LegacyOrigin, OpenedLegacy } from "../legacy/legacy-origin.ts";
import { copyHashed } from "./copy-hashed.ts";
import { signed } from "./migrated-metadata.ts";
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
        const tarFile = () => path.join(folder, "inflated.tar");
        const opened = await origin.open(tarFile, context, { readable });
        const result = await write(opened, request, folder, file, context, readable);
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
  { archive, damage: ofContainer }: OpenedLegacy,
  { version }: MigrationRequest,
  workFolder: string,
  file: string,
  context: JobContext,
  readable: boolean,
): Promise<Written> {
  const migratedAt = new Date();
  const hashed = await hashFiles(archive.files, context, { readable });
  try {
    const databaseFile = databaseIn(workFolder);
    const converted = await fill(databaseFile, archive, hashed, { version, readable }, context);
    const losses = allLosses(converted.losses, hashed.damaged, ofContainer);
    const damage = damageNote({ path: archive.path, losses });
    const before = parseMetadata(archive.metadata);
    const { metadata, conversion } = signed(before.metadata, converted.metadata, {
      version,
      migratedAt,
      compression: MIGRATION_LEVEL,
      stemmaVersion: programVersion(),
      damage,
    });
    let files = 0;
    const parts: ArchiveParts = {
      databaseFile,
      level: MIGRATION_LEVEL,
      addObjects: async (writer) => {
        files = await copyHashed(writer, archive.files, hashed, context);
      },
      metadata: () => metadata,
      comment: damage?.comment,
    };
    const sizeBytes = await writeArchiveFile(file, parts, context);
    return {
      from: before.version,
      counts: { ...converted.counts, files },
      sizeBytes,
      conversion,
      warnings: [...archive.warnings, ...converted.warnings, ...(losses?.findings ?? []).map(leftOut)],
    };
  } finally {
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

function leftOut(finding: string): string {
  return `Not readable, so left out: ${finding}`;
}

function setMode(file: string, { mode }: Place): void {
  if (mode !== null) fs.chmodSync(file, mode);
}
