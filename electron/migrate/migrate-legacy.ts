import path from "node:path";
import { parseMetadata } from "../archive/metadata.ts";
import type { JobContext } from "../archive/source.ts";
import { toArchiveError } from "../db/to-archive-error.ts";
import { type ArchiveParts, databaseIn, publishFile, writeArchiveFile } from "../export/archive-file.ts";
import { allLosses } from "../legacy/convert-archive.ts";
import { type HashedFiles, hashFiles, type HashOptions } from "../legacy/hash-files.ts";
import type { LegacyOrigin, OpenedLegacy } from "../legacy/legacy-origin.ts";
import { isBefore, requireLegacyVersion } from "../legacy/legacy-version.ts";
import { copyHashed, copying } from "./copy-hashed.ts";
import { type LegacyTables, makeLegacyTables } from "./legacy-tables.ts";
import { type MigrationOutcome, type MigrationRequest, NEW_DATABASE_LEVEL } from "./migration.ts";
import { placeFor, setMode } from "./place.ts";

type Written = Omit<MigrationOutcome, "path" | "to" | "seconds">;

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
  tables: LegacyTables | null;
  files: number;
}

async function write(
  { archive, damage: ofContainer }: OpenedLegacy,
  { version }: MigrationRequest,
  workFolder: string,
  file: string,
  context: JobContext,
  readable: boolean,
): Promise<Written> {
  const databaseFile = databaseIn(workFolder);
  const from = requireLegacyVersion(parseMetadata(archive.metadata).version, archive.path);
  const made: Made = { hashed: null, tables: null, files: 0 };
  const hash = async (onNew?: HashOptions["onNew"]) => {
    made.hashed = await hashFiles(archive.files, context, { readable, ...(onNew && { onNew }) });
    return made.hashed;
  };
  const makeTables = async ({ repository, damaged }: HashedFiles) => {
    const settled = async (losses: Parameters<typeof allLosses>[0]) =>
      allLosses(losses, damaged, ofContainer);
    const options = { version, readable };
    made.tables = await makeLegacyTables(databaseFile, archive, { repository, settled }, options, context);
  };
  const parts: Pick<ArchiveParts, "databaseFile" | "level" | "metadata" | "comment"> = {
    databaseFile,
    level: NEW_DATABASE_LEVEL,
    metadata: () => made.tables!.metadata,
    comment: () => made.tables!.damage?.comment,
  };
  try {
    let sizeBytes: number;
    if (isBefore(from, "0.4")) {
      // A file may become attributes: which ones are copied is known only when the tables are.
      await makeTables(await hash());
      const addObjects: ArchiveParts["addObjects"] = async (writer) => {
        made.files = await copyHashed(writer, archive.files, made.hashed!, context);
      };
      sizeBytes = await writeArchiveFile(file, { ...parts, addObjects }, context);
    } else {
      const addObjects: ArchiveParts["addObjects"] = async (writer) => {
        await makeTables(await hash(copying(writer, archive.files)));
        made.files = writer.memberCount;
      };
      sizeBytes = await writeArchiveFile(file, { ...parts, addObjects, databaseComesLast: true }, context);
    }
    const { counts, conversion, warnings } = made.tables!;
    return {
      from,
      counts: { ...counts, files: made.files },
      sizeBytes,
      conversion,
      warnings: [...archive.warnings, ...warnings],
    };
  } finally {
    made.hashed?.close();
  }
}
