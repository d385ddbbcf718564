import fs from "node:fs";
import path from "node:path";
import { AppError } from "../../shared/ipc/errors.ts";
import { toDiskError } from "../ipc/disk-error.ts";
import { workFolderPrefix } from "../ipc/work-folder.ts";

/** A target being written: a working folder beside it, which vanishes whatever happens. */
export interface TargetFile {
  /** Absolute path of the finished file. */
  readonly path: string;
  /** An existing folder of our own on the same disk as the target. */
  readonly workFolder: string;
  /** Put a finished, flushed file of the work folder in the target's place, in one step. */
  publish(file: string): void;
  /** Remove the work folder, and the folders made for it unless the target was published. */
  cleanUp(): void;
}

/**
 * Check that a file may be written.
 * @throws AppError `export/exists` for an existing file without `mayReplace`, for a folder, for the source itself, and for
 *   a place inside a source that is a folder.
 */
export function checkTarget(target: string, mayReplace: boolean, sourcePath: string): void {
  if (isInside(target, sourcePath)) {
    throw new AppError(
      "export/exists",
      `${target} lies in the folder that is being read, which is never written to. Choose another place.`,
      { path: target },
    );
  }
  const found = ask(target, () => fs.statSync(target, { throwIfNoEntry: false }));
  if (!found) return;
  if (!found.isFile()) {
    const what = found.isDirectory() ? "a folder" : "not a plain file";
    throw new AppError("export/exists", `${target} is ${what}. Choose another name.`, { path: target });
  }
  const source = ask(sourcePath, () => fs.statSync(sourcePath, { throwIfNoEntry: false }));
  if (source && source.ino === found.ino && source.dev === found.dev) {
    throw new AppError("export/exists", `${target} is the archive that is being read. Choose another name.`, {
      path: target,
    });
  }
  if (!mayReplace) {
    throw new AppError(
      "export/exists",
      `${target} already exists. Choose another name, or let it be replaced (--force on the command line).`,
      {
        path: target,
      },
    );
  }
}

/**
 * Make a place to write a file that is to stand at `target`: missing folders above it, and a work folder beside it.
 * @throws AppError `disk/full`, `disk/denied`; nothing is left behind then.
 */
export function createTarget(target: string, mayReplace: boolean): TargetFile {
  const absolute = path.resolve(target);
  const folder = path.dirname(absolute);
  const made: string[] = []; // deepest first
  for (let above = folder; !fs.existsSync(above) && !made.includes(above); above = path.dirname(above)) {
    made.push(above); // the root of a drive that is not there is its own parent: met twice, it ends the loop
  }
  const removeMade = () => made.forEach((madeFolder) => removeIfEmpty(madeFolder));
  let isPublished = false;
  try {
    fs.mkdirSync(folder, { recursive: true });
    const workFolder = fs.mkdtempSync(path.join(folder, workFolderPrefix(process.pid)));
    return {
      path: absolute,
      workFolder,
      publish(file) {
        ask(absolute, () => moveInto(file, absolute, mayReplace));
        isPublished = true;
        flushFolder(folder);
      },
      cleanUp() {
        fs.rmSync(workFolder, { recursive: true, force: true });
        if (!isPublished) removeMade();
      },
    };
  } catch (error) {
    removeMade();
    throw named(error, absolute);
  }
}

/** Whether a file would lie in a folder, by whatever names: the deepest folder above it that is there says so. */
function isInside(target: string, folder: string): boolean {
  const source = ask(folder, () => fs.statSync(folder, { throwIfNoEntry: false }));
  if (!source?.isDirectory()) return false;
  const root = ask(folder, () => fs.realpathSync(folder));
  for (let above = path.dirname(path.resolve(target)); ; above = path.dirname(above)) {
    if (!fs.existsSync(above)) {
      if (above === path.dirname(above)) return false; // a drive that is not there
      continue;
    }
    const real = ask(target, () => fs.realpathSync(above));
    return real === root || real.startsWith(root + path.sep);
  }
}

/** Run a file operation on the target and name its failures. */
function ask<T>(target: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw named(error, target);
  }
}

/** A failed write as an error with a name: full, denied; a path that cannot be made is denied as well. */
export function named(error: unknown, target: string): unknown {
  const known = toDiskError(error, target);
  if (known instanceof AppError && known.code === "archive/not-found") {
    return new AppError(
      "disk/denied",
      `${target} cannot be created: part of its path is missing or is not a folder, or its name is too long.`,
      { path: target },
      { cause: error },
    );
  }
  return known;
}

/** Without leave to replace, a file that appeared meanwhile must win: a hard link fails where rename would not. */
function moveInto(file: string, target: string, mayReplace: boolean): void {
  if (!mayReplace) {
    try {
      fs.linkSync(file, target);
      return;
    } catch (error) {
      const exists = (error as NodeJS.ErrnoException).code === "EEXIST";
      if (exists || fs.existsSync(target)) {
        throw new AppError(
          "export/exists",
          `${target} appeared while the export was written. Choose another name.`,
          {
            path: target,
          },
        );
      }
      // A disk without hard links: rename below.
    }
  }
  fs.renameSync(file, target);
}

/** Make the new name itself safe against a power cut. Windows cannot open folders and needs no such thing. */
function flushFolder(folder: string): void {
  if (process.platform === "win32") return;
  const handle = fs.openSync(folder, "r");
  try {
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

function removeIfEmpty(folder: string): void {
  try {
    fs.rmdirSync(folder);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    // Not made after all, or somebody put something there meanwhile: then it stays.
    if (!["ENOENT", "ENOTEMPTY", "EEXIST", "ENOTDIR"].includes(code)) throw error;
  }
}
