import type { Database } from "better-sqlite3";
import { readingArchive } from "./to-archive-error.ts";

/**
 * What SQLite finds broken in the pages of a table and its indexes, its first sentence; null where they are sound, or where
 * there is no such table. Every page is read, but not whether indexes and rows agree, which `stemma verify` looks at: 0.2 s
 * for 100,000 nodes. Nothing of the schema is computed.
 * @param table In lower case, from our own list of tables.
 * @throws AppError `archive/corrupt` where SQLite cannot even begin.
 */
export function brokenTable(db: Database, table: string): string | null {
  return readingArchive(() => {
    const isThere = db
      .prepare<[string], 1>("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND lower(name) = ?")
      .get(table);
    if (!isThere) return null;
    db.pragma("ignore_check_constraints = ON"); // a stranger's CHECK could compute for ever
    const [first] = db.pragma(`quick_check('${table}')`) as { quick_check: unknown }[];
    const sentence = String(first?.quick_check ?? "ok");
    return sentence === "ok" ? null : sentence;
  });
}
