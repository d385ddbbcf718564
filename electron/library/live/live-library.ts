import fs from "node:fs";
import path from "node:path";
import { MEMORY_DATABASE_BYTES } from "../../archive/limits.ts";
import type { JobContext, Source } from "../../archive/source.ts";
import { checkSchema } from "../../db/check-schema.ts";
import { openReadOnly } from "../../db/connect.ts";
import { keepIndexes } from "../../db/kept-index.ts";
import { prepareCountQueries } from "../../db/queries/counts.ts";
import { STORE_VERSION } from "../../db/queries/new-store.ts";
import { storeIdentity } from "../../db/queries/store-identity.ts";
import { InPlace } from "../../store/in-place.ts";
import { openStore } from "../../store/open-store.ts";
import { marksOf } from "../../store/snapshot-files.ts";
import { readableVersion, STORE_DATABASE } from "../../store/store-checks.ts";
import { look } from "../../store/store-files.ts";
import { WriteWatch } from "../../store/write-watch.ts";
import { canBeFilledAside, isSmallStore, SMALL_STORE_BYTES } from "../small-store.ts";
import { KeptState } from "./kept-state.ts";

/** How a library is read. */
export interface LiveOptions {
  /** Up to so many bytes of its database each state is a copy. Default: as long as what comes is filled aside. */
  copiesUpTo?: number;
  /** What is worked out of a database that is larger than so many bytes is kept for the next time. */
  keepsAbove?: number;
  /** In this cache folder; default: the user's. */
  cacheDir?: string | undefined;
}

/**
 * A store that may change while it is looked at. Each state of it is a `Source` of its own, held at its moment: in place where
 * the database can have a write-ahead log, else by a copy (`docs/adr/0012-the-library-is-read-in-place.md`). A small one is copied as
 * well, since a log would take twice the room of a first import; when it has grown it is read in place.
 */
export class LiveLibrary {
  readonly folder: string;
  readonly #database: string;
  readonly #how: Required<LiveOptions>;
  #place: InPlace | null = null;
  /** Of a small database. */
  #watch: WriteWatch | null = null;
  /** As it was just before the last state was taken; another one says that something was written since. */
  #seen: number | string | null = null;
  #kept: KeptState | null = null;
  /** States that were taken because somebody wrote, and the first. */
  #taken = 0;
  #fingerprint = "";

  private constructor(folder: string, how: Required<LiveOptions>) {
    this.folder = folder;
    this.#database = path.join(folder, STORE_DATABASE);
    this.#how = how;
  }

  /**
   * Set up the store in a folder; nothing is read yet. Its database gets a write-ahead log, but only after the store was
   * looked at and found sound, as every source is, and not while it is small.
   * @throws AppError as `openStore`.
   */
  static async open(
    folder: string,
    context: JobContext,
    { copiesUpTo = SMALL_STORE_BYTES, keepsAbove = MEMORY_DATABASE_BYTES, cacheDir }: LiveOptions = {},
  ): Promise<LiveLibrary> {
    const library = new LiveLibrary(path.resolve(folder), { copiesUpTo, keepsAbove, cacheDir });
    if (library.#isLeftAlone()) library.#watch = WriteWatch.open(library.#database);
    else if (isSound(library.#database) || (await isSoundCopy(library.folder, context))) library.#goInPlace();
    return library;
  }

  /** It is read where it lies, and not from a copy. */
  get isInPlace(): boolean {
    return this.#place !== null;
  }

  /** Anybody wrote since the last state was taken. Costs microseconds. */
  get hasChanged(): boolean {
    return this.#seen !== this.#mark();
  }

  /** The state of now. Errors as `openStore`. */
  async take(context: JobContext): Promise<Source> {
    if (this.#watch !== null && this.#hasGrown()) this.#goInPlace();
    const mark = this.#mark();
    const source = await openStore(this.folder, context);
    this.#seen = mark;
    if (this.#kept) {
      this.#fingerprint = prepareCountQueries(source.db).lastRows();
      if (this.#taken === 0)
        keepIndexes(source.db, this.#kept.placeOfFirst(this.#place?.marksAsFound ?? null, this.#fingerprint));
    }
    this.#taken++;
    return source;
  }

  /** The state of now when it is the one that was taken last; null when somebody has written since. Errors as `openStore`. */
  async takeAgain(context: JobContext): Promise<Source | null> {
    const source = await openStore(this.folder, context);
    if (!this.hasChanged) return source;
    source.close();
    return null;
  }

  /**
   * Bring the log into the database, so that it does not grow for ever. True when a state that is taken now needs nothing of it
   * any more.
   */
  async bringIn(): Promise<boolean> {
    return this.#place !== null && this.#place.logBytes > 0 && this.#place.bringIn();
  }

  /** Give the room of the log back, where no state needs it. */
  cutLog(): void {
    this.#place?.cutLog();
  }

  /**
   * Let go of it: with the last that does the database is one file in rollback-journal mode. Close the states first.
   * @param pieces What is known of the state that was taken last, as it was read or is sure to be the same (`knownPieces`): it is kept for
   *   the next time, if nobody has written since.
   */
  async close(pieces: ReadonlyMap<string, object> | null = null): Promise<void> {
    const seen = typeof this.#seen === "number" ? this.#seen : null;
    this.#watch?.close();
    const marks = (await this.#place?.close(seen)) ?? null;
    const isFirst = this.#taken === 1;
    const canKeep = marks !== null && (isFirst || pieces !== null);
    this.#kept?.close(
      canKeep ? { marks, fingerprint: this.#fingerprint, pieces: isFirst ? null : pieces } : null,
    );
  }

  #mark(): number | string | null {
    return this.#place?.writeCount ?? this.#watch?.mark ?? marksOf(this.#database);
  }

  /** Small, and as AiiDA leaves a database: what a program that was killed left beside it is brought in by going in place. */
  #isLeftAlone(): boolean {
    const isAlone = COMPANIONS.every((suffix) => look(this.#database + suffix) === null);
    return canBeFilledAside() && isAlone && isSmallStore(this.#database, this.#how.copiesUpTo);
  }

  /** Too large for a copy now, and nobody is writing to it. */
  #hasGrown(): boolean {
    const isWritten = look(`${this.#database}-journal`) !== null;
    return !isWritten && !isSmallStore(this.#database, this.#how.copiesUpTo) && isSound(this.#database);
  }

  /** Where that cannot be, all stays as it is. */
  #goInPlace(): void {
    this.#place = InPlace.open(this.#database, STORE_DATABASE);
    if (this.#place === null) return;
    this.#watch?.close();
    this.#watch = null;
    const isLarge = (look(this.#database)?.size ?? 0) > this.#how.keepsAbove;
    if (isLarge) this.#kept = KeptState.of(fs.realpathSync(this.#database), this.#how.cacheDir);
  }
}

/** What SQLite keeps beside a database while it is used, or after a crash. */
const COMPANIONS = ["-journal", "-wal", "-shm"];

/** A look at the database where it lies, for a moment: no copy. False where that does not tell, after a crash for example. */
function isSound(database: string): boolean {
  const isPlain = (suffix: string) => look(database + suffix)?.isFile() ?? suffix !== "";
  if (!["", ...COMPANIONS].every(isPlain)) return false; // a link could lead anywhere
  try {
    const db = openReadOnly(database, { timeoutMs: 0 });
    try {
      return (
        readableVersion(storeIdentity(db).versions, database) === STORE_VERSION &&
        checkSchema(db).length === 0
      );
    } finally {
      db.close();
    }
  } catch {
    return false; // a copy tells what is the matter
  }
}

/** The same of a store that a writer left in the midst of its work. Errors as `openStore`. */
async function isSoundCopy(folder: string, context: JobContext): Promise<boolean> {
  const source = await openStore(folder, context);
  source.close();
  return source.version === STORE_VERSION && source.warnings.length === 0;
}
