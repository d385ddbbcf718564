import fs from "node:fs";
import { expect, test } from "vitest";
import { temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { createDatabase } from "../db/connect.ts";
import { copyDuring } from "./copy-during.ts";
import { isAsOpened } from "./snapshot-files.ts";
import { openStoreFile } from "./store-files.ts";

const temporary = temporaryFolder();
const file = () => temporary("database.sqlite");
const options = () => ({ name: "database.sqlite", cacheDir: temporary("cache") });

/** A writer of AiiDA's kind in the middle of a transaction, whose pages have gone to the database already. */
function halfWritten() {
  const db = createDatabase(file());
  db.pragma("locking_mode = NORMAL");
  db.pragma("journal_mode = DELETE");
  db.exec("CREATE TABLE t (id INTEGER PRIMARY KEY, bytes); INSERT INTO t (bytes) VALUES ('before')");
  db.pragma("cache_size = 5");
  db.exec("BEGIN; UPDATE t SET bytes = 'after'");
  for (let i = 0; i < 8; i++) db.exec("INSERT INTO t (bytes) VALUES (randomblob(1000000))");
  return db;
}

test("a file that has become longer, or another one at its path, is not as it was opened", () => {
  fs.writeFileSync(file(), "abc");
  const main = openStoreFile(file(), "database.sqlite");
  if (main === null) throw new Error("not opened");
  expect(isAsOpened(main)).toBe(true);
  fs.appendFileSync(file(), "d");
  expect(isAsOpened(main)).toBe(false);
  fs.truncateSync(file(), 3);
  expect(isAsOpened(main)).toBe(true);
  fs.renameSync(file(), temporary("moved"));
  expect(isAsOpened(main)).toBe(false);
  fs.writeFileSync(file(), "abc");
  expect(isAsOpened(main)).toBe(false);
  main.close();
});

test("a copy during a transaction shows the state before it", () => {
  const db = halfWritten();
  const steps = copyDuring(file(), options());
  let step = steps.next();
  while (!step.done) step = steps.next();
  if (step.value === null || step.value === "written meanwhile") throw new Error("no copy");
  expect(step.value.db.prepare("SELECT bytes FROM t").pluck().all()).toEqual(["before"]);
  step.value.close();
  db.close();
});

test.each(["ROLLBACK", "COMMIT"])("a copy whose transaction ends by %s meanwhile is none", (end) => {
  const db = halfWritten();
  const steps = copyDuring(file(), options());
  expect(steps.next().done).toBe(false);
  db.exec(end);
  let step = steps.next();
  while (!step.done) step = steps.next();
  expect(step.value).toBe("written meanwhile");
  expect(fs.readdirSync(temporary("cache/copies"))).toEqual([]);
  db.close();
});
