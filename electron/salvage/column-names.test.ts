import { expect, test } from "vitest";
import { ARCHIVE_TABLES } from "../db/archive-schema.ts";
import { columnNames } from "./column-names.ts";
import { KNOWN_TABLES } from "./known-tables.ts";

test("today's tables have the columns that are looked for, in their order", () => {
  const named = new Map(
    ARCHIVE_TABLES.map((statement) => [/CREATE TABLE (\w+)/.exec(statement)?.[1], columnNames(statement)]),
  );
  for (const { name, columns } of KNOWN_TABLES)
    expect(named.get(name)).toEqual(columns.map(([column]) => column));
});

test.each([
  [
    "CREATE TABLE t (\"Id\" INTEGER PRIMARY KEY, [a b] TEXT, `c``d` TEXT DEFAULT 'x, y', e)",
    ["id", "a b", "c`d", "e"],
  ],
  ["CREATE TABLE t (a INT CHECK (a IN (1, 2)), b, CONSTRAINT u UNIQUE (a, b))", ["a", "b"]],
  ["create table t(a /* , no */, -- nor, this\n b)", ["a", "b"]],
  ["CREATE TABLE t (a, PRIMARY KEY (a))", ["a"]],
])("%s", (statement, names) => {
  expect(columnNames(statement)).toEqual(names);
});

test.each([
  "CREATE VIEW t AS SELECT 1",
  "CREATE VIRTUAL TABLE t USING fts5(a)",
  "CREATE TABLE t (a, b AS (a + 1))",
  "CREATE TABLE t (a, b INT GENERATED ALWAYS AS (a) STORED)",
  "CREATE TABLE t (a PRIMARY KEY) WITHOUT ROWID",
  "CREATE TABLE t",
  "",
  `CREATE TABLE t (${"a,".repeat(200_000)}b)`,
])("no plain table of stored columns: %#", (statement) => {
  expect(columnNames(statement)).toBeNull();
});
