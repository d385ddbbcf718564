import type { Cell, LegacyTable } from "../db/queries/legacy-rows.ts";
import { neededColumns } from "../db/queries/legacy-rows.ts";
import { columnsOf } from "../db/archive-schema.ts";
import { NULL_FILLS } from "../db/queries/migrate-rows.ts";
import type { ConvertedVersion } from "./convert-legacy.ts";
import { isBefore, type LegacyVersion } from "./legacy-version.ts";
import { type RowFields, RowProblem } from "./row-fields.ts";
import { coreScheduler, coreTransport } from "./steps/core-prefix.ts";
import { groupType } from "./steps/group-types.ts";

/** What rows are converted by. */
export interface RowRules {
  from: LegacyVersion;
  to: ConvertedVersion;
  /** Stands in for a missing time where a row has no other; in the stored form. */
  now: string;
}

/** A row by its columns; what is undefined gets the column's default. */
type Columns = Readonly<Record<string, Cell | undefined>>;

/** A user's row, in the order of today's columns. These throw `RowProblem`. */
export function userRow(id: number, fields: RowFields, rules: RowRules): Cell[] {
  return rowOf("db_dbuser", rules, {
    id,
    email: fields.text("email"),
    first_name: fields.text("first_name"),
    last_name: fields.text("last_name"),
    institution: fields.text("institution"),
  });
}

/** A computer's row: 0.10 to 0.11 calls its name a label, before 0.4 its metadata were a text. */
export function computerRow(id: number, fields: RowFields, rules: RowRules): Cell[] {
  const { from } = rules;
  const scheduler = fields.text("scheduler_type");
  const transport = fields.text("transport_type");
  const isNamed = isBefore(from, "0.11") && fields.has("name");
  return rowOf("db_dbcomputer", rules, {
    id,
    uuid: fields.text("uuid"),
    label: fields.text(isNamed ? "name" : "label"),
    hostname: fields.text("hostname"),
    description: fields.text("description"),
    scheduler_type: scheduler && coreScheduler(scheduler, from),
    transport_type: transport && coreTransport(transport, from),
    metadata: metadataOf(fields, from),
  });
}

/** A group's row: before 0.4 it had a name and a type. */
export function groupRow(id: number, fields: RowFields, rules: RowRules): Cell[] {
  const { from } = rules;
  const isNamed = isBefore(from, "0.4") && fields.has("name");
  const isTyped = isBefore(from, "0.4") && fields.has("type");
  const type = fields.text(isTyped ? "type" : "type_string");
  return rowOf("db_dbgroup", rules, {
    id,
    uuid: fields.text("uuid"),
    label: fields.text(isNamed ? "name" : "label"),
    type_string: typeof type === "string" ? groupType(type, from) : type,
    time: fields.time("time"),
    description: fields.text("description"),
    extras: fields.json("extras"),
    user_id: fields.id("user"),
  });
}

/** A log's row. */
export function logRow(id: number, fields: RowFields, rules: RowRules): Cell[] {
  return rowOf("db_dblog", rules, {
    id,
    uuid: fields.text("uuid"),
    time: fields.time("time"),
    loggername: fields.text("loggername"),
    levelname: fields.text("levelname"),
    dbnode_id: fields.id("dbnode"),
    message: fields.text("message"),
    metadata: metadataOf(fields, rules.from),
  });
}

/** A comment's row; null for one without node or user, which AiiDA's step to `main_0001` drops. */
export function commentRow(id: number, fields: RowFields, rules: RowRules): Cell[] | null {
  const dbnode_id = fields.id("dbnode");
  const user_id = fields.id("user");
  const isOrphan = (dbnode_id ?? null) === null || (user_id ?? null) === null;
  if (isOrphan && rules.to === "main_0001") return null;
  return rowOf("db_dbcomment", rules, {
    id,
    uuid: fields.text("uuid"),
    dbnode_id,
    ctime: fields.time("ctime"),
    mtime: fields.time("mtime"),
    user_id,
    content: fields.text("content"),
  });
}

/** What of a node's row is not in its fields, or was converted already. */
export interface NodeParts {
  node_type: string;
  process_type: string | null | undefined;
  /** Null to take what waits. */
  attributes: string | null;
  extras: string | null;
  repository_metadata: string;
}

/** A node's row. */
export function nodeRow(id: number, fields: RowFields, parts: NodeParts, rules: RowRules): Cell[] {
  return rowOf("db_dbnode", rules, {
    id,
    uuid: fields.text("uuid"),
    label: fields.text("label"),
    description: fields.text("description"),
    ctime: fields.time("ctime"),
    mtime: fields.time("mtime"),
    dbcomputer_id: fields.id("dbcomputer"),
    user_id: fields.id("user"),
    ...parts,
  });
}

function metadataOf(fields: RowFields, from: LegacyVersion): string | undefined {
  return isBefore(from, "0.4") ? fields.unpackedJson("metadata") : fields.json("metadata");
}

/** Text columns that AiiDA's tables leave empty where a row says nothing. */
const EMPTY_BY_DEFAULT = new Set([
  "first_name",
  "last_name",
  "institution",
  "hostname",
  "description",
  "scheduler_type",
  "transport_type",
  "type_string",
  "content",
  "loggername",
  "levelname",
  "message",
]);
const EMPTY_OBJECT_BY_DEFAULT = new Set(["metadata", "extras"]);
/** Columns of nodes that are filled inside SQLite. */
const KEPT_OUTSIDE = new Set(["attributes", "extras"]);
const FIELD_NAMES: Readonly<Record<string, string>> = { user_id: "user", dbnode_id: "node" };

/** What a column gets: where the row says nothing, and where it says null. The time stands for another of the row. */
interface ColumnPlan {
  column: string;
  whereSilent: Cell | typeof OTHER_TIME;
  whereNull: Cell | typeof OTHER_TIME;
  isNeeded: boolean;
}

const OTHER_TIME = Symbol("another time of the row");

const planFor = memoized((table: LegacyTable, to: ConvertedVersion): readonly ColumnPlan[] => {
  const fills = to === "main_0001" ? (NULL_FILLS[table] ?? {}) : {};
  const needed = new Set(neededColumns(table, to === "main_0000"));
  const silent = (column: string): ColumnPlan["whereSilent"] => {
    if (column.endsWith("time")) return OTHER_TIME;
    if (EMPTY_OBJECT_BY_DEFAULT.has(column)) return "{}";
    return EMPTY_BY_DEFAULT.has(column) || (column === "label" && table === "db_dbnode") ? "" : null;
  };
  return columnsOf(table).map((column) => ({
    column,
    whereSilent: silent(column),
    whereNull: fills[column] === "@now" ? OTHER_TIME : (fills[column]?.replaceAll("'", "") ?? null),
    isNeeded: needed.has(column) && !KEPT_OUTSIDE.has(column),
  }));
});

/**
 * The values in the order of the table's columns, nulls filled as the version wants it. A missing time becomes the row's
 * other one, if it has one; AiiDA takes the time of the conversion, and writes it as local time.
 */
function rowOf(table: LegacyTable, rules: RowRules, values: Columns): Cell[] {
  const plan = planFor(table, rules.to);
  const row: Cell[] = [];
  for (const { column, whereSilent, whereNull, isNeeded } of plan) {
    const given = values[column];
    let value = (given === undefined ? whereSilent : given) ?? whereNull;
    if (value === OTHER_TIME) value = values["mtime"] ?? values["ctime"] ?? rules.now;
    if (value === null && isNeeded) throw new RowProblem(`has no ${FIELD_NAMES[column] ?? column}`);
    row.push(value);
  }
  return row;
}

function memoized<T>(
  make: (table: LegacyTable, to: ConvertedVersion) => T,
): (table: LegacyTable, to: ConvertedVersion) => T {
  const made: Record<ConvertedVersion, Map<LegacyTable, T>> = { main_0000: new Map(), main_0001: new Map() };
  return (table, to) => {
    const known = made[to].get(table) ?? make(table, to);
    made[to].set(table, known);
    return known;
  };
}
