import fs from "node:fs";
import path from "node:path";
import { AppError } from "../../shared/ipc/errors.ts";
import { checkTarget } from "../archive/target-file.ts";
import { toDiskError } from "../ipc/disk-error.ts";
import type { MigrationRequest } from "./migration.ts";

/** Where a new archive goes. */
export interface Place {
  path: string;
  mayReplace: boolean;
  /** Permissions that the new file gets; null for those of any new file. */
  mode: number | null;
}

/**
 * Settle where a migrated archive goes. In place means the file itself, not a link that leads to it, and the new one gets
 * its permissions.
 * @throws AppError `export/exists`: there is something and it may not be replaced, or it is the archive itself and nobody
 *   said "in place"; `usage`: a folder cannot be migrated in place.
 */
export function placeFor(request: MigrationRequest, sourcePath: string): Place {
  if (!request.inPlace) return elsewhere(request, sourcePath);
  const file = onDisk(sourcePath, () => fs.realpathSync(sourcePath));
  const stat = onDisk(file, () => fs.statSync(file));
  if (stat.isFile()) return { path: file, mayReplace: true, mode: stat.mode & 0o777 };
  throw new AppError("usage", `${file} is a folder, which is never replaced. Name a new file instead.`, {
    path: file,
  });
}

function elsewhere({ target, mayReplace }: MigrationRequest, sourcePath: string): Place {
  const absolute = path.resolve(target);
  if (isSameFile(absolute, sourcePath)) {
    throw new AppError(
      "export/exists",
      `${absolute} is the archive that is being read. Choose another name, or say that it is to be replaced (--in-place on the command line).`,
      { path: absolute },
    );
  }
  checkTarget(absolute, mayReplace, sourcePath);
  return { path: absolute, mayReplace, mode: null };
}

/** True if both paths lead to one file or folder on disk. */
export function isSameFile(one: string, other: string): boolean {
  const stat = (file: string) => onDisk(file, () => fs.statSync(file, { throwIfNoEntry: false }));
  const [first, second] = [stat(one), stat(other)];
  return first !== undefined && second !== undefined && first.ino === second.ino && first.dev === second.dev;
}

function onDisk<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toDiskError(error, file);
  }
}

/** Give the new file the mode that the one it replaces has. */
export function setMode(file: string, { mode }: Place): void {
  if (mode !== null) fs.chmodSync(file, mode);
}
