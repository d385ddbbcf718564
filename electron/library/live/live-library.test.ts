import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { databasesFolder } from "../../archive/cache-files.ts";
import { openForWriting } from "../../db/connect.ts";
import type { Source } from "../../archive/source.ts";
import { rollbackJournal } from "../../db/rollback-journal.ts";
import { prepareCountQueries } from "../../db/queries/counts.ts";
import { UNWATCHED } from "../../provenance/provenance.ts";
import { createStore } from "../create-store.ts";
import { LiveLibrary } from "./live-library.ts";

let folder: string;
let store: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-live-library-"));
  store = path.join(folder, "library");
  createStore(store);
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const database = () => path.join(store, "database.sqlite");
const names = () => fs.readdirSync(store).filter((name) => name.startsWith("database"));

function addUser(name: string): void {
  const db = openForWriting(database(), 1000);
  db.prepare("INSERT INTO db_dbuser (email, first_name, last_name, institution) VALUES (?, '', '', '')").run(
    name,
  );
  db.close();
}

const IN_PLACE = { copiesUpTo: 0 };
const LARGE_TEXT = 12_000_000;

test.each([
  ["in place", IN_PLACE],
  ["from copies", {}],
])("a state %s stays as it was, whatever is written, and the next one is that of now", async (way, how) => {
  const library = await LiveLibrary.open(store, UNWATCHED, how);
  expect(library.isInPlace).toBe(way === "in place");
  const before = await library.take(UNWATCHED);
  expect(library.hasChanged).toBe(false);
  addUser("one@x");
  expect(library.hasChanged).toBe(true);
  const after = await library.take(UNWATCHED);
  expect(library.hasChanged).toBe(false);
  expect(prepareCountQueries(before.db).tables().users).toBe(1);
  expect(prepareCountQueries(after.db).tables().users).toBe(2);
  before.close();
  after.close();
  await library.close();
  expect(names()).toEqual(["database.sqlite"]);
});

test("a library that has grown is read in place from then on, and what is known of it is kept", async () => {
  const cacheDir = path.join(folder, "cache");
  const how = { keepsAbove: LARGE_TEXT, cacheDir };
  const library = await LiveLibrary.open(store, UNWATCHED, how);
  const before = await library.take(UNWATCHED);
  addUser("x".repeat(LARGE_TEXT));
  expect(library.hasChanged).toBe(true);
  const after = await library.take(UNWATCHED);
  expect([library.isInPlace, library.hasChanged]).toEqual([true, false]);
  expect([before, after].map(({ db }) => prepareCountQueries(db).tables().users)).toEqual([1, 2]);
  addUser("one@x");
  expect(library.hasChanged).toBe(true);
  const last = await library.take(UNWATCHED);
  for (const state of [before, after, last]) state.close();
  await library.close(new Map());
  expect(names()).toEqual(["database.sqlite"]);
  expect(fs.readdirSync(databasesFolder(cacheDir)).some((name) => name.endsWith(".library"))).toBe(true);
});

test("while somebody writes to a small library it is as before, and what is taken back was never there", async () => {
  const library = await LiveLibrary.open(store, UNWATCHED);
  const state = await library.take(UNWATCHED);
  const other = openForWriting(database(), 1000);
  other.pragma("cache_size = 10"); // so that it writes to the database before the end
  other.exec(`BEGIN IMMEDIATE; UPDATE db_dbuser SET first_name = '${"x".repeat(200_000)}'`);
  expect(library.hasChanged).toBe(false);
  other.exec("ROLLBACK");
  expect(library.hasChanged).toBe(false);
  other.exec("UPDATE db_dbuser SET first_name = 'x'");
  expect(library.hasChanged).toBe(true);
  other.close();
  state.close();
  await library.close();
});

test("what a program that was killed left half done beside a small library is not seen, and goes with the next change", async () => {
  const library = await LiveLibrary.open(store, UNWATCHED);
  const first = await library.take(UNWATCHED);
  const bytes = fs.readFileSync(database());
  fs.writeFileSync(`${database()}-journal`, rollbackJournal(bytes, 4096));
  fs.appendFileSync(database(), Buffer.alloc(12_000_000)); // as `DatabaseAside` moves what came behind what was there
  const users = ({ db }: Source) => prepareCountQueries(db).tables().users;
  const second = await library.take(UNWATCHED);
  expect([users(second), library.isInPlace]).toEqual([1, false]);
  addUser("one@x");
  expect(fs.statSync(database()).size).toBe(bytes.length);
  expect(library.hasChanged).toBe(true);
  const third = await library.take(UNWATCHED);
  expect([users(third), library.hasChanged]).toEqual([2, false]);
  for (const state of [first, second, third]) state.close();
  await library.close();
  expect(names()).toEqual(["database.sqlite"]);
});

test("where the database cannot have a log each state is a copy", async () => {
  const other = openForWriting(database(), 1000);
  other.exec("BEGIN EXCLUSIVE"); // somebody has it for itself
  const library = await LiveLibrary.open(store, UNWATCHED);
  other.exec("ROLLBACK");
  other.close();
  expect(library.isInPlace).toBe(false);
  const before = await library.take(UNWATCHED);
  addUser("one@x");
  expect(library.hasChanged).toBe(true);
  const after = await library.take(UNWATCHED);
  expect(prepareCountQueries(before.db).tables().users).toBe(1);
  expect(prepareCountQueries(after.db).tables().users).toBe(2);
  before.close();
  after.close();
  await library.close();
  expect(names()).toEqual(["database.sqlite"]);
});

test("a store with triggers is not put into another mode", async () => {
  const db = openForWriting(database(), 1000);
  db.exec("CREATE TRIGGER odd AFTER INSERT ON db_dbuser BEGIN DELETE FROM db_dbnode; END");
  db.close();
  const library = await LiveLibrary.open(store, UNWATCHED);
  expect(library.isInPlace).toBe(false);
  await library.close();
});

test("what another program left in the log after a crash is there", async () => {
  const first = await LiveLibrary.open(store, UNWATCHED, IN_PLACE);
  const state = await first.take(UNWATCHED);
  addUser("one@x");
  fs.cpSync(store, path.join(folder, "crashed"), { recursive: true }); // as a killed process leaves it
  state.close();
  await first.close();
  store = path.join(folder, "crashed");
  expect(names()).toContain("database.sqlite-wal");
  const library = await LiveLibrary.open(store, UNWATCHED);
  const after = await library.take(UNWATCHED);
  expect(prepareCountQueries(after.db).tables().users).toBe(2);
  after.close();
  await library.close();
  expect(names()).toEqual(["database.sqlite"]);
});

test("a link in the place of the log is refused before anything is opened", async () => {
  fs.writeFileSync(path.join(folder, "elsewhere"), "");
  fs.symlinkSync(path.join(folder, "elsewhere"), `${database()}-wal`);
  await expect(LiveLibrary.open(store, UNWATCHED)).rejects.toMatchObject({ code: "store/corrupt" });
  expect(fs.readFileSync(path.join(folder, "elsewhere"), "utf8")).toBe("");
});
