import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { openForWriting } from "../db/connect.ts";
import { createStore } from "./create-store.ts";
import { removeNewStore } from "./remove-new-store.ts";

const temporary = temporaryFolder();
const store = () => temporary("store");
const database = () => path.join(store(), "database.sqlite");
const isThere = () => fs.existsSync(database());

test.skipIf(process.platform !== "linux")(
  "a store that nobody used goes, with what a failed import left",
  () => {
    createStore(store());
    fs.writeFileSync(path.join(store(), "container/packs/0"), "half");
    expect(removeNewStore(store())).toBe(true);
    expect(fs.readdirSync(temporary(""))).toEqual([]);
    expect(removeNewStore(store())).toBe(false);
  },
);

test("a store with anything in it stays", () => {
  createStore(store());
  change("INSERT INTO db_dbuser (email, first_name, last_name, institution) VALUES ('a@b.c', '', '', '')");
  expect(removeNewStore(store())).toBe(false);
  change("DELETE FROM db_dbuser WHERE email = 'a@b.c'");
  fs.mkdirSync(path.join(store(), "stemma-imports"));
  fs.writeFileSync(path.join(store(), "stemma-imports/1.json"), "{}");
  expect(removeNewStore(store())).toBe(false);
  expect(isThere()).toBe(true);
});

test("a store that somebody else has open, or reads from, stays", async () => {
  createStore(store());
  const other = holding(database());
  await once(other.stdout!, "data");
  expect(removeNewStore(store())).toBe(false);
  other.kill();
  await once(other, "exit");
  const reader = openForWriting(database(), 0);
  reader.exec("BEGIN; SELECT * FROM db_dbuser");
  reader.prepare("SELECT count(*) FROM db_dbuser").get();
  expect(removeNewStore(store())).toBe(false);
  reader.close();
  expect(isThere()).toBe(true);
});

function change(sql: string): void {
  const db = openForWriting(database(), 0);
  db.exec(sql);
  db.close();
}

/** A program that has a file open and does nothing with it. */
function holding(file: string): ChildProcess {
  const program = "fs.openSync(process.argv[1]); console.log('open'); setTimeout(() => {}, 60000)";
  return spawn(process.execPath, ["-e", program, file], { stdio: ["ignore", "pipe", "inherit"] });
}
