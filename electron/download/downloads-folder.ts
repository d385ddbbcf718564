import { createHash, randomBytes, randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { isWriterAlive } from "../archive/cache-files.ts";
import { cacheFolder, ensurePrivateFolder } from "../archive/cache-folder.ts";

/**
 * Where downloads lie while they are needed: each in a folder of its own, in `downloads` of the cache folder, named
 * `<digest of the address>.<pid>-<random>.tmp` as long as its process works with it. One that broke off becomes
 * `<digest>.part`, and a later try goes on with it. One that waits to be imported is `<token>.<pid>-<random>.got`.
 */
export interface DownloadPlace {
  /** The folder; what is in it belongs to this download. */
  readonly folder: string;
  /** What has come so far. */
  readonly partFile: string;
  /** What is known of it: see `PartNotes`. */
  readonly notesFile: string;
  /** Keep what has come for a later try. */
  keepPart(): void;
  /** Remove everything. */
  remove(): void;
}

const PART = ".part"; // no name of a download begins with a dot
const NOTES = ".notes.json";
const PART_SUFFIX = ".part";
const WORK_SUFFIX = ".tmp";
const READY_SUFFIX = ".got";
/** What broke off is gone on with within days, or not at all. */
const PART_KEPT_MS = 7 * 24 * 3600 * 1000;
const MOST_PARTS = 5;
const MOST_PART_BYTES = 16 * 1024 ** 3;

/** The folder of all downloads, made if it is not there: private, else a temporary one. */
function downloadsFolder(cacheDir: string): string {
  const folder = path.join(cacheDir, "downloads");
  return ensurePrivateFolder(folder) ? folder : fs.mkdtempSync(path.join(os.tmpdir(), "stemma-download-"));
}

/** Take the place for an address, with what an earlier try has left there. Removes what nobody will go on with. */
export function takePlace(address: string, cacheDir: string = cacheFolder()): DownloadPlace {
  const all = downloadsFolder(cacheDir);
  sweep(all);
  const digest = createHash("sha256").update(address).digest("hex");
  const folder = path.join(all, `${digest}.${process.pid}-${randomBytes(4).toString("hex")}${WORK_SUFFIX}`);
  const kept = path.join(all, `${digest}${PART_SUFFIX}`);
  if (!renamed(kept, folder)) fs.mkdirSync(folder, { mode: 0o700 });
  return {
    folder,
    partFile: path.join(folder, PART),
    notesFile: path.join(folder, NOTES),
    keepPart: () => keepPart(folder, kept),
    remove: () => removed(folder),
  };
}

/** A finished download that is kept. */
export interface ReadyFile {
  path: string;
  /** Where it came from. */
  from: string;
}

/**
 * Keep a finished download until it is removed by its token, or the process `ownerPid` has ended.
 * @param from Where it came from, as it may be shown.
 * @returns The token: a random UUID.
 */
export function keepReady({ folder }: Pick<DownloadPlace, "folder">, from: string, ownerPid: number): string {
  fs.writeFileSync(path.join(folder, NOTES), JSON.stringify({ from }), { mode: 0o600 });
  const token = randomUUID();
  const name = `${token}.${ownerPid}-${randomBytes(4).toString("hex")}${READY_SUFFIX}`;
  fs.renameSync(folder, path.join(path.dirname(folder), name));
  return token;
}

/** The file behind the token of a finished download; null when there is none (any more). */
export function readyFile(token: string, cacheDir: string = cacheFolder()): ReadyFile | null {
  const folder = readyFolder(token, cacheDir);
  const [name] = folder === null ? [] : namesIn(folder).filter((one) => one !== NOTES);
  if (folder === null || name === undefined) return null;
  const { from } = JSON.parse(fs.readFileSync(path.join(folder, NOTES), "utf8")) as { from: string }; // as `keepReady` wrote it
  return { path: path.join(folder, name), from };
}

/** Remove a finished download; nothing happens when it is gone. */
export function removeReady(token: string, cacheDir: string = cacheFolder()): void {
  const folder = readyFolder(token, cacheDir);
  if (folder !== null) removed(folder);
}

function readyFolder(token: string, cacheDir: string): string | null {
  const all = path.join(cacheDir, "downloads");
  const found = namesIn(all).find((name) => name.startsWith(`${token}.`) && name.endsWith(READY_SUFFIX));
  return /^[0-9a-f-]{36}$/.test(token) && found !== undefined ? path.join(all, found) : null;
}

/** Bytes that broken-off and waiting downloads take. */
export function downloadedBytes(cacheDir: string = cacheFolder()): number {
  const all = path.join(cacheDir, "downloads");
  return namesIn(all).reduce((sum, name) => sum + bytesOf(path.join(all, name)), 0);
}

/** Remove what broke off and what dead processes left. Returns the bytes. */
export function clearDownloads(cacheDir: string = cacheFolder()): number {
  const all = path.join(cacheDir, "downloads");
  let freed = 0;
  for (const name of namesIn(all)) {
    const folder = path.join(all, name);
    if (!name.endsWith(PART_SUFFIX) && isWriterAlive(name, changedAt(folder))) continue;
    const bytes = bytesOf(folder);
    if (removed(folder)) freed += bytes;
  }
  return freed;
}

function keepPart(folder: string, kept: string): void {
  const hasNotes = fs.existsSync(path.join(folder, NOTES)) && bytesOf(folder) > 0;
  if (!hasNotes) return void removed(folder);
  removed(kept);
  if (!renamed(folder, kept)) removed(folder);
}

/** What a killed process was fetching is kept as broken off; too much or too old of that goes. */
function sweep(all: string): void {
  for (const name of namesIn(all)) {
    const folder = path.join(all, name);
    if (name.endsWith(PART_SUFFIX) || isWriterAlive(name, changedAt(folder))) continue;
    if (name.endsWith(WORK_SUFFIX))
      keepPart(folder, path.join(all, `${name.slice(0, name.indexOf("."))}${PART_SUFFIX}`));
    else removed(folder);
  }
  const parts = namesIn(all)
    .filter((name) => name.endsWith(PART_SUFFIX))
    .map((name) => path.join(all, name))
    .map((folder) => ({ folder, at: changedAt(path.join(folder, PART)), bytes: bytesOf(folder) }))
    .sort((a, b) => b.at - a.at);
  let bytes = 0;
  parts.forEach((part, index) => {
    bytes += part.bytes;
    const isOld = Date.now() - part.at > PART_KEPT_MS;
    if (isOld || index >= MOST_PARTS || bytes > MOST_PART_BYTES) removed(part.folder);
  });
}

function changedAt(file: string): number {
  return fs.lstatSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function bytesOf(folder: string): number {
  return namesIn(folder).reduce(
    (sum, name) => sum + (fs.lstatSync(path.join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return []; // not there (any more), or not ours to read
  }
}

function renamed(from: string, to: string): boolean {
  try {
    fs.renameSync(from, to);
    return true;
  } catch {
    return false; // nothing was kept, or another process was faster
  }
}

function removed(folder: string): boolean {
  try {
    fs.rmSync(folder, { recursive: true, force: true });
    return true;
  } catch {
    return false; // in use on Windows; the next sweep takes it
  }
}
