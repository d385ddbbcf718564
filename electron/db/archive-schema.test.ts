import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openSource } from "../sources/open-source.ts";
import { ARCHIVE_INDEXES, ARCHIVE_TABLES } from "./archive-schema.ts";

/** Statements with blanks made equal and the constraints of a table sorted: AiiDA writes those in no fixed order. */
function normalised(statements: readonly string[]): string[] {
  return statements
    .map((statement) => {
      const [head = "", ...parts] = statement
        .replace(/\s+/g, " ")
        .replace(/ ?([(),]) ?/g, "$1")
        .split(/,(?=CONSTRAINT)|\(id INTEGER/);
      return [head, ...parts.map((part) => part.replace(/\)$/, "")).sort()].join("\n");
    })
    .sort();
}

test("tables and indexes equal those that AiiDA 2.9.4 wrote", async () => {
  const file = fileURLToPath(new URL("../../e2e/fixtures/qe-si-bands.aiida", import.meta.url));
  const source = await openSource(file, { signal: { aborted: false }, progress: () => undefined });
  const written = source.db
    .prepare<[], string>("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid")
    .pluck()
    .all();
  source.close();
  expect(normalised([...ARCHIVE_TABLES, ...ARCHIVE_INDEXES])).toEqual(normalised(written));
  expect(ARCHIVE_TABLES).toHaveLength(10);
});
