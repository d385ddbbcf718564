import fs from "node:fs";
import path from "node:path";
import { AppError } from "../../shared/ipc/errors.ts";
import { printableName } from "../archive/member-names.ts";
import { storeCorrupt, storeIncompatible } from "./store-error.ts";
import { look } from "./store-files.ts";

/** The database of a profile, in its folder. */
export const STORE_DATABASE = "database.sqlite";
/** The folder of its files. */
export const CONTAINER = "container";
/** In it: what has no place yet. What a killed program leaves there is swept by maintenance. */
export const SANDBOX = "sandbox";

/**
 * Revisions of the database that are read (`aiida/storage/sqlite_dos/migrations/versions`). `main_0002` has the tables
 * of `main_0001`: it only took the hashes of calculation jobs out of their extras.
 */
const READABLE: readonly string[] = ["main_0001", "main_0002"];

/** @throws AppError `store/not-found` where database or container is not there, saying which and what to do. */
export function requireParts(folder: string): void {
  const database = look(path.join(folder, STORE_DATABASE));
  if (!isContainer(path.join(folder, CONTAINER))) throw notFound(folder, CONTAINER);
  if (database === null) throw notFound(folder, STORE_DATABASE);
}

/** `store/not-found`, for a profile folder that is not there itself, while it was used or before. */
export function storeGone(folder: string, cause?: unknown): AppError {
  return new AppError(
    "store/not-found",
    `The store ${folder} is not there any more: it was moved or deleted, or its drive was taken away. Nothing was changed in it.`,
    { path: folder },
    cause === undefined ? undefined : { cause },
  );
}

/** `store/not-found`, for the part of a profile folder that is not there, or for all of it. */
export function notFound(folder: string, missing: string): AppError {
  if (look(folder) === null) return storeGone(folder);
  const advice =
    missing === STORE_DATABASE
      ? "A profile with PostgreSQL keeps its database elsewhere: export an archive from it with `verdi archive create`."
      : "Choose the folder that holds both database.sqlite and container.";
  return new AppError(
    "store/not-found",
    `${folder} is no whole AiiDA profile folder: it has no ${missing}. ${advice}`,
    {
      path: folder,
      missing,
    },
  );
}

/** The one version that a database names. `store/incompatible` for none, several, or one that is not read. */
export function readableVersion(versions: readonly string[], folder: string): string {
  const [version] = versions;
  if (versions.length === 1 && version !== undefined && READABLE.includes(version)) return version;
  const shown = versions.map(printableName).join(", ");
  throw storeIncompatible(
    shown === ""
      ? "The profile's database names no version, so it was not set up by AiiDA 2. Export an archive with the AiiDA that made it."
      : `The profile's database has version ${shown}; Stemma reads ${READABLE.join(" and ")}. If AiiDA is newer than Stemma, look for a newer Stemma or export an archive; else run \`verdi storage migrate\`.`,
    { versions, readable: READABLE, path: folder },
  );
}

/** @throws AppError `store/corrupt` when the container is not the one that the database names. */
export function requireSameContainer(named: string | null, found: string): void {
  if (named === found) return;
  const sentence =
    named === null
      ? "The profile's database does not name its container"
      : "The profile's database belongs to another container";
  throw storeCorrupt(STORE_DATABASE, "repository uuid", sentence, { named, found });
}

/** A folder, itself or by a link: containers are moved to larger disks. `disk/denied`. */
export function isContainer(file: string): boolean {
  const stat = look(file);
  if (stat?.isSymbolicLink() !== true) return stat?.isDirectory() === true;
  try {
    return fs.statSync(file).isDirectory();
  } catch {
    return false; // it leads nowhere, or where we may not look
  }
}
