import { randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { AppError } from "../../shared/ipc/errors.ts";
import { createDatabase } from "../db/connect.ts";
import { createPackIndex, fillNewStore } from "../db/queries/new-store.ts";
import { toDiskError } from "../ipc/disk-error.ts";
import { flushFolder } from "./flush-folder.ts";
import { isStoreFolder } from "../store/open-store.ts";
import { STORE_DATABASE } from "../store/store-checks.ts";

/** The user that owns what is made in a new store: the one that `verdi presto` gives a profile of its own. */
export const FIRST_USER = "aiida@localhost";

/** What AiiDA gives a container (`disk_objectstore`, `Container.init_container`). */
const CONTAINER_DEFAULTS = {
  container_version: 1,
  loose_prefix_len: 2,
  pack_size_target: 4 * 1024 ** 3,
  hash_type: "sha256",
};
/** Between the name of a store and six random characters: the folder in which it is being made, which takes some 0.1 s. */
export const UNFINISHED = ".new-";
const UNFINISHED_MS = 10 * 60 * 1000;
const CONTAINER_FOLDERS = ["loose", "packs", "duplicates", "sandbox"];

/**
 * Make an empty store: a folder that is an AiiDA profile of the kind `core.sqlite_dos`, with the tables, indexes and
 * container that AiiDA 2.9 makes (`docs/data-model.md`, "Profile folders"). It stands in its place whole or not at all.
 * @returns False when there is a store already; it is left as it is.
 * @throws AppError `store/incompatible` for a folder with other things in it, `disk/denied`, `disk/full`.
 */
export function createStore(folder: string): boolean {
  const target = path.resolve(folder);
  if (isStoreFolder(target)) return false;
  requireStorePlace(target);
  let work: string | null = null;
  try {
    fs.mkdirSync(path.dirname(target), { recursive: true });
    removeUnfinished(target);
    work = fs.mkdtempSync(target + UNFINISHED);
    fill(work);
    if (fs.existsSync(target)) fs.rmdirSync(target); // an empty folder: a name cannot be given over it everywhere
    fs.renameSync(work, target);
    flushFolder(path.dirname(target));
    return true;
  } catch (error) {
    if (work !== null) fs.rmSync(work, { recursive: true, force: true });
    if (isStoreFolder(target)) return false; // somebody else made it meanwhile
    throw toDiskError(error, target);
  }
}

/** What a process that was ended while it made this store has left; one that is at work now is younger. */
function removeUnfinished(target: string): void {
  const folder = path.dirname(target);
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name);
    if (!file.startsWith(target + UNFINISHED) || file.length !== target.length + UNFINISHED.length + 6)
      continue;
    const age = Date.now() - (fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > UNFINISHED_MS) fs.rmSync(file, { recursive: true, force: true });
  }
}

/** @throws AppError `store/incompatible` where there is no store and none can be made, as other things are there. */
export function requireStorePlace(folder: string): void {
  const target = path.resolve(folder);
  if (isStoreFolder(target)) return;
  const what = inTheWay(target);
  if (what === null) return;
  throw new AppError(
    "store/incompatible",
    `${target} ${what}, so no store can be made there. Choose an empty or new folder.`,
    { path: target },
  );
}

/** What keeps a store from being made at a place; null where nothing does. */
function inTheWay(target: string): string | null {
  try {
    const stat = fs.statSync(target, { throwIfNoEntry: false });
    if (!stat) return null;
    if (!stat.isDirectory()) return "is a file";
    return fs.readdirSync(target).length === 0 ? null : "holds other things";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return "lies in a file";
    throw toDiskError(error, target);
  }
}

function fill(folder: string): void {
  const container = path.join(folder, "container");
  for (const name of CONTAINER_FOLDERS) fs.mkdirSync(path.join(container, name), { recursive: true });
  const id = randomUUID().replaceAll("-", "");
  const config = { ...CONTAINER_DEFAULTS, container_id: id, compression_algorithm: "zlib+1" };
  fs.writeFileSync(path.join(container, "config.json"), JSON.stringify(config));
  const index = createDatabase(path.join(container, "packs.idx"));
  try {
    createPackIndex(index);
  } finally {
    index.close();
  }
  const db = createDatabase(path.join(folder, STORE_DATABASE));
  try {
    fillNewStore(db, { containerId: id, email: FIRST_USER });
  } finally {
    db.close();
  }
  for (const file of ["config.json", "packs.idx"]) flush(path.join(container, file));
  flush(path.join(folder, STORE_DATABASE));
  flushFolder(container);
  flushFolder(folder);
}

function flush(file: string): void {
  const handle = fs.openSync(file, "r+");
  try {
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}
