import fs from "node:fs";
import path from "node:path";
import { detectContainer } from "../archive/container.ts";
import { DATABASE_MEMBER } from "../archive/database-member.ts";
import { folderObjects } from "../archive/folder-objects.ts";
import { checkMetadataSize, parseMetadata } from "../archive/metadata.ts";
import { printableName } from "../archive/member-names.ts";
import { openFile, type OpenFile } from "../archive/open-file.ts";
import { readFolderMetadata } from "../archive/open-folder.ts";
import type { JobContext, Source } from "../archive/source.ts";
import type { ZipPart } from "../archive/zip-part.ts";
import { ZipReader } from "../archive/zip-reader.ts";
import { toDiskError } from "../ipc/disk-error.ts";
import type { Batch } from "./check-batch.ts";
import { checkDirectory } from "./check-directory.ts";
import { checkMetadata } from "./check-metadata.ts";
import { type Findings, takeDamage } from "./findings.ts";
import { unpackedBytes, zipBatches, zipBatchOf } from "./zip-batches.ts";

/** What can be told of a source's bytes without opening it: so a database that is damaged does not hide the rest. */
export interface Survey {
  container: Source["container"];
  /** As `metadata.json` has it; null when it could not be read. */
  version: string | null;
  /** Everything that can be read but the database of a ZIP. */
  batches: Iterable<Batch>;
  /** The database of a ZIP, which may be read by whoever opens it. */
  database: Batch | null;
  /** Unpacked bytes of all of that. */
  bytes: number;
  /** The members of a ZIP; its list is large, so it is read once for the whole check. */
  zip: ZipReader | null;
  /** Nothing in the file can be found: opening it would tell the same. */
  isHopeless: boolean;
  close(): void;
}

const NOTHING = {
  version: null,
  batches: [],
  database: null,
  bytes: 0,
  zip: null,
  isHopeless: true,
  close: () => undefined,
};

/**
 * Look at a file or folder: its list of members, its metadata, and the bytes that can be read by anybody. Null for what
 * only opening tells more of: a profile folder, or no archive at all. Of a tar it tells no more than that it is one.
 * @throws `archive/not-found`, `disk/denied`, `archive/limit`, `cancelled`.
 */
export async function surveyOf(
  source: string,
  context: JobContext,
  findings: Findings,
): Promise<Survey | null> {
  if (isFolder(source))
    return fs.existsSync(path.join(source, "metadata.json")) ? surveyFolder(source, findings) : null;
  const where = printableName(path.basename(source));
  const file = openFile(source);
  try {
    const container = detectContainer(file);
    const isMaybeZip = container === "zip" || container === "unknown";
    const zip = isMaybeZip ? await ZipReader.open(file, context.signal) : null;
    if (zip !== null) return surveyZip(file, zip, findings);
    file.close();
    if (container === "tar" || container === "tar.gz") return { ...NOTHING, container, isHopeless: false };
    if (container !== "zip") return null;
    findings.problem("container-damaged", "The ZIP is cut short: its list of members is missing.", where);
  } catch (error) {
    file.close();
    takeDamage(findings, error, where, "container-damaged");
  }
  return { container: "zip", ...NOTHING };
}

function surveyZip(file: OpenFile, zip: ZipReader, findings: Findings): Survey {
  const version = checkedVersion(findings, () => {
    const member = zip.member("metadata.json");
    if (member === null) return null;
    checkMetadataSize(member.size);
    return zip.read(member, member.size);
  });
  checkDirectory(zip.directory, version, findings);
  const batch = (part: ZipPart): Batch => ({ kind: "zip", path: file.path, identity, part });
  const identity = file.identity();
  const database = zipBatchOf(zip.directory, DATABASE_MEMBER);
  return {
    container: "zip",
    version,
    batches: batchesOf(zipBatches(zip.directory, DATABASE_MEMBER), batch),
    database: database && batch(database),
    bytes: unpackedBytes(zip.directory),
    zip,
    isHopeless: false,
    close: file.close,
  };
}

function* batchesOf(parts: Iterable<ZipPart>, batch: (part: ZipPart) => Batch): Generator<Batch> {
  for (const part of parts) yield batch(part);
}

const KEYS_AT_ONCE = 256;

function surveyFolder(folder: string, findings: Findings): Survey {
  const version = checkedVersion(findings, () => readFolderMetadata(folder));
  const { objects, ignored, bytes } = folderObjects(folder);
  for (const name of ignored) {
    const shown = printableName(name);
    findings.remark("member-foreign", `${shown} is no part of an archive and is ignored.`, shown);
  }
  return {
    container: "folder",
    version,
    batches: folderBatches(path.join(folder, "repo"), objects.keys()),
    database: null,
    bytes,
    zip: null,
    isHopeless: false,
    close: () => undefined,
  };
}

function* folderBatches(folder: string, keys: Iterable<string>): Generator<Batch> {
  for (const some of chunked(keys, KEYS_AT_ONCE)) yield { kind: "folder", folder, keys: some };
}

/** The objects of a profile's container as batches; a thread opens the container for itself. */
export function* storeBatches(folder: string, keys: Iterable<string>): Generator<Batch> {
  for (const some of chunked(keys, KEYS_AT_ONCE)) yield { kind: "store", folder, keys: some };
}

function* chunked(keys: Iterable<string>, count: number): Generator<string[]> {
  let some: string[] = [];
  for (const key of keys) {
    some.push(key);
    if (some.length < count) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}

/** The version out of `metadata.json`, whose fields are checked on the way; null when it is missing or damaged. */
function checkedVersion(findings: Findings, read: () => Buffer | null): string | null {
  try {
    const bytes = read();
    if (bytes === null) {
      findings.problem("member-missing", "The archive holds no metadata.json.", "metadata.json");
      return null;
    }
    const { metadata, version } = parseMetadata(bytes);
    checkMetadata(metadata, findings);
    return version;
  } catch (error) {
    takeDamage(findings, error, "metadata.json", "metadata-malformed");
    return null;
  }
}

function isFolder(file: string): boolean {
  try {
    return fs.statSync(file).isDirectory();
  } catch (error) {
    throw toDiskError(error, file);
  }
}
