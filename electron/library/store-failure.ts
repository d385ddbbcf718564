import fs from "node:fs";
import path from "node:path";
import { AppError } from "../../shared/ipc/errors.ts";
import { escapeLine } from "../../shared/text/escape.ts";
import { toSourceError } from "../archive/source-error.ts";
import { toArchiveError } from "../db/to-archive-error.ts";
import { toDiskError } from "../ipc/disk-error.ts";
import { STORE_DATABASE, storeGone } from "../store/store-checks.ts";
import { storeCorrupt } from "../store/store-error.ts";
import { lockHolders, otherReaders } from "./lock-holders.ts";

/** Below this a disk that refuses to be written counts as full. */
const NO_ROOM_BYTES = 1024 * 1024;

/** Run something that is done to a store, its failures named. */
export function naming<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storeFailure(error, folder);
  }
}

/** True for what SQLite says while another program has the database. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(?:BUSY|LOCKED)/.test(codeOf(error));
}

/**
 * What SQLite or the file system says of a store that is being written, as an `AppError`: `store/locked` (details: who writes, as
 * far as the system tells), `store/not-found` for one that is gone, `store/corrupt`, `disk/full`, `disk/denied`. Everything
 * else comes back as it was.
 */
export function storeFailure(error: unknown, folder: string): unknown {
  if (error instanceof AppError) return error;
  const code = codeOf(error);
  const cause = { cause: error };
  if (isBusy(error)) return storeLocked(folder, error);
  if (isGone(folder) && code !== "") return storeGone(folder, error);
  const lost = lostPart(error, folder);
  if (lost !== null)
    return storeCorrupt(
      lost,
      "missing",
      `${lost} of the profile is not there any more`,
      { path: folder },
      error,
    );
  if (code === "SQLITE_FULL" || (code.startsWith("SQLITE_IOERR") && isFull(folder))) {
    const message = `There is no room left to write to the store ${folder}. Free some space and try again.`;
    return new AppError("disk/full", message, { path: folder }, cause);
  }
  if (code === "SQLITE_IOERR_WRITE") {
    // SQLite does not say why: a quota, a limit for the size of a file, or a disk that fails.
    const message = `The disk of the store ${folder} takes no more: a quota or a limit for the size of files is reached, or the disk fails. Nothing was changed in the store.`;
    return new AppError("disk/full", message, { path: folder }, cause);
  }
  if (/^SQLITE_(?:READONLY|CANTOPEN|PERM)/.test(code)) {
    const message = `You have no permission to write to the store ${folder}.`;
    return new AppError("disk/denied", message, { path: folder }, cause);
  }
  if (code.startsWith("SQLITE_IOERR")) {
    const message = `The disk of the store ${folder} fails: what was written did not arrive, or cannot be read. Nothing was changed in the store. Check the disk or the connection to it.`;
    return new AppError("store/corrupt", message, { path: folder, check: "disk", sqlite: code }, cause);
  }
  if (code === "SQLITE_CONSTRAINT_FOREIGNKEY")
    return storeCorrupt(
      STORE_DATABASE,
      "foreign keys",
      "Rows of the profile's database refer to others that are not there, or would not be",
      { path: folder },
      error,
    );
  const damage = toSourceError(toArchiveError(error), { kind: "store" });
  return damage === error ? toDiskError(error, folder) : damage;
}

/** `store/locked`: another program writes, or keeps all others out. */
export function storeLocked(folder: string, cause?: unknown): AppError {
  const holders = lockHolders(path.join(folder, STORE_DATABASE));
  const who = holders.length > 0 ? holders.map(({ name }) => name).join(" and ") : "Another program";
  const verb = holders.length > 1 ? "are" : "is";
  return new AppError(
    "store/locked",
    `${who} ${verb} writing to the store ${folder}. Let it finish, then try again.`,
    { path: folder, holders: holders.map(({ pid, name }) => ({ pid, name })) },
    cause === undefined ? undefined : { cause },
  );
}

/** `store/locked`: what is written cannot be kept, as somebody has been reading all the while. */
export function storeRead(folder: string, cause: unknown): AppError {
  const readers = otherReaders(path.join(folder, STORE_DATABASE)).slice(0, 3);
  if (readers.length === 0) return storeLocked(folder, cause);
  const who = readers.map(({ name }) => name).join(" and ");
  return new AppError(
    "store/locked",
    `${who} ${readers.length > 1 ? "have" : "has"} been reading the store ${folder} for too long, so nothing was changed in it. Let it finish, then try again.`,
    { path: folder, holders: readers.map(({ pid, name }) => ({ pid, name })) },
    { cause },
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** What of a store that is there is missing itself, by its place in it; null for every other error. */
function lostPart(error: unknown, folder: string): string | null {
  const missing = error instanceof Error && "path" in error ? String(error.path) : "";
  const place = path.relative(folder, missing);
  const isInside = place !== "" && !place.startsWith("..") && !path.isAbsolute(place);
  return codeOf(error) === "ENOENT" && missing !== "" && isInside ? escapeLine(place) : null;
}

function isGone(folder: string): boolean {
  return !fs.existsSync(path.join(folder, STORE_DATABASE));
}

function isFull(folder: string): boolean {
  try {
    const { bavail, bsize, blocks } = fs.statfsSync(folder);
    return blocks > 0 && bavail * bsize < NO_ROOM_BYTES;
  } catch {
    return false; // gone with its disk: that is said above
  }
}
