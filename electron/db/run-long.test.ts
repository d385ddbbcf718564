import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { announceLongCallsTo } from "../ipc/long-call.ts";
import { ARCHIVE_INDEXES, ARCHIVE_TABLES } from "./archive-schema.ts";
import { createDatabase, makeIndex } from "./connect.ts";
import { vacuum } from "./vacuum.ts";

let folder: string;
let heard: number[];

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-long-"));
  heard = [];
  announceLongCallsTo((seconds) => heard.push(seconds));
});

afterEach(() => {
  announceLongCallsTo(() => undefined);
  fs.rmSync(folder, { recursive: true });
});

test("indexes and a vacuum of a database of ours are announced, by its bytes", () => {
  const file = path.join(folder, "db.sqlite3");
  const db = createDatabase(file);
  for (const statement of ARCHIVE_TABLES) db.exec(statement);
  db.exec("CREATE TABLE filling (bytes BLOB)");
  db.prepare("INSERT INTO filling VALUES (zeroblob(?))").run(40 * 1024 ** 2);
  for (const statement of ARCHIVE_INDEXES) makeIndex(db, statement);
  expect(heard).toEqual(ARCHIVE_INDEXES.flatMap(() => [2, 0]));
  db.exec("DELETE FROM filling");
  db.close();
  heard = [];
  expect(vacuum(file, 0)).toBeGreaterThan(39 * 1024 ** 2);
  expect(heard).toEqual([2, 0]);
});
