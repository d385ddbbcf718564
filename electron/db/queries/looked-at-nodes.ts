import { PLAIN_BYTES } from "../../archive/plain-repository-keys.ts";
import { preparedOnce } from "../prepared.ts";
import type { ExportRow } from "./export-rows.ts";

const COLUMNS = ["attributes", "extras", "repository_metadata"];

const json = (column: string) => `coalesce(CAST(${column} AS TEXT), '{}')`;
const asObject = (column: string) =>
  `CASE WHEN substr(${column}, 1, 1) = '{' THEN '{}' ELSE ${json(column)} END`;

/** What can be said at once of nodes that are only looked at, where nothing about them is odd. */
export interface SoundNodes {
  count: number;
  /** For each in id order the first letter of what a link asks for: `d`ata, `c`alculation, `w`orkflow, or `-`. */
  classes: string;
  userIds: readonly number[];
  computerIds: readonly number[];
  /** How many have a list of files, and these lists as bytes with a newline between them, as `plainRepositoryKeys` wants them. */
  lists: { count: number; bytes: Buffer | null };
}

type SoundRow = [
  count: number,
  sound: number,
  classes: string | null,
  userIds: string | null,
  computerIds: string | null,
  listCount: number,
  lists: Buffer | null,
];

const isObject = (column: string) =>
  `typeof(${column}) = 'text' AND ${column} >= '{' AND ${column} < '|' AND json_valid(${column})`;
const LIST = "repository_metadata";
const hasList = `${LIST} IS NOT NULL AND ${LIST} <> '{}'`;

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
  const type = "coalesce(CAST(node_type AS TEXT), '')";
  const begins = (prefix: string) => `substr(${type}, 1, ${prefix.length}) = '${prefix}'`;
  const between = db
    .prepare<[number, number], SoundRow>(
      `SELECT count(*),
         total(typeof(uuid) = 'text' AND uuid <> '' AND ${isObject("attributes")} AND ${isObject("extras")}
           AND (${LIST} IS NULL OR typeof(${LIST}) = 'text' AND octet_length(${LIST}) < ${PLAIN_BYTES} AND json_valid(${LIST}))
           AND typeof(user_id) = 'integer' AND typeof(dbcomputer_id) IN ('null', 'integer')),
         group_concat(CASE WHEN ${begins("data.")} THEN 'd' WHEN ${begins("process.calculation.")} THEN 'c'
           WHEN ${begins("process.workflow.")} THEN 'w' ELSE '-' END, ''),
         group_concat(DISTINCT user_id), group_concat(DISTINCT dbcomputer_id),
         count(*) FILTER (WHERE ${hasList}), CAST(group_concat(${LIST}, char(10)) FILTER (WHERE ${hasList}) AS BLOB)
       FROM db_dbnode WHERE id BETWEEN ? AND ?`,
    )
    .raw();
  return {
    /** What there is to say of all nodes from one id to another; null where one of them is odd, and has to be looked at by itself. */
    between: (firstId: number, lastId: number): SoundNodes | null => {
      const [count, sound, classes, userIds, computerIds, listCount, bytes] = between.get(firstId, lastId)!;
      if (sound !== count) return null;
      return {
        count,
        classes: classes ?? "",
        userIds: idsOf(userIds),
        computerIds: idsOf(computerIds),
        lists: { count: listCount, bytes },
      };
    },
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

const idsOf = (list: string | null): number[] => (list === null ? [] : list.split(",").map(Number));
