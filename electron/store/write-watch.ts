import path from "node:path";
import type { Source } from "../archive/source.ts";
import { openReadOnly } from "../db/connect.ts";
import { writeCountNow } from "../db/write-ahead.ts";

/** Databases that this process watches, by path. */
const watched = new Map<string, WriteWatch>();

/** The watch over the database at this path, if this process keeps one. */
export function writeWatchAt(file: string): WriteWatch | null {
  return watched.get(path.resolve(file)) ?? null;
}

/**
 * Tells whether anybody has written to a database of which we read copies. It holds no lock but for the microseconds of a question; others
 * see that somebody has the database open.
 */
export class WriteWatch {
  readonly #file: string;
  readonly #db: Source["db"];
  #last: number | null = null;

  private constructor(file: string, db: Source["db"]) {
    this.#file = file;
    this.#db = db;
  }

  /** Null where there is one already, and for a database that cannot be read now, because somebody has it locked for example. */
  static open(file: string): WriteWatch | null {
    const target = path.resolve(file);
    if (watched.has(target)) return null;
    try {
      const watch = new WriteWatch(target, openReadOnly(target, { timeoutMs: 0 }));
      watched.set(target, watch);
      return watch;
    } catch {
      return null; // times of the file have to do
    }
  }

  /**
   * Another text whenever a transaction of anybody else has ended that wrote; never one that `InPlace.writeCount` could be. Null where that cannot be
   * told, next to what a program that was killed has left for example.
   */
  get mark(): string | null {
    try {
      this.#last = writeCountNow(this.#db) ?? this.#last;
      return this.#last === null ? null : `${this.#last} writes`;
    } catch {
      return null; // what is wrong is found by a copy
    }
  }

  /** Stop watching. */
  close(): void {
    this.#db.close();
    if (watched.get(this.#file) === this) watched.delete(this.#file);
  }
}
