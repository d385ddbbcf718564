import type { SalvagedTable } from "../db/queries/salvage-rows.ts";

/**
 * What a column may hold. `reference` is the id of another row; `optional` columns may be NULL in today's tables, the
 * others get what stands for nothing: an empty text, or `{}`.
 */
type ColumnKind =
  | "id"
  | "uuid"
  | "text"
  | "optional text"
  | "json"
  | "optional json"
  | "reference"
  | "optional reference"
  | "flag";

/** A table of today's archives, with what tells its rows from those of others. */
export interface KnownTable {
  name: SalvagedTable;
  /** Its rows in words: "node", "nodes". */
  words: readonly [one: string, many: string];
  /** In the order of today's tables. */
  columns: readonly (readonly [name: string, kind: ColumnKind])[];
}

/** All tables whose rows are recovered, those that others refer to first (`docs/data-model.md`, "Tables"). */
export const KNOWN_TABLES: readonly KnownTable[] = [
  {
    name: "db_dbuser",
    words: ["user", "users"],
    columns: [
      ["id", "id"],
      ["email", "text"],
      ["first_name", "text"],
      ["last_name", "text"],
      ["institution", "text"],
    ],
  },
  {
    name: "db_dbcomputer",
    words: ["computer", "computers"],
    columns: [
      ["id", "id"],
      ["uuid", "uuid"],
      ["label", "text"],
      ["hostname", "text"],
      ["description", "text"],
      ["scheduler_type", "text"],
      ["transport_type", "text"],
      ["metadata", "json"],
    ],
  },
  {
    name: "db_dbauthinfo",
    words: ["login on a computer", "logins on computers"],
    columns: [
      ["id", "id"],
      ["aiidauser_id", "reference"],
      ["dbcomputer_id", "reference"],
      ["metadata", "json"],
      ["auth_params", "json"],
      ["enabled", "flag"],
    ],
  },
  {
    name: "db_dbgroup",
    words: ["group", "groups"],
    columns: [
      ["id", "id"],
      ["uuid", "uuid"],
      ["label", "text"],
      ["type_string", "text"],
      ["time", "text"],
      ["description", "text"],
      ["extras", "json"],
      ["user_id", "reference"],
    ],
  },
  {
    name: "db_dbnode",
    words: ["node", "nodes"],
    columns: [
      ["id", "id"],
      ["uuid", "uuid"],
      ["node_type", "text"],
      ["process_type", "optional text"],
      ["label", "text"],
      ["description", "text"],
      ["ctime", "text"],
      ["mtime", "text"],
      ["attributes", "optional json"],
      ["extras", "optional json"],
      ["repository_metadata", "json"],
      ["dbcomputer_id", "optional reference"],
      ["user_id", "reference"],
    ],
  },
  {
    name: "db_dbcomment",
    words: ["comment", "comments"],
    columns: [
      ["id", "id"],
      ["uuid", "uuid"],
      ["dbnode_id", "reference"],
      ["ctime", "text"],
      ["mtime", "text"],
      ["user_id", "reference"],
      ["content", "text"],
    ],
  },
  {
    name: "db_dblog",
    words: ["log record", "log records"],
    columns: [
      ["id", "id"],
      ["uuid", "uuid"],
      ["time", "text"],
      ["loggername", "text"],
      ["levelname", "text"],
      ["dbnode_id", "reference"],
      ["message", "text"],
      ["metadata", "json"],
    ],
  },
  {
    name: "db_dblink",
    words: ["link", "links"],
    columns: [
      ["id", "id"],
      ["input_id", "reference"],
      ["output_id", "reference"],
      ["label", "text"],
      ["type", "text"],
    ],
  },
  {
    name: "db_dbgroup_dbnodes",
    words: ["membership of a group", "memberships of groups"],
    columns: [
      ["id", "id"],
      ["dbnode_id", "reference"],
      ["dbgroup_id", "reference"],
    ],
  },
];
