import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cacheUsage, clearCache, databasesFolder, trimCache } from "../../archive/cache-files.ts";
import { openForWriting } from "../../db/connect.ts";
import { keepLog, writeCount } from "../../db/write-ahead.ts";
import { nodeTable } from "../../db/node-table.ts";
import { UNWATCHED } from "../../provenance/provenance.ts";
import { createStore } from "../create-store.ts";
import { LiveLibrary } from "./live-library.ts";

let folder: string;
let cacheDir: string;
let store: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-kept-state-"));
  cacheDir = path.join(folder, "cache");
  store = path.join(folder, "library");
  createStore(store);
  write(`INSERT INTO db_dbnode (id, uuid, node_type, label, description, ctime, mtime, attributes, extras, repository_metadata, user_id)
    VALUES (1, 'a', 'data.core.int.Int.', 'first', '', '2020-01-01', '2020-01-01', '{}', '{}', '{}', 1)`);
});

afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function write(sql: string): void {
  const db = openForWriting(path.join(store, "database.sqlite"), 1000);
  db.exec(sql);
  db.close();
}

/** Open it, ask for labels, and close it; the labels, and whether they were kept from before. */
async function session(work: () => void = () => undefined): Promise<{ labels: string[]; wasKept: boolean }> {
  const before = pieces();
  const library = await LiveLibrary.open(store, UNWATCHED, { copiesUpTo: 0, keepsAbove: 0, cacheDir });
  const source = await library.take(UNWATCHED);
  const { values } = await nodeTable(source.db).column("labels", UNWATCHED);
  const wasKept =
    before.length > 0 && before.every((name) => pieces().includes(name)) && pieces().length === before.length;
  work();
  source.close();
  await library.close();
  return { labels: values, wasKept };
}

const names = () =>
  fs.existsSync(databasesFolder(cacheDir)) ? fs.readdirSync(databasesFolder(cacheDir)) : [];
const pieces = () => names().filter((name) => name.endsWith(".index"));

test("what was read of a library is there the next time, for this user alone", async () => {
  expect(await session()).toEqual({ labels: ["first"], wasKept: false });
  expect(await session()).toEqual({ labels: ["first"], wasKept: true });
  expect(await session()).toEqual({ labels: ["first"], wasKept: true });
  for (const name of names()) {
    expect(fs.statSync(path.join(databasesFolder(cacheDir), name)).mode & 0o077).toBe(0);
  }
  expect(names().filter((name) => !name.endsWith(".index") && !name.endsWith(".library"))).toEqual([]);
});

test("a row that another program changed, without its time and to the same length, is seen", async () => {
  await session();
  write("UPDATE db_dbnode SET label = 'other'");
  expect(await session()).toEqual({ labels: ["other"], wasKept: false });
  expect(await session()).toEqual({ labels: ["other"], wasKept: true });
});

test("nothing is kept of a state that was written over before the library was closed", async () => {
  await session(() => write("UPDATE db_dbnode SET label = 'other'"));
  expect(names().filter((name) => name.endsWith(".library"))).toEqual([]);
  expect((await session()).labels).toEqual(["other"]);
});

test("nothing is kept while another program has the library open in its log", async () => {
  const other = openForWriting(path.join(store, "database.sqlite"), 1000);
  await session(() => void other.prepare("SELECT count(*) FROM db_dbnode").get());
  other.exec("UPDATE db_dbnode SET label = 'other'");
  other.close();
  expect((await session()).labels).toEqual(["other"]);
});

test("a library that was put back from a backup with all its times is another state", async () => {
  const file = path.join(store, "database.sqlite");
  const { atime, mtime } = fs.statSync(file);
  const before = fs.readFileSync(file);
  write("UPDATE db_dbnode SET label = 'other'");
  await session();
  fs.writeFileSync(file, before);
  fs.utimesSync(file, atime, mtime);
  expect((await session()).labels).toEqual(["first"]);
});

test("whoever writes in the moment in which the database gets its log is noticed", () => {
  const file = path.join(store, "database.sqlite");
  const switched = (meanwhile: () => void) => {
    let before = 0;
    const db = keepLog(file, (keeper) => {
      before = writeCount(keeper);
      meanwhile();
    })!;
    const writes = writeCount(db) - before;
    db.pragma("journal_mode = DELETE");
    db.close();
    return writes;
  };
  expect(switched(() => undefined)).toBe(1);
  expect(switched(() => write("UPDATE db_dbnode SET label = 'other'"))).toBeGreaterThan(1);
});

test.each(["", "{", '{"marks":"x","fingerprint":"y","files":{"graph":"../../etc/passwd"}}'])(
  "a note that is not ours (%j) counts for nothing",
  async (text) => {
    await session();
    const note = names().find((name) => name.endsWith(".library"))!;
    fs.writeFileSync(path.join(databasesFolder(cacheDir), note), text);
    expect(await session()).toEqual({ labels: ["first"], wasKept: false });
    expect(await session()).toEqual({ labels: ["first"], wasKept: true });
  },
);

test("a piece that is damaged is read anew", async () => {
  await session();
  for (const name of pieces()) fs.truncateSync(path.join(databasesFolder(cacheDir), name), 40);
  expect((await session()).labels).toEqual(["first"]);
});

test("it counts as the cache's and goes with it, but not under an open library", async () => {
  await session();
  expect(cacheUsage(cacheDir).bytes).toBeGreaterThan(0);
  await session(() => clearCache(cacheDir));
  expect(pieces()).not.toEqual([]);
  expect(clearCache(cacheDir).freedBytes).toBeGreaterThan(0);
  expect(names()).toEqual([]);
  await session();
  trimCache(databasesFolder(cacheDir), "another.sqlite3", 0);
  expect(names()).toEqual([]);
});
