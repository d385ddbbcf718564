import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Source } from "../archive/source.ts";
import { bringIn, giveUpLog, keepLog, openMoment, writeCount } from "../db/write-ahead.ts";
import { isSqliteHeader } from "../db/sqlite-header.ts";
import { threadProgram } from "../ipc/thread-program.ts";
import { isBeingChanged } from "./before-change.ts";
import type { Snapshot } from "./open-copy.ts";
import { marksOf, refuseForeignJournal, requireSoundSize } from "./snapshot-files.ts";
import { storeCorrupt } from "./store-error.ts";
import { look, openStoreFile } from "./store-files.ts";

type Database = Source["db"];

const HEADER_BYTES = 100;
/** A file this young may be written again without another time: clocks of file systems go in steps of some ms. */
const SETTLED_MS = 20;
/** A log up to this size is brought in at once: some 50 ms. */
const SHORT_LOG_BYTES = 8 * 1024 * 1024;

/** Databases that this process reads where they lie, by path. */
const inPlace = new Map<string, InPlace>();

/** The database at this path, if this process reads it where it lies. */
export function inPlaceAt(file: string): InPlace | null {
  return inPlace.get(path.resolve(file)) ?? null;
}

/**
 * A database of ours that is read where it lies, in write-ahead-log mode (`docs/adr/0012-the-library-is-read-in-place.md`). While it
 * is open this process must not open the file by other means than SQLite: closing any handle of a file gives up all locks
 * that the process has on it (POSIX), and others would take the log away under us. `takeSnapshot` sees to that.
 */
export class InPlace {
  readonly file: string;
  readonly #keeper: Database;
  readonly #found: Found | null;

  private constructor(file: string, keeper: Database, found: Found | null) {
    this.file = file;
    this.#keeper = keeper;
    this.#found = found;
  }

  /**
   * Open a database in place. Files that lie there are looked at as those of strangers are before SQLite opens any of them.
   * @returns Null where it cannot be read so: then a copy has to do.
   * @throws `store/corrupt` for what is no database or no plain file.
   */
  static open(file: string, name: string): InPlace | null {
    const target = path.resolve(file);
    if (inPlace.has(target) || isBeingChanged(target)) return null;
    requireSoundFiles(target, name);
    let found: Found | null = null;
    const keeper = keepLog(target, (db) => {
      const count = writeCount(db); // before the marks: who writes in between shows in it
      const marks = closedMarks(target);
      if (marks !== null) found = { marks, count: count + 1 };
    });
    if (keeper === null) return null;
    const opened = new InPlace(target, keeper, found);
    inPlace.set(target, opened);
    return opened;
  }

  /** The database as it is now, held until it is closed. Costs some 0.1 ms. */
  snapshot(): Snapshot {
    const db = openMoment(this.file);
    return {
      db,
      bytes: look(this.file)?.size ?? 0,
      marks: marksOf(this.file) ?? "",
      close: () => void db.close(),
    };
  }

  /** Another number whenever anybody has written since, also another program. */
  get writeCount(): number {
    return writeCount(this.#keeper);
  }

  /**
   * `marksOf` the database as it was found, before it got its log; null as soon as anybody has written since, and where it
   * had one already. Ask after the snapshot was taken that is to be of that state.
   */
  get marksAsFound(): string | null {
    return this.#found !== null && this.logBytes === 0 && this.writeCount === this.#found.count
      ? this.#found.marks
      : null;
  }

  /** Bytes of the log beside it. */
  get logBytes(): number {
    return look(`${this.file}-wal`)?.size ?? 0;
  }

  /**
   * Bring the log into the database as far as snapshots allow: a long one in a thread. True when all of it is in: a snapshot
   * that is taken then needs nothing of the log, and the next writer begins it anew.
   */
  async bringIn(): Promise<boolean> {
    const worker = this.logBytes > SHORT_LOG_BYTES ? threadProgram("log-worker") : null;
    if (worker !== null && !(await runWorker(worker, this.file))) return false;
    return bringIn(this.#keeper, false); // what came meanwhile
  }

  /** Give the room of the log back, where nobody needs it any more; else nothing happens. */
  cutLog(): void {
    if (this.logBytes > 0) bringIn(this.#keeper, true);
  }

  /**
   * Let go of it: when nobody else has it open, it is one file in rollback-journal mode again.
   * @param seen `writeCount` of a state.
   * @returns `marksOf` the database as it lies there, if that is the state and it is that for sure; null where others have it open or somebody has written since.
   */
  async close(seen: number | null = null): Promise<string | null> {
    let marks: string | null = null;
    await giveUpLog(this.#keeper, seen, async () => {
      await sleep(SETTLED_MS);
      marks = closedMarks(this.file);
      if (this.writeCount !== seen) marks = null; // looked at behind the marks: they are of the state, or not given
    });
    inPlace.delete(this.file);
    return marks;
  }
}

/** A database as it was found: its marks, and `writeCount` as long as it is the same. */
interface Found {
  marks: string;
  count: number;
}

/** `marksOf` a database with nothing beside it; null where there is something. */
function closedMarks(file: string): string | null {
  return ["-wal", "-journal"].some((suffix) => look(file + suffix) !== null) ? null : marksOf(file);
}

function runWorker(program: string, file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const worker = new Worker(program, { workerData: file });
    worker.once("message", (isDone: boolean) => resolve(isDone));
    worker.once("error", () => resolve(false)); // no memory for a thread: tried again after the next change
    worker.once("exit", () => resolve(false));
  });
}

function requireSoundFiles(file: string, name: string): void {
  const main = openStoreFile(file, name);
  if (main === null) throw storeCorrupt(name, "member missing", `The profile has no ${name}`);
  try {
    requireSoundSize(main, name);
    if (!isSqliteHeader(main.readAt(0, Math.min(HEADER_BYTES, main.size), name))) {
      throw storeCorrupt(name, "sqlite header", `${name} is not an SQLite database`);
    }
  } finally {
    main.close();
  }
  for (const suffix of ["-wal", "-shm", "-journal"]) {
    const companion = openStoreFile(file + suffix, name + suffix);
    try {
      if (companion && suffix === "-journal") refuseForeignJournal(companion, name + suffix);
    } finally {
      companion?.close();
    }
  }
}
