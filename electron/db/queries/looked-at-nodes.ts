import { preparedOnce } from "../prepared.ts";
import type { ExportRow } from "./export-rows.ts";

const COLUMNS = ["attributes", "extras", "repository_metadata"];

const json = (column: string) => `coalesce(CAST(${column} AS TEXT), '{}')`;
const asObject = (column: string) =>
  `CASE WHEN substr(${column}, 1, 1) = '{' THEN '{}' ELSE ${json(column)} END`;

/** Queries for whoever only looks whether nodes can be imported. */
export const prepareLookedAtNodes = preparedOnce((db) => {
  const rows = db
    .prepare<[string], ExportRow>(
      `SELECT id, uuid, coalesce(CAST(node_type AS TEXT), ''), NULL, '', '', '', '',
         ${asObject("attributes")}, ${asObject("extras")}, ${json("repository_metadata")}, dbcomputer_id, user_id,
         ${COLUMNS.map((column) => `json_valid(${json(column)})`).join(" AND ")}
       FROM db_dbnode WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id`,
    )
    .raw();
  return {
    /**
     * Nodes as `prepareExportReads` gives them, in id order: `{}` stands for attributes and extras that are any object, and
     * texts and times are left out. Null where one of them has JSON that only Python writes.
     */
    rows: (ids: readonly number[]): ExportRow[] | null => {
      const found = rows.all(JSON.stringify(ids));
      return found.every((row) => row.at(-1) === 1) ? found : null;
    },
  };
});
