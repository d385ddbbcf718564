import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../../shared/ipc/errors.ts";
import { escapeLine } from "../../shared/text/escape.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { openFile } from "../archive/open-file.ts";
import type { JobContext, Source } from "../archive/source.ts";
import { checkSchema } from "../db/check-schema.ts";
import {
  BOUNDED_CACHE_BYTES,
  boundMemory,
  openForWriting,
  stopCheckingReferences,
  WRITING_CACHE_BYTES,
} from "../db/connect.ts";
import { goBackToJournal, hasLog, mayKeepLog, removeEmptyLog, switchToLog } from "../db/journal-mode.ts";
import { runLong } from "../db/run-long.ts";
import { STORE_VERSION } from "../db/queries/new-store.ts";
import { storeIdentity } from "../db/queries/store-identity.ts";
import { toSourceError } from "../archive/source-error.ts";
import { type ContainerConfig, readContainerConfig } from "../store/container-config.ts";
import { readAsBefore } from "../store/before-change.ts";
import { refuseForeignJournal } from "../store/snapshot-files.ts";
import {
  CONTAINER,
  readableVersion,
  requireParts,
  requireSameContainer,
  SANDBOX,
  STORE_DATABASE,
} from "../store/store-checks.ts";
import { storeCorrupt, storeIncompatible } from "../store/store-error.ts";
import { look } from "../store/store-files.ts";
import { type Access, requestAccess } from "./aiida-access.ts";
import { DatabaseAside } from "./database-aside.ts";
import { otherReaders } from "./lock-holders.ts";
import { isEmptyStore, isFilledAside, isSmallStore } from "./small-store.ts";
import { isBusy, naming, storeFailure, storeRead } from "./store-failure.ts";

type Database = Source["db"];

/** How long another writer is waited for: AiiDA's own transactions take milliseconds, an import of its takes minutes. */
const WAIT_MS = 5_000; // as long as AiiDA waits for us
/** How long readers are waited for when everything is written: nobody wants to import again because somebody was reading. */
const COMMIT_WAIT_MS = 60_000;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 250;
/** How much of that is waited without asking for the lock: whoever asks keeps new readers out, and AiiDA's have five seconds. */
const POLITE_WAIT_MS = COMMIT_WAIT_MS - 4_000;
/** How long readers are waited for at the end so that a log of ours goes again: AiiDA's queries take milliseconds. */
const JOURNAL_WAIT_MS = 1_000;
/** From here on a transaction goes through a log: it would keep readers out while it is committed, half a second on a slow disk. */
const LOGGED_BYTES = 64 * 1024 * 1024;

/** A store that is being changed: one transaction, begun. */
export interface OpenLibrary {
  readonly folder: string;
  readonly container: string;
  /** Leading characters of a key that name its sub-folder among the loose objects. */
  readonly loosePrefixLength: number;
  /** Bytes at which a pack is full. */
  readonly packBytes: number;
  readonly db: Database;
  /**
   * Keep everything. Waits for programs that read at this moment.
   * @throws AppError `disk/full`, `store/locked`, `cancelled`: then nothing is changed.
   */
  commit(): Promise<void>;
  /** Undo what was not committed, and let others write. May be called twice. */
  close(): void;
}

/** What is known of a change before it begins. */
export interface ChangeOptions {
  /** Bytes of rows that may come, roughly; 0 for a small change. */
  incomingBytes?: number;
  /**
   * False where the change itself looks up everything that its rows refer to, and deletes nothing: SQLite's own check of each
   * reference takes as long as writing the row. Default true.
   */
  checksReferences?: boolean;
}

/**
 * Open a store for one change of it. It is checked as every source is before anything is written, in its place, and from then
 * on nobody else can write to its database until it is closed; readers go on (`docs/adr/0014-one-writer-readers-go-on.md`).
 * Another writer is waited for, five seconds. What a killed writer left is rolled back or brought in here.
 * @throws AppError `store/not-found`, `store/corrupt`; `store/locked` while AiiDA or another Stemma writes (details: who, as
 *   far as the system tells); `store/incompatible` for a profile that AiiDA has to migrate first; `disk/denied`, `cancelled`.
 */
export async function openLibrary(
  folder: string,
  context: JobContext,
  { incomingBytes = 0, checksReferences = true }: ChangeOptions = {},
): Promise<OpenLibrary> {
  const target = path.resolve(folder);
  requireParts(target);
  const file = path.join(target, STORE_DATABASE);
  const container = path.join(target, CONTAINER);
  const access = requestAccess(target);
  let change: Change | null = null;
  try {
    requireOwn(file);
    const config = containerConfig(container);
    const begin = () => {
      const isAside = isFilledAside(file, incomingBytes);
      const how = {
        wantsLog: wantsLog(file, incomingBytes),
        isLarge: incomingBytes > (isAside ? BOUNDED_CACHE_BYTES : WRITING_CACHE_BYTES),
        checksReferences,
      };
      return (isAside ? begunAside(file, container, how) : null) ?? begunInPlace(file, how);
    };
    change = await patiently(begin, WAIT_MS, target, context);
    requireWritable(change.db, target, config);
    return opened(change, { folder: target, container, config, access, context });
  } catch (error) {
    change?.end();
    access.release();
    throw toSourceError(error, { kind: "store" });
  }
}

/** A transaction that is begun: where its rows go, how it is kept, and what is done when it is over, kept or not. */
interface Change {
  readonly db: Database;
  /** All of a small database before it; null for a large one, and where readers go by a log. */
  readonly before: Buffer | null;
  keep(patiently: (work: () => void) => Promise<void>, context: JobContext): Promise<void>;
  end(): void;
}

function opened(
  change: Change,
  of: { folder: string; container: string; config: ContainerConfig; access: Access; context: JobContext },
): OpenLibrary {
  const isLogged = hasLog(change.db); // nobody who reads is in the way of a log
  const waiting = (work: () => void) =>
    isLogged ? patiently(work, COMMIT_WAIT_MS, of.folder, of.context) : politely(work, of.folder, of.context);
  const file = path.join(of.folder, STORE_DATABASE);
  const endReading = change.before === null ? () => undefined : readAsBefore(file, change.before);
  let isOpen = true;
  return {
    folder: of.folder,
    container: of.container,
    loosePrefixLength: of.config.loosePrefixLength,
    packBytes: of.config.packBytes,
    db: change.db,
    async commit() {
      try {
        await change.keep(waiting, of.context);
        endReading(); // of the former state: from here on this one is answered from
      } catch (error) {
        throw storeFailure(error, of.folder);
      }
    },
    close: () => {
      if (!isOpen) return;
      isOpen = false;
      endReading();
      change.end();
      of.access.release();
    },
  };
}

/** How a transaction is to be set up. */
interface Setting {
  wantsLog: boolean;
  isLarge: boolean;
  checksReferences: boolean;
}

function begunAside(file: string, container: string, how: Setting): Change | null {
  const aside = DatabaseAside.begin(file, path.join(container, SANDBOX));
  if (aside === null) return null;
  try {
    setUp(aside.db, how);
    aside.db.exec("BEGIN");
    return {
      db: aside.db,
      before: aside.before,
      keep: async (waiting, context) => {
        await aside.bringIn(waiting, context);
        aside.discard(); // whoever reads it from now on may do so at once
      },
      end: () => aside.discard(),
    };
  } catch (error) {
    aside.discard();
    throw error;
  }
}

function begunInPlace(file: string, how: Setting): Change {
  const db = openForWriting(file, 0);
  try {
    if (how.wantsLog) switchToLog(db);
    setUp(db, how);
    db.exec("BEGIN IMMEDIATE");
    return {
      db,
      before: isSmallStore(file) && !hasLog(db) ? db.serialize() : null,
      keep: async (waiting) => {
        if (hasLog(db))
          runLong(db, "COMMIT"); // which waits for nobody
        else await waiting(() => runLong(db, "COMMIT"));
      },
      end: () => shut(db, how.wantsLog),
    };
  } catch (error) {
    db.close();
    throw error;
  }
}

function setUp(db: Database, { isLarge, checksReferences }: Setting): void {
  if (isLarge) boundMemory(db);
  if (!checksReferences) stopCheckingReferences(db);
}

/**
 * A log is worth its room where much is written, which keeps readers out while it is committed, and longer where it is too large for the
 * page cache; but not for a store with nothing in it, which would take twice its room for a while.
 */
function wantsLog(file: string, incomingBytes: number): boolean {
  return incomingBytes > LOGGED_BYTES && !isEmptyStore(file) && mayKeepLog(path.dirname(file));
}

/**
 * Whoever closes a store last leaves it as AiiDA makes it: one file, with nothing beside it. Where the disk does not let us take
 * back what was begun, its journal stays, and the next one to open the store rolls back: that is no other error than the one that
 * the caller has already.
 * @param isLogged It has a log for this change; else a window reads from it, which goes back itself.
 */
function shut(db: Database, isLogged: boolean): void {
  try {
    if (db.inTransaction) db.exec("ROLLBACK");
    if (hasLog(db)) goBackToJournal(db, isLogged ? JOURNAL_WAIT_MS : 0);
    if (!hasLog(db)) removeEmptyLog(db);
  } catch {
    return; // closed below all the same
  } finally {
    db.close();
  }
}

/**
 * Commit with a rollback journal. SQLite keeps new readers out from its first try on, until those that are there have gone: so
 * while one program reads on and on, it is not tried.
 */
async function politely(work: () => void, folder: string, context: JobContext): Promise<void> {
  const file = path.join(folder, STORE_DATABASE);
  const until = performance.now() + POLITE_WAIT_MS;
  let readsOn: Set<number> | null = null;
  const nobodyReadsOn = () => {
    const reading = otherReaders(file).map(({ pid }) => pid);
    readsOn = new Set(readsOn === null ? reading : reading.filter((pid) => readsOn!.has(pid)));
    return readsOn.size === 0 || performance.now() > until;
  };
  try {
    await patiently(work, COMMIT_WAIT_MS, folder, context, nobodyReadsOn);
  } catch (error) {
    if (error instanceof AppError && error.code === "store/locked") throw storeRead(folder, error);
    throw error;
  }
}

/** Try until nobody is in the way, letting other work and a cancel in meanwhile. */
async function patiently<T>(
  work: () => T,
  waitMs: number,
  folder: string,
  context: JobContext,
  mayTry: () => boolean = () => true,
): Promise<T> {
  const until = performance.now() + waitMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    throwIfCancelled(context.signal);
    try {
      if (mayTry()) return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw storeFailure(error, folder);
    }
    context.progress({ phase: "waiting for another program", done: 0, total: null, unit: "steps" });
    await sleep(pauseMs);
  }
}

/** A database may be no link, and what a crashed transaction left beside it may name no other one. */
function requireOwn(file: string): void {
  if (look(file)?.isFile() === false)
    throw storeCorrupt(
      STORE_DATABASE,
      "regular file",
      `${STORE_DATABASE} of the profile is not a regular file`,
    );
  const name = `${STORE_DATABASE}-journal`;
  const stat = look(`${file}-journal`);
  if (stat === null) return;
  if (!stat.isFile())
    throw storeCorrupt(name, "regular file", `${name} of the profile is not a regular file`);
  const journal = openFile(`${file}-journal`, { noFollow: true });
  try {
    refuseForeignJournal(journal, name);
  } finally {
    journal.close();
  }
}

function requireWritable(db: Database, folder: string, config: ContainerConfig): void {
  naming(folder, () => {
    const { versions, containerId } = storeIdentity(db);
    const version = readableVersion(versions, folder);
    refuseTriggers(checkSchema(db), folder);
    requireSameContainer(containerId, config.id);
    if (version === STORE_VERSION) return;
    throw storeIncompatible(
      `The profile's database has version ${version}; Stemma writes ${STORE_VERSION}. Run \`verdi storage migrate\` first.`,
      { version, path: folder },
    );
  });
}

/** Triggers do no harm to reading; here they would run with what we change. AiiDA makes none. */
function refuseTriggers(foreign: readonly string[], folder: string): void {
  const [trigger] = foreign.filter((name) => name.startsWith("trigger "));
  if (trigger === undefined) return;
  throw storeIncompatible(
    `The profile's database holds a ${escapeLine(trigger)}, which is not AiiDA's and would run with every change. It can be read, but not changed. Remove the trigger first.`,
    { path: folder, check: "trigger", what: trigger },
  );
}

function containerConfig(container: string): ContainerConfig {
  const file = openFile(path.join(container, "config.json"), { noFollow: true });
  try {
    return readContainerConfig(file);
  } finally {
    file.close();
  }
}
