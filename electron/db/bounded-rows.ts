import type { Database, Statement } from "better-sqlite3";
import type { AppError } from "../../shared/ipc/errors.ts";
import { limit, limitError } from "../archive/limits.ts";

/**
 * A connection whose statements give no more rows at once than are wanted in memory: `.all()` counts rows and texts as they
 * come, and throws `archive/limit` past `STEMMA_MAX_ROWS` or `STEMMA_MAX_TEXT_BYTES`. Everything else is as before.
 */
export function withBoundedRows(db: Database): Database {
  const prepare = (sql: string) => boundRows(db.prepare(sql));
  return new Proxy(db, {
    get(target, name) {
      if (name === "prepare") return prepare;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** What more rows at once are answered with than are wanted in memory. @param rows At least so many. */
export function tooManyRows(rows: number): AppError {
  return limitError(
    "STEMMA_MAX_ROWS",
    (n) => `One list of the archive's database has at least ${n} rows`,
    rows,
  );
}

function boundRows(statement: Statement): Statement {
  if (!statement.reader) return statement;
  const all = (...parameters: unknown[]): unknown[] => {
    const mostRows = limit("STEMMA_MAX_ROWS");
    const mostText = limit("STEMMA_MAX_TEXT_BYTES");
    const rows: unknown[] = [];
    let length = 0;
    for (const row of statement.iterate(...parameters)) {
      rows.push(row);
      length += textLength(row);
      if (rows.length > mostRows) throw tooManyRows(rows.length);
      if (length > mostText) {
        throw limitError(
          "STEMMA_MAX_TEXT_BYTES",
          (n) => `One list of the archive's database holds at least ${n} bytes of text`,
          length,
        );
      }
    }
    return rows;
  };
  return Object.assign(statement, { all });
}

/** Characters and bytes in a row, whatever its form: plucked, raw, or with names. */
function textLength(row: unknown): number {
  if (typeof row !== "object" || row === null || Buffer.isBuffer(row)) return lengthOf(row);
  let length = 0;
  for (const value of Array.isArray(row) ? row : Object.values(row)) length += lengthOf(value);
  return length;
}

function lengthOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  return typeof value === "object" && Buffer.isBuffer(value) ? value.length : 0; // most others are numbers
}
