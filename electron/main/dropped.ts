import { randomUUID } from "node:crypto";
import path from "node:path";
import type { Dropped } from "../../shared/ipc/host-contract.ts";
import { escapeLine } from "../../shared/text/escape.ts";
import { archivesIn, isPlainFolder } from "../ipc/archives-in-folder.ts";

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
