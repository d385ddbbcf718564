import path from "node:path";
import { AppError } from "../../shared/ipc/errors.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { openFile } from "../archive/open-file.ts";
import type { JobContext, Source } from "../archive/source.ts";
import { openForWriting } from "../db/connect.ts";
import { toDiskError } from "../ipc/disk-error.ts";
import { readContainerConfig } from "../store/container-config.ts";
import { openStore, STORE_DATABASE } from "../store/open-store.ts";
import { storeIncompatible } from "../store/store-error.ts";
import { STORE_VERSION } from "../db/queries/new-store.ts";

type Database = Source["db"];

/** How long another writer is waited for: AiiDA's own transactions take milliseconds, an import of its takes minutes. */
const WAIT_MS = 3_000;

/** A store that is being changed: one transaction, begun. */
export interface OpenLibrary {
  readonly folder: string;
  readonly container: string;
  /** Leading characters of a key that name its sub-folder among the loose objects. */
  readonly loosePrefixLength: number;
  readonly db: Database;
  /** Keep everything. `disk/full`, `store/locked`: then nothing is changed. */
  commit(): void;
  /** Undo what was not committed, and let others write. May be called twice. */
  close(): void;
}

/**
 * Open a store for one change of it. It is checked as every source is before anything is written, and from then on nobody
 * else can write to its database until it is closed; readers go on.
 * @throws AppError as `openStore`; `store/locked` while AiiDA or another Stemma writes; `store/incompatible` for a profile
 *   that AiiDA has to migrate first; `disk/denied`.
 */
export async function openLibrary(folder: string, context: JobContext): Promise<OpenLibrary> {
  const target = path.resolve(folder);
  const before = await openStore(target, context);
  const { version } = before;
  before.close();
  if (version !== STORE_VERSION) {
    throw storeIncompatible(
      `The profile's database has version ${version}; Stemma writes ${STORE_VERSION}. Run \`verdi storage migrate\` first.`,
      { version, path: target },
    );
  }
  throwIfCancelled(context.signal);
  const container = path.join(target, "container");
  const loosePrefixLength = prefixLength(path.join(container, "config.json"));
  const db = opened(path.join(target, STORE_DATABASE), target);
  let isOpen = true;
  return {
    folder: target,
    container,
    loosePrefixLength,
    db,
    commit: () => naming(target, () => void db.exec("COMMIT")),
    close: () => {
      if (!isOpen) return;
      isOpen = false;
      if (db.inTransaction) db.exec("ROLLBACK");
      db.close();
    },
  };
}

function prefixLength(configFile: string): number {
  const file = openFile(configFile, { noFollow: true });
  try {
    return readContainerConfig(file).loosePrefixLength;
  } finally {
    file.close();
  }
}

function opened(file: string, folder: string): Database {
  const db = naming(folder, () => openForWriting(file, WAIT_MS));
  try {
    naming(folder, () => void db.exec("BEGIN IMMEDIATE"));
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Run something that SQLite does to the store, its failures named. */
export function naming<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storeFailure(error, folder);
  }
}

function storeFailure(error: unknown, folder: string): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const cause = { cause: error };
  if (/^SQLITE_(?:BUSY|LOCKED)/.test(code)) {
    const message = `Another program is writing to the store ${folder}. Let AiiDA or the other Stemma finish, then try again.`;
    return new AppError("store/locked", message, { path: folder }, cause);
  }
  if (code === "SQLITE_FULL") {
    return new AppError(
      "disk/full",
      `There is no room left to write to the store ${folder}.`,
      { path: folder },
      cause,
    );
  }
  if (/^SQLITE_(?:READONLY|CANTOPEN|PERM)/.test(code)) {
    return new AppError(
      "disk/denied",
      `You have no permission to write to the store ${folder}.`,
      { path: folder },
      cause,
    );
  }
  return toDiskError(error, folder);
}
