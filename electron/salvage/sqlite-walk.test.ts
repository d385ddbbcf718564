import fc from "fast-check";
import { expect, test } from "vitest";
import { createMemoryDatabase } from "../db/connect.ts";
import { readRecord } from "./sqlite-cells.ts";
import { readSchema } from "./sqlite-schema.ts";
import { SqlitePages } from "./sqlite-pages.ts";
import { walkIndex, walkTable } from "./sqlite-walk.ts";

function pagesOf(bytes: Buffer): SqlitePages {
  return new SqlitePages({ length: bytes.length, readAt: (at, length) => bytes.subarray(at, at + length) });
}

const value = fc.oneof(
  fc.constant(null),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true }),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.integer({ min: 0, max: 20_000 }).map((length) => "long ".repeat(length / 5)),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
);

test("rows come out of the pages as SQLite gives them, whatever their size", () => {
  const row = fc.tuple(fc.integer({ min: -1000, max: 2 ** 40 }), value, value);
  fc.assert(
    fc.property(
      fc.uniqueArray(row, { selector: ([id]) => id, maxLength: 120 }),
      fc.constantFrom(512, 1024, 4096, 65_536),
      (rows, pageSize) => {
        const db = createMemoryDatabase();
        db.pragma(`page_size = ${pageSize}`);
        db.exec("CREATE TABLE db_t (id INTEGER PRIMARY KEY, a, b); CREATE INDEX i ON db_t (a)");
        const insert = db.prepare("INSERT INTO db_t VALUES (?, ?, ?)");
        for (const [id, a, b] of rows) insert.run(id, a, b);
        const stored = db
          .prepare<[], [number, unknown, unknown]>("SELECT id, a, b FROM db_t ORDER BY id")
          .raw()
          .all();
        const pages = pagesOf(db.serialize());
        db.close();
        const table = readSchema(pages).tables.get("db_t")!;
        const found: unknown[] = [];
        for (const step of walkTable(pages, table.root)) {
          expect(step.kind === "row" || step.kind === "tick").toBe(true);
          if (step.kind !== "row") continue;
          const [id, a, b] = readRecord(step.payload, pages.encoding)!;
          expect(id).toBeNull();
          found.push([step.rowId, a, b]);
        }
        expect(found).toEqual(stored);
        const named = new Set<unknown>();
        for (const step of walkIndex(pages, table.indexes[0]!)) {
          if (step.kind === "entry") named.add(readRecord(step.payload, pages.encoding)!.at(-1));
        }
        expect(named).toEqual(new Set(stored.map(([id]) => id)));
      },
    ),
    { numRuns: 60 },
  );
});

test("bytes that are no database have no rows, and nothing throws", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
      const pages = pagesOf(Buffer.from(bytes));
      expect(readSchema(pages).isWhole).toBe(false);
      for (let page = 1; page <= pages.count; page++) {
        for (const step of walkTable(pages, page)) {
          if (step.kind === "row") readRecord(step.payload, pages.encoding);
        }
      }
    }),
  );
});
