import fs from "node:fs";
import path from "node:path";
import { type ArchiveMetadata, parseMetadata } from "../archive/metadata.ts";
import type { JobContext } from "../archive/source.ts";
import type { ZipWriter } from "../archive/zip-writer.ts";
import { createDatabase } from "../db/connect.ts";
import { prepareCountQueries, type TableCounts } from "../db/queries/counts.ts";
import { finishConverted } from "../db/queries/migrate-rows.ts";
import { toArchiveError } from "../db/to-archive-error.ts";
import { type ArchiveParts, databaseIn, publishFile, writeArchiveFile } from "../export/archive-file.ts";
import type { EarlyPiece } from "../export/deflated-file.ts";
import { type DamageNote, damageNote } from "../export/damage-note.ts";
import { programVersion } from "../ipc/program-version.ts";
import { allLosses } from "../legacy/convert-archive.ts";
import { convertLegacy, type ConvertLegacyOptions } from "../legacy/convert-legacy.ts";
import { type HashedFiles, hashFiles, type HashOptions } from "../legacy/hash-files.ts";
import type { LegacyOrigin, OpenedLegacy } from "../legacy/legacy-origin.ts";
import type { LegacyRepository } from "../legacy/legacy-repository.ts";
import { isBefore, requireLegacyVersion } from "../legacy/legacy-version.ts";
import { copyHashed, copying } from "./copy-hashed.ts";
import { beginFiles } from "./files-aside.ts";
import { type MigratedMetadata, signed } from "./migrated-metadata.ts";
import {
  MIGRATION_LEVEL,
  type MigrationOutcome,
  type MigrationRequest,
  NEW_DATABASE_LEVEL,
} from "./migration.ts";
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

/** What comes about on the way: the hashes of the files first, then the tables. */
interface Made {
  hashed: HashedFiles | null;
  tables: Tables | null;
  files: number;
  /** Pieces of the database that are deflated already. */
  early: ReadonlyMap<number, EarlyPiece>;
}

/** What the rows of nodes ask for, and all files once they are hashed, which they need not be yet. */
interface FilesToFill {
  repository: LegacyRepository;
  hashed: () => Promise<Pick<HashedFiles, "damaged">>;
}

interface Tables extends MigratedMetadata {
  counts: TableCounts;
  warnings: readonly string[];
  damage: DamageNote | null;
}

async function write(
  opened: OpenedLegacy,
  { version }: MigrationRequest,
  workFolder: string,
  file: string,
  context: JobContext,
  readable: boolean,
): Promise<Written> {
  const { archive } = opened;
  const databaseFile = databaseIn(workFolder);
  const before = parseMetadata(archive.metadata);
  const made: Made = { hashed: null, tables: null, files: 0, early: new Map() };
  const hash = async (onNew?: HashOptions["onNew"]) => {
    made.hashed = await hashFiles(archive.files, context, { readable, ...(onNew && { onNew }) });
    return made.hashed;
  };
  const makeTables = async (files: FilesToFill, onSettled?: () => void) => {
    const options = { before, version, readable, ...(onSettled && { onSettled }) };
    made.tables = await fill(databaseFile, opened, files, options, context);
  };
  const makeTablesFrom = (hashed: HashedFiles) =>
    makeTables({ repository: hashed.repository, hashed: async () => hashed });
  const parts: Pick<ArchiveParts, "databaseFile" | "level" | "metadata" | "comment"> = {
    databaseFile,
    level: NEW_DATABASE_LEVEL,
    metadata: () => made.tables!.metadata,
    comment: () => made.tables!.damage?.comment,
  };
  try {
    let sizeBytes: number;
    if (isBefore(requireLegacyVersion(before.version, archive.path), "0.4")) {
      // A file may become attributes: which ones are copied is known only when the tables are.
      await makeTablesFrom(await hash());
      const addObjects = async (writer: ZipWriter) => {
        made.files = await copyHashed(writer, archive.files, made.hashed!, context);
      };
      sizeBytes = await writeArchiveFile(file, { ...parts, addObjects }, context);
    } else {
      const addObjects = async (writer: ZipWriter) => {
        const aside = beginFiles(archive.files, writer, context, readable);
        try {
          if (aside) {
            const files = { repository: aside.repository, hashed: () => aside.finish(writer) };
            await makeTables(files, () => aside.deflate(databaseFile, NEW_DATABASE_LEVEL));
            made.early = aside.early;
          } else await makeTablesFrom(await hash(copying(writer, archive.files)));
        } finally {
          await aside?.stop();
        }
        made.files = writer.memberCount;
      };
      sizeBytes = await writeArchiveFile(
        file,
        { ...parts, addObjects, databaseComesLast: true, early: () => made.early },
        context,
      );
    }
    const { counts, conversion, warnings } = made.tables!;
    return {
      from: before.version,
      counts: { ...counts, files: made.files },
      sizeBytes,
      conversion,
      warnings: [...archive.warnings, ...warnings],
    };
  } finally {
    made.hashed?.close();
  }
}

/** The tables, as the asked version has them, and the metadata that go with them. */
async function fill(
  databaseFile: string,
  { archive, damage: ofContainer }: OpenedLegacy,
  files: FilesToFill,
  options: ConvertLegacyOptions & { before: ArchiveMetadata },
  context: JobContext,
): Promise<Tables> {
  const { before, version } = options;
  const migratedAt = new Date();
  const db = createDatabase(databaseFile);
  try {
    const converted = await convertLegacy(archive, files.repository, db, context, options).catch(
      async (error: unknown) => {
        if (!context.signal.aborted) await files.hashed(); // damaged files are told of before a damaged `data.json`
        throw error;
      },
    );
    finishConverted(db, version);
    const hashed = await files.hashed();
    const losses = allLosses(converted.losses, hashed.damaged, ofContainer);
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

function setMode(file: string, { mode }: Place): void {
  if (mode !== null) fs.chmodSync(file, mode);
}
