import fs from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { connect, connectMemory } from "../archive/open-zip-database.ts";
import { temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { connectChecked } from "./check-pages.ts";
import { createDatabase, createMemoryDatabase, openReadOnly } from "./connect.ts";
import { withEndlessTable } from "./testing/endless-table.ts";
import { makeArchive } from "./testing/make-archive.ts";

const at = temporaryFolder();
const corrupt = expect.objectContaining({
  code: "archive/corrupt",
  details: expect.objectContaining({ check: "pages" }) as unknown,
}) as unknown;

describe("a table that goes on for ever", () => {
  test.each(["db_dblink", "db_dbnode", "db_dbuser", "db_dbgroup_dbnodes"])("%s is refused", (table) => {
    const { db } = makeArchive({ nodes: [{}, {}], links: [[1, 2, "create", "result"]] });
    for (const levels of [1, 8]) {
      const bytes = withEndlessTable(db, table, levels, at("endless.sqlite3"));
      expect(() => connectMemory(bytes)).toThrow(corrupt);
      fs.writeFileSync(at("endless.sqlite3"), bytes);
      expect(() => connect(at("endless.sqlite3"))).toThrow(corrupt);
    }
  });

  test("so is one that lists the tables, before SQLite reads it", () => {
    const bytes = makeArchive().db.serialize();
    const pageSize = bytes.readUInt16BE(16);
    bytes.fill(0, 100, pageSize);
    bytes[100] = 5; // it only names other pages now …
    bytes.writeUInt16BE(1, 103);
    bytes.writeUInt16BE(pageSize - 5, 112);
    bytes.writeUInt32BE(2, pageSize - 5);
    bytes.writeUInt32BE(2, 108); // … and the same one twice
    expect(() => connectMemory(bytes)).toThrow(corrupt);
  });

  test("and two tables that begin at the same page", () => {
    const { db } = makeArchive();
    fs.writeFileSync(at("shared.sqlite3"), db.serialize());
    const copy = createDatabase(at("shared.sqlite3"));
    copy.unsafeMode(true);
    copy.pragma("writable_schema = ON");
    copy.exec(
      "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'db_dbuser') WHERE name = 'db_dbnode'",
    );
    copy.close();
    expect(() => connectMemory(fs.readFileSync(at("shared.sqlite3")))).toThrow(corrupt);
  });
});

test("databases of every page size, with trees of several levels and free pages, are whole", () => {
  for (const pageSize of [512, 1024, 4096, 65_536]) {
    const file = at(`${pageSize}.sqlite3`);
    const db = createDatabase(file);
    db.pragma(`page_size = ${pageSize}`);
    db.exec(`
      CREATE TABLE a (id INTEGER PRIMARY KEY, text TEXT UNIQUE, long TEXT); CREATE INDEX b ON a (text, id);
      CREATE TABLE gone (text TEXT);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
        INSERT INTO a SELECT i, printf('%032d', i), CASE WHEN i % 1000 = 0 THEN hex(zeroblob(20000)) END FROM n;
      INSERT INTO gone SELECT text FROM a; DROP TABLE gone; DELETE FROM a WHERE id % 3 = 0`);
    const bytes = db.serialize();
    db.close();
    for (const database of [bytes, file]) connectChecked(database, () => openReadOnly(database)).close();
  }
});

test("bytes that are no pages are left to SQLite", () => {
  const bytes = makeArchive().db.serialize();
  const named = [0, 1, 511, 4097, 65_535].map((size) => {
    const other = Buffer.from(bytes);
    other.writeUInt16BE(size, 16);
    return other;
  });
  for (const database of [...named, bytes.subarray(0, 99), Buffer.alloc(0), Buffer.alloc(5000)]) {
    fs.writeFileSync(at("database"), database);
    for (const where of [database, at("database")]) {
      const opened = vi.fn(() => createMemoryDatabase());
      connectChecked(where, opened).close();
      expect(opened).toHaveBeenCalledOnce();
    }
  }
});

test("an SQLite that cannot open it closes nothing and hides nothing", () => {
  expect(() =>
    connectChecked(makeArchive().db.serialize(), () => {
      throw new Error("no");
    }),
  ).toThrow("no");
});
