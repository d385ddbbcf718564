import fs from "node:fs";
import path from "node:path";
import { AppError } from "../../shared/ipc/errors.ts";
import type { Beforehand } from "../archive/beforehand.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { type Container, detectContainer } from "../archive/container.ts";
import { corrupt } from "../archive/corrupt.ts";
import { toDiskError } from "../ipc/disk-error.ts";
import {
  checkMetadataSize,
  LEGACY_VERSIONS,
  parseMetadata,
  READ_AS,
  requireReadableVersion,
} from "../archive/metadata.ts";
import { openFile, type OpenFile } from "../archive/open-file.ts";
import { openZipDatabase } from "../archive/open-zip-database.ts";
import type { JobContext, Source } from "../archive/source.ts";
import { commentWarnings, zipWarnings } from "../archive/source-warnings.ts";
import { zipObjects } from "../archive/zip-objects.ts";
import { ZipReader } from "../archive/zip-reader.ts";
import type { LegacyOrigin } from "../legacy/legacy-origin.ts";
import { STORE_DATABASE } from "../store/store-checks.ts";

// What opens anything but a whole archive of today is loaded when it is needed: a command pays for every module at each start.
const legacyOrigins = () => import("../legacy/legacy-origins.ts");
const examination = () => import("../salvage/examine.ts");

/** What may differ from one opening to another. */
export interface OpenOptions {
  /** Where unpacked databases are kept; default: the user's cache folder. */
  cacheDir?: string;
  /** Read an unpacked database through mapped memory: for a command that ends soon (`ReadOptions`). */
  mapsMemory?: boolean;
  /** Open a damaged file as far as it can be read, and say in `losses` what is not there. */
  readable?: boolean;
  /** Who may have unpacked the archive's database already. */
  beforehand?: Beforehand | undefined;
}

/**
 * Open an archive of any version that AiiDA ever wrote, packed or in a folder (`main_0001`, `main_0000`, the pre-release
 * `1.0`, and 0.1 to 0.13, which are converted: see `openLegacy`), or an AiiDA profile folder.
 * The source is recognised by its contents, never by its name, and nothing is written to or beside it. Databases up to
 * 32 MiB are held in memory; larger ones are unpacked into the user's cache once. Cost: one read of the list of
 * members, and the database. Cancelled opening leaves nothing behind.
 * @throws `archive/not-found`, `disk/denied`, `disk/full`, `cancelled`;
 *   `archive/not-an-archive`: some other file, or a pipe, device or socket;
 *   `archive/unsupported-version` (details: version): an archive of a version that nobody knows yet;
 *   `archive/corrupt` (details: member, check, findings, canReadPart): an archive that is damaged or was tampered with;
 *   with `readable` only when there is nothing of it to show;
 *   `archive/limit`: larger than `limits.ts` allows;
 *   `store/not-found`, `store/incompatible`, `store/corrupt`, `store/locked`: a profile folder, see `openStore`.
 */
export async function openSource(
  sourcePath: string,
  context: JobContext,
  options: OpenOptions = {},
): Promise<Source> {
  throwIfCancelled(context.signal);
  const absolute = path.resolve(sourcePath);
  const isStoreDatabase = path.basename(absolute) === STORE_DATABASE; // somebody may name that of a profile itself
  if (isFolder(absolute) || isStoreDatabase) {
    const { isStoreFolder, openStore, storeFolderAround } = await import("../store/open-store.ts");
    const folder = storeFolderAround(absolute) ?? absolute;
    if (isStoreFolder(folder)) return openStore(folder, context, options);
    if (isFolder(folder)) return openArchiveFolder(folder, context, options);
  }
  const file = openFile(absolute);
  try {
    const container = detectContainer(file);
    const isMaybeZip = container === "zip" || container === "unknown";
    if (options.readable && isMaybeZip) {
      const { openReadableZip } = await import("./open-readable-zip.ts");
      const source = await openReadableZip(file, container === "zip", context, options);
      if (source === null) throw refusal(file, container);
      return await withHiddenDamage(source, context, options);
    }
    const zip = isMaybeZip ? await ZipReader.open(file, context.signal) : null;
    if (zip !== null) return await openZip(file, zip, context, options);
    if (container === "tar" || container === "tar.gz") {
      const { tarOrigin, tarGzOrigin } = await legacyOrigins();
      const originOf = container === "tar" ? tarOrigin : tarGzOrigin;
      return await openLegacy(originOf(file), context, options);
    }
    throw refusal(file, container);
  } catch (error) {
    file.close();
    if (!isDamage(error)) throw toDiskError(error, absolute);
    const { withFindings, withoutPart } = await examination();
    throw options.readable ? withoutPart(error) : await withFindings(error, absolute, context);
  }
}

function isDamage(error: unknown): error is AppError {
  return error instanceof AppError && error.code === "archive/corrupt";
}

/** A source of which nothing is lost may be refused in the ordinary way all the same: then that is what is told. */
async function withHiddenDamage(source: Source, context: JobContext, options: OpenOptions): Promise<Source> {
  if (source.losses !== null) return source;
  try {
    (await openSource(source.path, context, { ...options, readable: false })).close();
    return source;
  } catch (error) {
    if (!isDamage(error)) {
      source.close();
      throw error;
    }
    const [{ findingsOf }, { nothingLost }] = await Promise.all([
      examination(),
      import("../salvage/loss-book.ts"),
    ]);
    return { ...source, losses: nothingLost(findingsOf(error)) };
  }
}

async function openLegacy(origin: LegacyOrigin, context: JobContext, options: OpenOptions): Promise<Source> {
  const opening = await import("../legacy/open-legacy.ts");
  return opening.openLegacy(origin, context, options);
}

async function openArchiveFolder(folder: string, context: JobContext, options: OpenOptions): Promise<Source> {
  const { isDamagedFolder, openDamagedFolder } = await import("../salvage/open-damaged-folder.ts");
  try {
    if (options.readable && isDamagedFolder(folder)) {
      return await withHiddenDamage(await openDamagedFolder(folder, context), context, options);
    }
    return await openWholeFolder(folder, context, options);
  } catch (error) {
    if (!isDamage(error)) throw error;
    const { withFolderFindings, withoutPart } = await examination();
    throw options.readable ? withoutPart(error) : withFolderFindings(error, folder);
  }
}

async function openWholeFolder(folder: string, context: JobContext, options: OpenOptions): Promise<Source> {
  const { openFolder, readFolderMetadata } = await import("../archive/open-folder.ts");
  const metadata = readFolderMetadata(folder);
  const isLegacy = LEGACY_VERSIONS.includes(parseMetadata(metadata).version);
  if (!isLegacy) return openFolder(folder, context);
  const { folderOrigin } = await legacyOrigins();
  return openLegacy(await folderOrigin(folder, metadata, context), context, options);
}

async function openZip(
  file: OpenFile,
  zip: ZipReader,
  context: JobContext,
  options: OpenOptions,
): Promise<Source> {
  const bytes = readZipMetadata(zip);
  const { text, metadata, version } = parseMetadata(bytes);
  if (LEGACY_VERSIONS.includes(version)) {
    const { zipOrigin } = await legacyOrigins();
    return openLegacy(zipOrigin(zip, bytes), context, options);
  }
  requireReadableVersion(version, file.path);
  const database = await openZipDatabase(zip, context, options);
  return {
    path: file.path,
    kind: "archive",
    container: "zip",
    version,
    readAs: READ_AS,
    losses: null,
    sizeBytes: file.size,
    metadataText: text,
    metadata,
    db: database.db,
    objects: zipObjects(zip),
    warnings: [...commentWarnings(metadata), ...zipWarnings(zip.directory), ...database.warnings],
    close: () => {
      database.close();
      file.close();
    },
  };
}

function readZipMetadata(zip: ZipReader): Buffer {
  const member = zip.member("metadata.json");
  if (member === null) {
    throw corrupt(
      "metadata.json",
      "member missing",
      "The ZIP holds no metadata.json, so it is not an AiiDA archive",
    );
  }
  checkMetadataSize(member.size);
  return zip.read(member, member.size);
}

/** Why a file that is neither a whole ZIP nor a tar cannot be opened. */
function refusal(file: OpenFile, container: Exclude<Container, "tar" | "tar.gz">): AppError {
  switch (container) {
    case "zip":
      return corrupt(
        null,
        "end of central directory",
        "The ZIP is cut short: its list of members is missing",
      );
    case "compressed":
      return new AppError(
        "archive/not-an-archive",
        `${file.path} is compressed with xz, bzip2 or zstd. If there is a tar of an old archive inside, unpack it first.`,
        { path: file.path },
      );
    case "unknown":
  }
  return new AppError(
    "archive/not-an-archive",
    `${file.path} is not an AiiDA archive. Choose a file that AiiDA or Stemma has exported, as a rule one whose name ends in .aiida.`,
    { path: file.path },
  );
}

function isFolder(file: string): boolean {
  try {
    return fs.statSync(file).isDirectory();
  } catch (error) {
    throw toDiskError(error, file);
  }
}
