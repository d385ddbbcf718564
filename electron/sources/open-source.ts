import fs from "node:fs";
import path from "node:path";
import { AppError } from "../../shared/ipc/errors.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { type Container, detectContainer } from "../archive/container.ts";
import { corrupt } from "../archive/corrupt.ts";
import { toDiskError } from "../ipc/disk-error.ts";
import { limit, limitError } from "../archive/limits.ts";
import { parseMetadata, READ_AS, READABLE_VERSIONS, requireReadableVersion } from "../archive/metadata.ts";
import { openFolder } from "../archive/open-folder.ts";
import { openFile, type OpenFile } from "../archive/open-file.ts";
import { openZipDatabase } from "../archive/open-zip-database.ts";
import type { JobContext, Source } from "../archive/source.ts";
import { zipWarnings } from "../archive/source-warnings.ts";
import { readTarMetadata } from "../archive/tar-metadata.ts";
import { zipObjects } from "../archive/zip-objects.ts";
import { ZipReader } from "../archive/zip-reader.ts";
import { isStoreFolder, openStore, storeFolderAround } from "../store/open-store.ts";

/** What may differ from one opening to another. */
export interface OpenOptions {
  /** Where unpacked databases are kept; default: the user's cache folder. */
  cacheDir?: string;
  /** Read an unpacked database through mapped memory: for a command that ends soon (`ReadOptions`). */
  mapsMemory?: boolean;
  /** Open a damaged file as far as it can be read, and say in `losses` what is not there. */
  readable?: boolean;
}

/**
 * Open an archive or an unpacked archive folder for reading (`main_0000`, `main_0001` and the pre-release `1.0`), or an
 * AiiDA profile folder.
 * The source is recognised by its contents, never by its name, and nothing is written to or beside it. Databases up to
 * 32 MiB are held in memory; larger ones are unpacked into the user's cache once. Cost: one read of the list of
 * members, and the database. Cancelled opening leaves nothing behind.
 * @throws `archive/not-found`, `disk/denied`, `disk/full`, `cancelled`;
 *   `archive/not-an-archive`: some other file, or a pipe, device or socket;
 *   `archive/unsupported-version` (details: version): an older archive in ZIP or tar, or a newer one;
 *   `archive/corrupt` (details: member, check): an archive that is damaged or was tampered with;
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
  const store = storeFolderAround(absolute) ?? absolute; // somebody may name the profile's database itself
  if (isFolder(store))
    return isStoreFolder(store) ? openStore(store, context, options) : openFolder(store, context);
  const file = openFile(absolute);
  try {
    const container = detectContainer(file);
    const zip =
      container === "zip" || container === "unknown" ? await ZipReader.open(file, context.signal) : null;
    if (zip !== null) return await openZip(file, zip, context, options);
    throw await refusal(file, container, context);
  } catch (error) {
    file.close();
    throw toDiskError(error, absolute);
  }
}

async function openZip(
  file: OpenFile,
  zip: ZipReader,
  context: JobContext,
  options: OpenOptions,
): Promise<Source> {
  const { text, metadata, version } = parseMetadata(readZipMetadata(zip));
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
    warnings: [...zipWarnings(zip.directory), ...database.warnings],
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
  const most = limit("STEMMA_MAX_METADATA_BYTES");
  if (member.size > most) {
    throw limitError("STEMMA_MAX_METADATA_BYTES", "metadata.json has bytes:", member.size, member.name);
  }
  return zip.read(member, most);
}

/** Why a file that is not a whole ZIP cannot be opened; a legacy tar is told from other files by its metadata. */
async function refusal(file: OpenFile, container: Container, context: JobContext): Promise<AppError> {
  switch (container) {
    case "zip":
      return corrupt(
        null,
        "end of central directory",
        "The ZIP is cut short: its list of members is missing",
      );
    case "tar":
    case "tar.gz": {
      const { version } = parseMetadata(await readTarMetadata(file, container === "tar.gz", context));
      if (READABLE_VERSIONS.includes(version)) {
        return corrupt(
          null,
          "container",
          `An archive of version ${version} has to be a ZIP, but this is a tar`,
        );
      }
      requireReadableVersion(version, file.path);
      break;
    }
    case "compressed":
      return new AppError(
        "archive/not-an-archive",
        `${file.path} is compressed with xz, bzip2 or zstd. If there is a tar of an old archive inside, unpack it first.`,
        { path: file.path },
      );
    case "unknown":
  }
  return new AppError("archive/not-an-archive", `${file.path} is not an AiiDA archive.`, { path: file.path });
}

function isFolder(file: string): boolean {
  try {
    return fs.statSync(file).isDirectory();
  } catch (error) {
    throw toDiskError(error, file);
  }
}
