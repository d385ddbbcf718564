import path from "node:path";
import {
  beingWritten,
  DATABASE_SUFFIX,
  databasesFolder,
  databasesOfSize,
  removeQuietly,
  temporaryFor,
} from "./cache-files.ts";
import { ensurePrivateFolder } from "./cache-folder.ts";
import { throwIfCancelled } from "./cancelled.ts";
import { databaseAlone } from "./members-alone.ts";
import { databaseMember } from "./database-member.ts";
import { fileKey } from "./known-files.ts";
import { MEMORY_DATABASE_BYTES } from "./limits.ts";
import { openFile, type OpenFile } from "./open-file.ts";
import type { JobContext } from "./source.ts";
import { type WrittenDatabase, writeDatabase } from "./write-database.ts";
import type { ZipMember, ZipReader } from "./zip-reader.ts";

/** A database in an archive: of which file and member (`fileKey`), and where the member begins. */
export interface DatabasePlace {
  key: string;
  offset: number;
}

type Outcome = { written: WrittenDatabase } | { error: unknown };

/**
 * The database of an archive that nobody has opened yet, on its way to a file beside its place in the cache: zlib's thread inflates
 * while this one loads modules and reads the list of members. Only the first look at that list is taken for what is
 * unpacked; size, ratio and CRC are checked as ever, and whoever opens the archive takes the result if the checked list
 * says the same.
 */
export class Beforehand {
  readonly #place: DatabasePlace;
  readonly #outcome: Promise<Outcome>;
  #taker: JobContext | null = null;
  #isUnwanted = false;
  #isTaken = false;

  /** @param begin Called at once; writes the database, until its job is cancelled. */
  constructor(place: DatabasePlace, begin: (context: JobContext) => Promise<WrittenDatabase>) {
    this.#place = place;
    const isAborted = () => this.#isUnwanted || this.#taker?.signal.aborted === true;
    const signal = {
      get aborted() {
        return isAborted();
      },
    };
    this.#outcome = begin({ signal, progress: (value) => this.#taker?.progress(value) }).then(
      (written) => ({ written }),
      (error: unknown) => ({ error }),
    );
  }

  /**
   * What was written, which becomes the caller's; waits for it with progress in bytes. Null where the database is another:
   * nothing is left then, and the caller unpacks as ever. @throws as `writeDatabase`.
   */
  async take({ key, offset }: DatabasePlace, context: JobContext): Promise<WrittenDatabase | null> {
    if (this.#isTaken || key !== this.#place.key || offset !== this.#place.offset) {
      await this.drop(); // now: it would pass for another process that writes the same
      return null;
    }
    this.#taker = context;
    const outcome = await this.#outcome;
    throwIfCancelled(context.signal);
    if ("error" in outcome) throw outcome.error;
    this.#isTaken = true;
    return outcome.written;
  }

  /** Stop what is not taken, and remove it. Resolves when nothing is left of it. */
  async drop(): Promise<void> {
    if (this.#isTaken) return;
    this.#isUnwanted = true;
    const outcome = await this.#outcome;
    if ("written" in outcome) removeQuietly(outcome.written.file);
  }
}

/**
 * Begin to unpack the database of an archive, after a look of a millisecond. Null, and nothing is left, where anything is in
 * the way (no ZIP, small, limits, an unusual list), where the database may lie in the cache already, or somebody else is
 * writing it: who opens the archive meets and tells that. What is begun has to be dropped in the end.
 */
export function unpackBeforehand(archive: string): Beforehand | null {
  let file: OpenFile | null = null;
  try {
    file = openFile(archive);
    const begun = begin(file);
    if (begun === null) file.close();
    return begun;
  } catch {
    file?.close();
    return null; // whoever opens it meets the same, and tells
  }
}

/** Null for a file that stays the caller's to close. */
function begin(file: OpenFile): Beforehand | null {
  const zip = databaseAlone(file);
  if (zip === null) return null;
  const member = databaseMember(zip);
  const folder = databasesFolder();
  if (member.size <= MEMORY_DATABASE_BYTES || !ensurePrivateFolder(folder)) return null;
  const key = fileKey(file, member);
  if (beingWritten(folder, key).length > 0 || databasesOfSize(folder, member.size).length > 0) return null;
  const temporary = temporaryFor(path.join(folder, key + DATABASE_SUFFIX));
  const place = { key, offset: zip.directory.offsets[member.index]! };
  return new Beforehand(place, (context) => writeAndClose(temporary, zip, member, context));
}

async function writeAndClose(
  temporary: string,
  zip: ZipReader,
  member: ZipMember,
  context: JobContext,
): Promise<WrittenDatabase> {
  try {
    return await writeDatabase(temporary, zip, member, context);
  } finally {
    zip.file.close();
  }
}
