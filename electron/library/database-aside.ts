import { randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { promisify } from "node:util";
import { throwIfCancelled } from "../archive/cancelled.ts";
import type { JobContext, Source } from "../archive/source.ts";
import { writeAll } from "../archive/write-all.ts";
import { holdWriteLock, openUnshared } from "../db/connect.ts";
import { runLong } from "../db/run-long.ts";
import { rollbackJournal } from "../db/rollback-journal.ts";
import { isSqliteHeader, pagesOf } from "../db/sqlite-header.ts";
import { flushFolder } from "./flush-folder.ts";
import { storeLocked } from "./store-failure.ts";

type Database = Source["db"];

/** What is moved at once: so much more than the rows the disk holds meanwhile. Linux takes up to eight times as long for pieces of 2 MiB and more. */
const PIECE_BYTES = 1024 * 1024;

const flushed = promisify(fs.fsync);

/**
 * A copy of a small database that many rows come to, while others read the one that is there; nobody else writes to that until
 * `discard`. At the end the pages of the copy move behind those of the database, where no reader looks, and then its first pages
 * are replaced, which takes a moment; a journal beside it takes all of that back until it is done, as SQLite's own does.
 * (`docs/adr/0014-one-writer-readers-go-on.md`.)
 */
export class DatabaseAside {
  /** The copy. Whoever begins sets it up and begins its transaction. */
  readonly db: Database;
  readonly #file: string;
  readonly #fd: number;
  readonly #hold: Database;
  readonly #copy: string;
  /** All of the database as it was. */
  readonly before: Buffer;
  readonly #pageBytes: number;
  /** The journal while there is one of ours, opened: nobody else can have one that looks like it. */
  #journal: number | null = null;
  #isOpen = true;

  /**
   * Begin, in a file in this folder. Nothing is changed yet.
   * @returns Null where the database is none that this can be done with: one with a write-ahead log, or of an odd format.
   * @throws What SQLite throws, `SQLITE_BUSY` while another program writes; errors of the disk.
   */
  static begin(file: string, folder: string): DatabaseAside | null {
    const hold = holdWriteLock(file);
    if (hold === null) return null;
    let fd: number | null = null; // opened under the lock and closed after it: closing any handle of the file gives up what the process has
    let copy: string | null = null;
    try {
      fd = fs.openSync(file, "r+");
      const before = wholeDatabase(fd);
      if (before !== null) {
        // What is left with the lock taken takes nothing back: empty, or kept by a program that only overwrites its beginning.
        fs.rmSync(journalOf(file), { force: true });
        fs.mkdirSync(folder, { recursive: true }); // a copy of a profile may lack its empty folders
        const names = namesOfCopies(fd);
        removeLeft(folder, names);
        copy = path.join(folder, names + randomUUID().replaceAll("-", ""));
        fs.writeFileSync(copy, before.bytes, { flag: "wx", mode: 0o600 });
        return new DatabaseAside({ file, fd, hold, copy, before });
      }
    } catch (error) {
      if (copy !== null) fs.rmSync(copy, { force: true });
      hold.close();
      if (fd !== null) fs.closeSync(fd);
      throw error;
    }
    hold.close();
    fs.closeSync(fd);
    return null;
  }

  private constructor(of: {
    file: string;
    fd: number;
    hold: Database;
    copy: string;
    before: { bytes: Buffer; pageBytes: number };
  }) {
    this.#file = of.file;
    this.#fd = of.fd;
    this.#hold = of.hold;
    this.#copy = of.copy;
    this.before = of.before.bytes;
    this.#pageBytes = of.before.pageBytes;
    this.db = openUnshared(of.copy);
  }

  /**
   * Make the database what the copy is. Readers go on but for the moment in which its first pages are replaced, for which `patiently`
   * waits for those that are there. After an error or a cancel the database is as before.
   * @param patiently Tries what throws `SQLITE_BUSY` again.
   */
  async bringIn(patiently: (work: () => void) => Promise<void>, context: JobContext): Promise<void> {
    runLong(this.db, "COMMIT");
    this.db.close();
    const from = fs.openSync(this.#copy, "r+");
    try {
      this.#writeJournal();
      await this.#moveTail(from, context);
      await flushed(this.#fd);
      await patiently(() => void this.#hold.exec("COMMIT"));
      this.#requireUndisturbed();
      writeAll(this.#fd, firstBytes(from, this.before.length), 0);
      fs.fsyncSync(this.#fd);
      fs.rmSync(this.#journalFile); // from here on it is kept
    } catch (error) {
      this.#takeBack();
      throw error;
    } finally {
      fs.closeSync(from);
      if (this.#journal !== null) fs.closeSync(this.#journal);
      this.#journal = null;
    }
    flushFolder(path.dirname(this.#file));
  }

  /** Let others write, and remove the copy; by now nothing can be brought in any more. May be called twice. */
  discard(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.db.close();
    this.#hold.close();
    fs.closeSync(this.#fd);
    fs.rmSync(this.#copy, { force: true });
  }

  get #journalFile(): string {
    return journalOf(this.#file);
  }

  #writeJournal(): void {
    const own = fs.fstatSync(this.#fd, { bigint: true });
    const there = fs.lstatSync(this.#file, { bigint: true });
    const isSame = there.dev === own.dev && there.ino === own.ino && Number(own.size) === this.before.length;
    if (!isSame || !this.#isAsBefore()) throw storeLocked(path.dirname(this.#file));
    this.#journal = this.#newJournal(Number(own.mode) & 0o777);
    writeAll(this.#journal, rollbackJournal(this.before, this.#pageBytes));
    fs.fsyncSync(this.#journal);
    flushFolder(path.dirname(this.#file));
  }

  #newJournal(mode: number): number {
    try {
      return fs.openSync(this.#journalFile, "wx", mode);
    } catch (error) {
      // Ours went when we began: somebody got in since then.
      if (error instanceof Error && "code" in error && error.code === "EEXIST")
        throw storeLocked(path.dirname(this.#file));
      throw error;
    }
  }

  /** From the end on, so that what has its place needs no other any more. */
  async #moveTail(from: number, context: JobContext): Promise<void> {
    const first = this.before.length;
    const { size } = fs.fstatSync(from);
    const piece = Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES, Math.max(0, size - first)));
    for (let end = size; end > first; ) {
      throwIfCancelled(context.signal);
      const begin = Math.max(first, end - PIECE_BYTES);
      const bytes = piece.subarray(0, end - begin);
      readAll(from, bytes, begin);
      writeAll(this.#fd, bytes, begin);
      fs.ftruncateSync(from, begin);
      end = begin;
      const [done, total] = [size - end, size - first];
      context.progress({ phase: "writing the database", done, total, unit: "bytes" });
      await setImmediate();
    }
  }

  /** Whoever found no lock of ours has rolled back with our journal; then nothing may be written any more. */
  #requireUndisturbed(): void {
    if (this.#isOurJournal() && this.#isAsBefore()) return;
    throw storeLocked(path.dirname(this.#file));
  }

  #isAsBefore(): boolean {
    return firstBytes(this.#fd, this.before.length).equals(this.before);
  }

  #isOurJournal(): boolean {
    return this.#journal !== null && fs.fstatSync(this.#journal).nlink > 0;
  }

  /** Where this fails, the journal stays, and the next to open the database rolls it back. */
  #takeBack(): void {
    if (!this.#isOurJournal()) return;
    try {
      writeAll(this.#fd, this.before, 0);
      fs.ftruncateSync(this.#fd, this.before.length);
      fs.fsyncSync(this.#fd);
      fs.rmSync(this.#journalFile);
    } catch {
      return; // as said above; the caller has an error already
    }
  }
}

/** How the names of copies of this database begin: others may share the folder, where several databases have one container. */
function namesOfCopies(fd: number): string {
  const { dev, ino } = fs.fstatSync(fd, { bigint: true });
  return `stemma-database-${dev}-${ino}-`;
}

/** Whoever made a copy of the database that we hold the lock of has ended without removing it: killed, as a rule. */
function removeLeft(folder: string, names: string): void {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true }))
    if (entry.isFile() && entry.name.startsWith(names))
      fs.rmSync(path.join(folder, entry.name), { force: true });
}

function journalOf(file: string): string {
  return `${file}-journal`;
}

/** All of a database whose file has the length that its header names. */
function wholeDatabase(fd: number): { bytes: Buffer; pageBytes: number } | null {
  const bytes = Buffer.alloc(fs.fstatSync(fd).size);
  readAll(fd, bytes, 0);
  const found = isSqliteHeader(bytes) ? pagesOf(bytes) : null;
  return found && found.pages * found.pageBytes === bytes.length
    ? { bytes, pageBytes: found.pageBytes }
    : null;
}

function firstBytes(fd: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  readAll(fd, bytes, 0);
  return bytes;
}

function readAll(fd: number, into: Buffer, position: number): void {
  for (let done = 0; done < into.length; ) {
    const read = fs.readSync(fd, into, done, into.length - done, position + done);
    if (read === 0) throw new Error(`the file ended at ${position + done}`);
    done += read;
  }
}
