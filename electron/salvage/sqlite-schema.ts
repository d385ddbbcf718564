import { columnNames } from "./column-names.ts";
import { readRecord } from "./sqlite-cells.ts";
import type { SqlitePages } from "./sqlite-pages.ts";
import { walkTable } from "./sqlite-walk.ts";

/** Where a table lies, and in which order its rows have their values. */
export interface SchemaTable {
  /** Names in lower case. */
  columns: readonly string[];
  /** The page at the root of its tree; 0 when that is not known. */
  root: number;
  /** The roots of its indexes. */
  indexes: readonly number[];
}

/** More tables and indexes than any archive has: the rest is not read. */
const MOST_ENTRIES = 10_000;

/**
 * The plain tables that a database lists, by name in lower case. What the list says is looked at and never run.
 * `isWhole` is false when part of the list cannot be read.
 */
export function readSchema(pages: SqlitePages): { tables: Map<string, SchemaTable>; isWhole: boolean } {
  const tables = new Map<string, SchemaTable & { indexes: number[] }>();
  const indexes: [table: string, root: number][] = [];
  let isWhole = pages.hasHeader;
  let entries = 0;
  for (const step of walkTable(pages, 1)) {
    if (step.kind === "tick") continue;
    if (++entries > MOST_ENTRIES) break;
    const values = step.kind === "row" ? readRecord(step.payload, pages.encoding) : null;
    if (values === null) {
      isWhole = false;
      continue;
    }
    const [type, name, table, root, sql] = values;
    if (typeof name !== "string" || typeof table !== "string" || typeof root !== "number") continue;
    if (type === "index") indexes.push([table.toLowerCase(), root]);
    if (type !== "table" || typeof sql !== "string") continue;
    const columns = columnNames(sql);
    if (columns !== null) tables.set(name.toLowerCase(), { columns, root, indexes: [] });
  }
  for (const [table, root] of indexes) tables.get(table)?.indexes.push(root);
  return { tables, isWhole: isWhole && entries > 0 };
}
