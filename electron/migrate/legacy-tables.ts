import { type ArchiveMetadata, parseMetadata } from "../archive/metadata.ts";
import type { JobContext, Losses } from "../archive/source.ts";
import { createDatabase } from "../db/connect.ts";
import { prepareCountQueries, type TableCounts } from "../db/queries/counts.ts";
import { finishConverted } from "../db/queries/migrate-rows.ts";
import { type DamageNote, damageNote } from "../export/damage-note.ts";
import { programVersion } from "../ipc/program-version.ts";
import { convertLegacy, type ConvertLegacyOptions } from "../legacy/convert-legacy.ts";
import type { LegacyArchive } from "../legacy/legacy-archive.ts";
import type { LegacyRepository } from "../legacy/legacy-repository.ts";
import { type MigratedMetadata, signed } from "./migrated-metadata.ts";
import { MIGRATION_LEVEL } from "./migration.ts";

/** The tables of a new archive, and what goes with them. */
export interface LegacyTables extends MigratedMetadata {
  counts: TableCounts;
  warnings: readonly string[];
  damage: DamageNote | null;
}

/** What the rows of nodes ask for, and what is done when all of them are there. */
export interface FilesOfTables {
  repository: LegacyRepository;
  /** Waits until all files are hashed, which they need not be yet; gives what all together lost, of the rows the given. */
  settled(lossesOfRows: Losses | null): Promise<Losses | null>;
}

/**
 * Make the database of a new archive out of a legacy one, as the asked version has it, in a file that must not exist yet.
 * @throws AppError as `convertLegacy`; what `settled` throws comes first, as damaged files are told of before a damaged `data.json`.
 */
export async function makeLegacyTables(
  databaseFile: string,
  archive: LegacyArchive,
  files: FilesOfTables,
  options: ConvertLegacyOptions,
  context: JobContext,
): Promise<LegacyTables> {
  const { version } = options;
  const before: ArchiveMetadata = parseMetadata(archive.metadata);
  const migratedAt = new Date();
  const db = createDatabase(databaseFile);
  try {
    const converted = await convertLegacy(archive, files.repository, db, context, options).catch(
      async (error: unknown) => {
        if (!context.signal.aborted) await files.settled(null);
        throw error;
      },
    );
    finishConverted(db, version);
    const losses = await files.settled(converted.losses);
    const damage = damageNote({ path: archive.path, losses });
    const facts = {
      version,
      migratedAt,
      compression: MIGRATION_LEVEL,
      stemmaVersion: programVersion(),
      damage,
    };
    return {
      ...signed(before.metadata, converted.metadata, facts),
      counts: prepareCountQueries(db).tables(),
      warnings: [...converted.warnings, ...(losses?.findings ?? []).map(leftOut)],
      damage,
    };
  } finally {
    db.close();
  }
}

function leftOut(finding: string): string {
  return `Not readable, so left out: ${finding}`;
}
