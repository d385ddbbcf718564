import { MAX_ID } from "../../shared/graph/adjacency.ts";
import { skipValue } from "../../shared/json/json-members.ts";
import { skipSpace } from "../../shared/json/json-scan.ts";
import type { ExportRow } from "../db/queries/export-rows.ts";
import type { KnownTable } from "./known-tables.ts";
import type { StoredValue } from "./sqlite-cells.ts";

/** A row fit for today's tables, or why there is none. `emptied`: columns whose JSON made no sense. */
export type ReadRow =
  | { ok: true; row: ExportRow; id: number; emptied: readonly string[] }
  | { ok: false; problem: string };

const UUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

/**
 * Fit the values of a damaged table's row to today's columns. `names` are the columns as the file has them, in its order.
 * Text is kept as it is; JSON that is none is replaced by `{}`, because nothing that reads it could go on.
 */
export function readRow(
  table: KnownTable,
  names: readonly string[],
  rowId: number,
  values: readonly StoredValue[],
): ReadRow {
  if (values.length > names.length) return { ok: false, problem: "of another shape" };
  const row: ExportRow = [];
  const emptied: string[] = [];
  let id = -1;
  for (const [name, kind] of table.columns) {
    const value = values[names.indexOf(name)] ?? null;
    switch (kind) {
      case "id":
        id = Number(value ?? rowId); // SQLite keeps the row id for an integer primary key, and NULL in the row
        if (!isId(id)) return { ok: false, problem: "with an id that is no id" };
        row.push(id);
        break;
      case "uuid":
        if (text(value) === "") return { ok: false, problem: "without a UUID" };
        row.push(text(value));
        break;
      case "reference":
        // What refers to nothing is looked at when all rows are there; −1 is nobody's id.
        row.push(isId(value) ? value : -1);
        break;
      case "optional reference":
        row.push(value === null ? null : isId(value) ? value : -1);
        break;
      case "flag":
        row.push(value === 0 ? 0 : 1);
        break;
      case "text":
        row.push(text(value));
        break;
      case "optional text":
        row.push(value === null ? null : text(value));
        break;
      case "json":
      case "optional json": {
        const stored = value === null ? (kind === "json" ? "{}" : null) : text(value);
        const isSound = stored === null || isJson(stored);
        if (!isSound) emptied.push(name);
        row.push(isSound ? stored : "{}");
      }
    }
  }
  return { ok: true, row, id, emptied };
}

/**
 * Whether a row looks as one of this table does: for pages of which nothing tells whose they are. Stricter than
 * `readRow`, as tables of one width differ only by what their columns hold.
 */
export function looksLike(
  table: KnownTable,
  names: readonly string[],
  values: readonly StoredValue[],
): boolean {
  if (values.length !== names.length) return false;
  return table.columns.every(([name, kind]) => {
    const value = values[names.indexOf(name)];
    if (value === undefined) return false;
    switch (kind) {
      case "id":
        return value === null;
      case "uuid":
        return typeof value === "string" && UUID.test(value);
      case "reference":
        return isId(value);
      case "optional reference":
        return value === null || isId(value);
      case "flag":
        return value === 0 || value === 1;
      case "text":
        return typeof value === "string" && (name !== "email" || value.includes("@"));
      case "optional text":
        return value === null || typeof value === "string";
      case "json":
        return typeof value === "string" && /^[[{n]/.test(value);
      case "optional json":
        return value === null || (typeof value === "string" && /^[[{n]/.test(value));
    }
  });
}

function isId(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MAX_ID;
}

function text(value: StoredValue): string {
  if (value === null) return "";
  return Buffer.isBuffer(value) ? value.toString("utf8") : String(value);
}

/** JSON as Python takes it: of any depth, NaN and infinities too. */
function isJson(stored: string): boolean {
  try {
    JSON.parse(stored);
    return true;
  } catch {
    const end = skipValue(stored, skipSpace(stored, 0));
    return end >= 0 && skipSpace(stored, end) === stored.length;
  }
}
