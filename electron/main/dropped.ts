import { randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { Dropped } from "../../shared/ipc/host-contract.ts";
import { escapeLine } from "../../shared/text/escape.ts";
import { isProfileFolder } from "./aiida-profiles.ts";

/** Files found in one folder; a window does not take more at once either. */
const MOST_FOUND = 1_000;
/** Names looked at in one folder and those below it: somebody may drop a whole drive. */
const MOST_LOOKED = 50_000;
const MOST_DEPTH = 6;
const MOST_NAMED = 8;
/** Drops that may still be answered. */
const MOST_WAITING = 20;

/** Files and folders for which the person has not said yet what is to become of them, by token. */
const waiting = new Map<string, readonly string[]>();

/**
 * Look at what was dropped, and keep it until it is said what is to become of it. A folder that is itself an archive or a
 * profile stays what it is; of any other the archives in it are taken (`archivesIn`).
 */
export async function keepDropped(dropped: readonly string[]): Promise<Dropped> {
  const files: string[] = [];
  const folders: Dropped["folders"] = [];
  for (const file of dropped) {
    if (!(await isPlainFolder(file))) {
      files.push(file);
      continue;
    }
    const { found, isAll } = await archivesIn(file);
    files.push(...found);
    folders.push({ name: escapeLine(path.basename(file)), archives: found.length, isAll });
  }
  const token = randomUUID();
  waiting.set(token, files);
  for (const old of waiting.keys()) if (waiting.size > MOST_WAITING) waiting.delete(old);
  return {
    token,
    count: files.length,
    names: files.slice(0, MOST_NAMED).map((file) => escapeLine(path.basename(file))),
    folders,
  };
}

/** What was dropped under this token, once; nothing for one that was answered already. */
export function takeDropped(token: string): readonly string[] {
  const files = waiting.get(token) ?? [];
  waiting.delete(token);
  return files;
}

/** Files behind these, folders of archives opened up: what a person chose in a dialog for folders. */
export async function expandFolders(chosen: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const file of chosen)
    files.push(...((await isPlainFolder(file)) ? (await archivesIn(file)).found : [file]));
  return files;
}

/** As people count: run-2 before run-10. */
const { compare: byName } = new Intl.Collator("en", { numeric: true });

/** True for a folder that is neither an unpacked archive nor a profile. */
async function isPlainFolder(file: string): Promise<boolean> {
  try {
    if (!(await fs.promises.stat(file)).isDirectory()) return false;
  } catch {
    return false; // not there any more: opening it says so
  }
  return !isSource(file);
}

function isSource(folder: string): boolean {
  return isProfileFolder(folder) || fs.existsSync(path.join(folder, "metadata.json"));
}

/**
 * The archives in a folder and those below it, sorted: files whose names end in `.aiida`, unpacked archives, profiles.
 * Hidden folders and symbolic links are passed by. Bounded; `isAll` says whether everything was looked at.
 */
async function archivesIn(folder: string): Promise<{ found: string[]; isAll: boolean }> {
  const found: string[] = [];
  let looked = 0;
  let isAll = true;
  const look = async (at: string, depth: number): Promise<void> => {
    let entries: fs.Dirent[];
    try {
      entries = await fs.promises.readdir(at, { withFileTypes: true });
    } catch {
      isAll = false; // no permission
      return;
    }
    for (const entry of entries) {
      if (++looked > MOST_LOOKED || found.length >= MOST_FOUND) {
        isAll = false;
        return;
      }
      const file = path.join(at, entry.name);
      if (entry.isFile() && /\.aiida$/i.test(entry.name)) found.push(file);
      else if (entry.isDirectory() && !entry.name.startsWith(".")) {
        if (isSource(file)) found.push(file);
        else if (depth < MOST_DEPTH) await look(file, depth + 1);
        else isAll = false;
      }
    }
  };
  await look(folder, 1);
  return { found: found.sort(byName), isAll };
}
