import fs from "node:fs";
import path from "node:path";
import { AppError } from "../../shared/ipc/errors.ts";
import { openFile, type OpenFile } from "../archive/open-file.ts";
import { toDiskError } from "../ipc/disk-error.ts";
import { storeCorrupt } from "./store-error.ts";

/** A file or folder as it is, links not followed; null where nothing is. `disk/denied`. */
export function look(file: string): fs.Stats | null {
  try {
    return fs.lstatSync(file, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    if (isNoPath(error)) return null;
    throw toDiskError(error, file);
  }
}

/**
 * Open a regular file of a profile folder, null where nothing is. Links, pipes and devices are `store/corrupt`: they
 * could lead out of the folder.
 * @param name Of the file for people, with its folder inside the profile.
 */
export function openStoreFile(file: string, name: string): OpenFile | null {
  const stat = look(file);
  if (stat === null) return null;
  if (!stat.isFile())
    throw storeCorrupt(name, "regular file", `${name} of the profile is not a regular file`);
  try {
    return openFile(file, { noFollow: true });
  } catch (error) {
    if (error instanceof AppError && error.code === "archive/not-found") return null; // gone since we looked
    throw error;
  }
}

/** Names in a folder, in no order, one after the other; none where there is no such folder. `disk/denied`. */
export function* namesIn(folder: string): Generator<fs.Dirent> {
  let open: fs.Dir;
  try {
    open = fs.opendirSync(folder, { bufferSize: 1024 });
  } catch (error) {
    if (isNoPath(error)) return;
    throw toDiskError(error, folder);
  }
  try {
    for (let entry = open.readSync(); entry !== null; entry = open.readSync()) yield entry;
  } finally {
    open.closeSync();
  }
}

/** The name of a member with its folder, as people see it. */
export function memberName(...parts: readonly string[]): string {
  return path.posix.join(...parts);
}

function isNoPath(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return code === "ENOENT" || code === "ENOTDIR";
}
