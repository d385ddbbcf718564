import type { Database } from "better-sqlite3";
import { makeIndex } from "../connect.ts";
import { runLong } from "../run-long.ts";
import { type CopiedTable, type ExportRow, prepareExportWrites } from "./export-rows.ts";

/** A link as the table takes it. */
export type LinkRow = [id: number, source: number, target: number, label: string, type: string];

/** How an import adds rows. Links and memberships may wait for others until `flush`. */
export interface ImportWrites {
  row(table: CopiedTable, row: ExportRow): void;
  link(...row: LinkRow): void;
  membership(id: number, nodeId: number, groupId: number): void;
  flush(): void;
  /** Take the indexes off a table that many rows will come to; gives the statements that make each of them again. */
  dropIndexes(table: "db_dblink" | "db_dbnode"): string[];
  /** Make an index again: one or two seconds for millions of rows. */
  makeIndex(statement: string): void;
}

/** Rows of few bytes cost less many at a time: half, with so many. */
const ROWS_AT_ONCE = 64;

/** Statements that add an import's rows to a store. */
export function prepareImportWrites(db: Database): ImportWrites {
  const { row } = prepareExportWrites(db);
  const links = many(db, "db_dblink", "id, input_id, output_id, label, type");
  const indexes = db
    .prepare<[string], [name: string, sql: string]>(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL",
    )
    .raw();
  const memberships = many(db, "db_dbgroup_dbnodes", "id, dbnode_id, dbgroup_id");
  return {
    row,
    link: links.add,
    membership: memberships.add,
    flush() {
      links.flush();
      memberships.flush();
    },
    dropIndexes(table) {
      const all = indexes.all(table);
      for (const [name] of all) runLong(db, `DROP INDEX "${name.replaceAll('"', '""')}"`);
      return all.map(([, sql]) => sql);
    },
    makeIndex: (statement) => makeIndex(db, statement),
  };
}

function many(db: Database, table: string, columns: string) {
  const marks = `(${columns.replaceAll(/\w+/g, "?")})`;
  const insert = (rows: number) =>
    db.prepare<(string | number)[]>(
      `INSERT INTO ${table} (${columns}) VALUES ${Array.from({ length: rows }, () => marks).join(", ")}`,
    );
  const [one, all] = [insert(1), insert(ROWS_AT_ONCE)];
  let waiting: (string | number)[] = [];
  let rows = 0;
  return {
    add(...row: (string | number)[]): void {
      for (const value of row) waiting.push(value);
      if (++rows < ROWS_AT_ONCE) return;
      all.run(...waiting);
      waiting = [];
      rows = 0;
    },
    flush(): void {
      const width = waiting.length / Math.max(1, rows);
      for (let at = 0; at < waiting.length; at += width) one.run(...waiting.slice(at, at + width));
      waiting = [];
      rows = 0;
    },
  };
}
