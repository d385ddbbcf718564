import fs from "node:fs";
import type { Database } from "better-sqlite3";
import { createDatabase, openReadOnly } from "../connect.ts";

/**
 * A copy of a database in which a table has lost a row that indexes of it still name: what overwritten pages come to. SQLite
 * itself sees that only in a check of the whole. `file` is a place for the copy.
 */
export function withRowLostFrom(db: Database, table: string, id: number, file: string): Database {
  fs.writeFileSync(file, db.serialize());
  const change = (statements: string) => {
    const copy = createDatabase(file);
    copy.unsafeMode(true);
    copy.pragma("foreign_keys = OFF");
    copy.pragma("writable_schema = ON");
    copy.exec(statements);
    copy.close();
  };
  const indexes = `type = 'index' AND tbl_name = '${table}' AND sql IS NOT NULL`; // those of constraints belong to the table
  change(
    `CREATE TABLE kept AS SELECT * FROM sqlite_schema WHERE ${indexes}; DELETE FROM sqlite_schema WHERE ${indexes}`,
  );
  change(
    `DELETE FROM ${table} WHERE id = ${id}; INSERT INTO sqlite_schema SELECT * FROM kept`, // in a connection that knows no index
  );
  return openReadOnly(fs.readFileSync(file));
}
