import path from "node:path";
import { detectContainer } from "../archive/container.ts";
import { limit } from "../archive/limits.ts";
import { checkMetadataSize, parseMetadata } from "../archive/metadata.ts";
import { membersAlone } from "../archive/members-alone.ts";
import { type OpenFile, openFile } from "../archive/open-file.ts";
import type { JobContext } from "../archive/source.ts";
import type { ZipWriter } from "../archive/zip-writer.ts";
import { toArchiveError } from "../db/to-archive-error.ts";
import { databaseIn, publishFile, writeArchiveFile } from "../export/archive-file.ts";
import type { EarlyPiece } from "../export/deflated-file.ts";
import type { LegacyArchive } from "../legacy/legacy-archive.ts";
import { DATA, METADATA } from "../legacy/legacy-members.ts";
import { isBefore, isLegacyVersion } from "../legacy/legacy-version.ts";
import { openLegacyZip } from "../legacy/legacy-zip.ts";
import { FilesAside } from "./files-aside.ts";
import { type FilesThread, startFilesThread } from "./files-thread.ts";
import { type LegacyTables, makeLegacyTables } from "./legacy-tables.ts";
import { type MigrationOutcome, type MigrationRequest, NEW_DATABASE_LEVEL } from "./migration.ts";
import { placeFor, setMode } from "./place.ts";

/** A legacy archive of which only the two members of its top level are known. */
interface PlainLegacy {
  file: OpenFile;
  archive: LegacyArchive;
  from: string;
}

/**
 * Write a legacy archive as `migrateLegacy` does, in half the time: while its `data.json` becomes tables here, a thread reads the list
 * of members, hashes the files and copies them. Null, and nothing is left, unless it is a ZIP of 0.4 or later as AiiDA writes them,
 * not small, with a sound list: the ordinary way knows all others, and tells what is wrong with them.
 * @throws AppError as `migrateLegacy`.
 */
export async function migratePlain(
  file: string,
  request: MigrationRequest,
  context: JobContext,
): Promise<MigrationOutcome | null> {
  const startedAt = performance.now();
  const absolute = path.resolve(file);
  const thread = startFilesThread(absolute); // it takes as long to start as it takes to look
  if (thread === null) return null;
  let made: PlainMigration | null = null;
  const plain = openPlain(absolute);
  try {
    if (plain === null) return null;
    made = new PlainMigration(plain, thread, request, context);
    const migration = made;
    const { from } = plain;
    const place = placeFor(request, plain.file.path);
    const written = await publishFile(place.path, place.mayReplace, context, async (folder) => {
      const target = path.join(folder, "archive");
      const result = await migration.write(folder, target);
      plain.archive.close(); // its name may go to the new one, which Windows does not do with open files
      setMode(target, place);
      return { file: target, result };
    });
    const seconds = (performance.now() - startedAt) / 1000;
    return { path: place.path, from, to: request.version, ...written, seconds };
  } catch (error) {
    if (made?.isUnsuitable) return null;
    throw toArchiveError(error);
  } finally {
    await thread.stop();
    plain?.archive.close();
  }
}

function openPlain(absolute: string): PlainLegacy | null {
  let file: OpenFile | null = null;
  let archive: LegacyArchive | null = null;
  try {
    file = openFile(absolute);
    if (detectContainer(file) !== "zip") return null;
    const zip = membersAlone(file, [METADATA, DATA], limit("STEMMA_MAX_DIRECTORY_BYTES"));
    const member = zip?.member(METADATA);
    if (!zip || !member) return null;
    checkMetadataSize(member.size);
    const metadata = zip.read(member, member.size);
    const { version } = parseMetadata(metadata);
    if (!isLegacyVersion(version) || isBefore(version, "0.4")) return null;
    archive = openLegacyZip(zip, metadata);
    return { file, archive, from: version };
  } catch {
    return null; // the ordinary way meets the same, and names it
  } finally {
    if (archive === null) file?.close();
  }
}

class PlainMigration {
  readonly #plain: PlainLegacy;
  readonly #thread: FilesThread;
  readonly #version: MigrationRequest["version"];
  readonly #context: JobContext;
  #files: FilesAside | null = null;
  #tables: LegacyTables | null = null;
  #early: ReadonlyMap<number, EarlyPiece> = new Map();
  #objects = 0;

  constructor(plain: PlainLegacy, thread: FilesThread, { version }: MigrationRequest, context: JobContext) {
    this.#plain = plain;
    this.#thread = thread;
    this.#version = version;
    this.#context = context;
  }

  get isUnsuitable(): boolean {
    return this.#files?.isUnsuitable === true;
  }

  async write(
    workFolder: string,
    target: string,
  ): Promise<Pick<MigrationOutcome, "counts" | "sizeBytes" | "conversion" | "warnings">> {
    const databaseFile = databaseIn(workFolder);
    const parts = {
      databaseFile,
      databaseComesLast: true,
      level: NEW_DATABASE_LEVEL,
      addObjects: (writer: ZipWriter) => this.#addObjects(writer, databaseFile),
      early: () => this.#early,
      metadata: () => this.#tables!.metadata,
    };
    const sizeBytes = await writeArchiveFile(target, parts, this.#context);
    const { counts, conversion, warnings } = this.#tables!;
    return {
      counts: { ...counts, files: this.#objects },
      sizeBytes,
      conversion,
      warnings: [...this.#files!.warnings, ...warnings],
    };
  }

  /** The objects, and beside them the tables. */
  async #addObjects(writer: ZipWriter, databaseFile: string): Promise<void> {
    const files = (this.#files = new FilesAside(this.#thread, this.#plain.file, writer, this.#context));
    const { signal } = this.#context;
    const context: JobContext = {
      // The ordinary way reads a `data.json` from its beginning: what is left of it would be read for nothing.
      signal: {
        get aborted() {
          return signal.aborted || files.isUnsuitable;
        },
      },
      progress: (value) => this.#context.progress(value),
    };
    try {
      this.#tables = await makeLegacyTables(
        databaseFile,
        this.#plain.archive,
        {
          repository: files.repository,
          settled: async () => {
            await files.finish(writer);
            return null; // what is damaged is refused
          },
        },
        {
          version: this.#version,
          readable: false,
          onSettled: () => files.deflate(databaseFile, NEW_DATABASE_LEVEL),
          filesAreLate: () => files.isLate,
        },
        context,
      );
      this.#early = files.early;
    } finally {
      await this.#thread.stop(); // before the file that it writes is closed
    }
    this.#objects = writer.memberCount;
  }
}
