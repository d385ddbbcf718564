import { AppError } from "../../shared/ipc/errors.ts";
import { corrupt } from "../archive/corrupt.ts";
import { databaseMember } from "../archive/database-member.ts";
import { limit } from "../archive/limits.ts";
import { objectMember } from "../archive/member-names.ts";
import {
  type ArchiveMetadata,
  checkMetadataSize,
  READ_AS,
  requireReadableVersion,
} from "../archive/metadata.ts";
import type { OpenFile } from "../archive/open-file.ts";
import type { JobContext, ObjectStore, Source } from "../archive/source.ts";
import { commentWarnings, zipWarnings } from "../archive/source-warnings.ts";
import { zipObjects } from "../archive/zip-objects.ts";
import type { ZipReader } from "../archive/zip-reader.ts";
import { type DamagedZip, type MemberState, openDamagedZip, readBest } from "./damaged-zip.ts";
import type { SecondStore } from "./checked-objects.ts";
import { BytesCollector, type KeptBytes } from "./database-bytes.ts";
import { looseObject } from "./loose-objects.ts";
import { LossBook } from "./loss-book.ts";
import { salvageDatabase } from "./salvage-database.ts";
import { salvageFiles } from "./salvage-files.ts";
import { salvageMetadata, sentenceOf } from "./salvage-metadata.ts";

const METADATA = "metadata.json";
const DATABASE = "db.sqlite3";

/** A ZIP that may be damaged, and what it says of itself: enough to tell what is to open it. */
export interface LookedAtZip {
  zip: DamagedZip;
  /** `metadata.json`, or what stands for it. */
  metadata: ArchiveMetadata;
  book: LossBook;
}

/** Read the list of members and `metadata.json` as far as they can be read. `archive/limit`, `cancelled`. */
export async function lookAtZip(file: OpenFile, context: JobContext): Promise<LookedAtZip> {
  const book = new LossBook();
  const zip = await openDamagedZip(file, context);
  if (zip.problem) book.tell(sentenceOf(zip.problem));
  const metadata = salvageMetadata(await readMetadata(file, zip, book, context), book);
  return { zip, metadata, book };
}

/**
 * Open what can be read of a ZIP archive, whole or damaged: its list of members may be missing, members cut short or
 * damaged, rows of the database gone. All that is shown was checked: rows are read one by one, file contents hashed.
 * `losses` says what is gone; null when nothing is. The file is taken over, and closed with the source.
 * @throws `archive/corrupt` when there is no database to show, `archive/unsupported-version`, `archive/limit`,
 *   `disk/full`, `cancelled`.
 */
export async function openDamagedZipArchive(
  file: OpenFile,
  { zip, metadata: { text, metadata, version }, book }: LookedAtZip,
  context: JobContext,
): Promise<Source> {
  requireReadableVersion(version, file.path);
  const bytes = await readDatabase(file, zip, book, context);
  let database;
  try {
    database = await salvageDatabase(bytes, book, context);
  } finally {
    bytes.close();
  }
  try {
    const second: SecondStore = async (key, count) =>
      looseObject(file, await zip.candidates(objectMember(key)), key, context.signal, count);
    const objects = await salvageFiles(
      database.db,
      zip.zip ? zipObjects(zip.zip) : NO_OBJECTS,
      second,
      file.size,
      book,
      context,
    );
    return {
      path: file.path,
      kind: "archive",
      container: "zip",
      version,
      readAs: READ_AS,
      losses: book.losses(),
      sizeBytes: file.size,
      metadataText: text,
      metadata,
      db: database.db,
      objects,
      warnings: [...commentWarnings(metadata), ...(zip.zip ? zipWarnings(zip.zip.directory) : [])],
      close: () => {
        database.close();
        file.close();
      },
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** For a ZIP without a list of members: each object is looked for by its own header. */
const NO_OBJECTS: ObjectStore = {
  keys: () => [][Symbol.iterator](),
  count: 0,
  size: () => null,
  read: (key) => {
    throw corrupt(objectMember(key), "member missing", `The archive lacks ${objectMember(key)}`);
  },
  readSlice: async (key) => NO_OBJECTS.read(key),
  stream: async function* (key) {
    yield NO_OBJECTS.read(key);
  },
  raw: () => null,
  rawStream: async function* (key) {
    yield NO_OBJECTS.read(key);
  },
};

async function readMetadata(
  file: OpenFile,
  zip: DamagedZip,
  book: LossBook,
  context: JobContext,
): Promise<Buffer | null> {
  const most = limit("STEMMA_MAX_METADATA_BYTES");
  const ordinary = readListed(zip, METADATA, most);
  if (ordinary !== null) return ordinary;
  const collect = () => {
    const parts: Buffer[] = [];
    let length = 0;
    return {
      add(chunk: Buffer) {
        length += chunk.length;
        checkMetadataSize(length);
        parts.push(Buffer.from(chunk)); // a copy: the chunk is used again
      },
      finish: () => Buffer.concat(parts),
      discard: () => undefined,
    };
  };
  const found = await readBest(file, await zip.candidates(METADATA), collect, context);
  if (found === null) book.tell(`The archive holds no ${METADATA}, or not a byte of it can be read.`);
  else tellState(METADATA, found.state, book);
  return found?.value ?? null;
}

/** A member read in the ordinary way, all checks passed; null otherwise. */
function readListed({ zip }: DamagedZip, name: string, maxBytes: number): Buffer | null {
  try {
    const member = zip?.member(name);
    if (!zip || !member || member.size > maxBytes) return null;
    return zip.read(member, maxBytes);
  } catch (error) {
    if (error instanceof AppError && error.code === "archive/corrupt") return null;
    throw error;
  }
}

async function readDatabase(
  file: OpenFile,
  zip: DamagedZip,
  book: LossBook,
  context: JobContext,
): Promise<KeptBytes> {
  const listed = zip.zip && (await readListedDatabase(zip.zip, context));
  if (listed) return listed;
  const collect = () => {
    const collector = new BytesCollector();
    return {
      add: (chunk: Buffer) => collector.add(chunk, DATABASE),
      finish: () => collector.finish(),
      discard: () => collector.discard(),
    };
  };
  const found = await readBest(file, await zip.candidates(DATABASE), collect, context);
  if (found === null) {
    throw corrupt(
      DATABASE,
      "member missing",
      "What is left of the file holds nothing of its database, so there are no nodes to show",
    );
  }
  tellState(DATABASE, found.state, book);
  return found.value;
}

/** The database read in the ordinary way; null when that meets damage. */
async function readListedDatabase(zip: ZipReader, context: JobContext): Promise<KeptBytes | null> {
  const collector = new BytesCollector();
  try {
    const member = databaseMember(zip);
    const report = (done: number) =>
      context.progress({ phase: "unpacking the database", done, total: member.size, unit: "bytes" });
    let done = 0;
    for await (const chunk of zip.stream(member)) {
      collector.add(chunk, DATABASE);
      done += chunk.length;
      report(done);
      if (context.signal.aborted) throw new AppError("cancelled", "Cancelled.");
    }
    return collector.finish();
  } catch (error) {
    collector.discard();
    if (error instanceof AppError && error.code === "archive/corrupt") return null;
    throw error;
  }
}

function tellState(name: string, state: MemberState, book: LossBook): void {
  const sentences: Record<Exclude<MemberState, "whole">, string> = {
    unproven: `${name} was found without a checksum: whether all of it is right cannot be told.`,
    checksum: `${name} does not match its checksum: values in it may be wrong.`,
    cut: `${name} is cut short: what follows the cut is lost.`,
    damaged: `The packed data of ${name} are damaged: what follows the damage is lost, and what is before it may be wrong.`,
  };
  if (state !== "whole") book.tell(sentences[state]);
}
