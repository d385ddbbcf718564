import path from "node:path";
import type { JobContext, Source } from "../../archive/source.ts";
import { checkSchema } from "../../db/check-schema.ts";
import { openReadOnly } from "../../db/connect.ts";
import { STORE_VERSION } from "../../db/queries/new-store.ts";
import { storeIdentity } from "../../db/queries/store-identity.ts";
import { InPlace } from "../../store/in-place.ts";
import { openStore } from "../../store/open-store.ts";
import { marksOf } from "../../store/snapshot-files.ts";
import { readableVersion, STORE_DATABASE } from "../../store/store-checks.ts";
import { look } from "../../store/store-files.ts";

/**
 * A store that may change while it is looked at. Each state of it is a `Source` of its own, held at its moment: in place where
 * the database can have a write-ahead log, else by a copy (`docs/adr/0012-the-library-is-read-in-place.md`).
 */
export class LiveLibrary {
  readonly folder: string;
  readonly #database: string;
  readonly #place: InPlace | null;
  /** As it was just before the last state was taken; another one says that something was written since. */
  #seen: number | string | null = null;

  private constructor(folder: string, place: InPlace | null) {
    this.folder = folder;
    this.#database = path.join(folder, STORE_DATABASE);
    this.#place = place;
  }

  /**
   * Set up the store in a folder; nothing is read yet. Its database gets a write-ahead log, but only after the store was
   * looked at and found sound, as every source is.
   * @throws AppError as `openStore`.
   */
  static async open(folder: string, context: JobContext): Promise<LiveLibrary> {
    const target = path.resolve(folder);
    const database = path.join(target, STORE_DATABASE);
    const maySwitch = isSound(database) || (await isSoundCopy(target, context));
    return new LiveLibrary(target, maySwitch ? InPlace.open(database, STORE_DATABASE) : null);
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
    const mark = this.#mark();
    const source = await openStore(this.folder, context);
    this.#seen = mark;
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

  /** Let go of it: with the last that does the database is one file in rollback-journal mode. Close the states first. */
  async close(): Promise<void> {
    await this.#place?.close();
  }

  #mark(): number | string | null {
    return this.#place ? this.#place.writeCount : marksOf(this.#database);
  }
}

/** A look at the database where it lies, for a moment: no copy. False where that does not tell, after a crash for example. */
function isSound(database: string): boolean {
  const isPlain = (suffix: string) => look(database + suffix)?.isFile() ?? suffix !== "";
  if (!["", "-journal", "-wal", "-shm"].every(isPlain)) return false; // a link could lead anywhere
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
