import type { Database } from "better-sqlite3";
import { preparedOnce } from "../prepared.ts";
import { text } from "../rows.ts";

/** What of a node is compared between a file and the library. */
export const COMPARED = ["type", "label", "description", "attributes", "files", "extras"] as const;
export type ComparedField = (typeof COMPARED)[number];

const COLUMN: Record<ComparedField, readonly [name: string, missing: "" | "{}"]> = {
  type: ["node_type", ""],
  label: ["label", ""],
  description: ["description", ""],
  attributes: ["attributes", "{}"],
  files: ["repository_metadata", "{}"],
  extras: ["extras", "{}"],
};

/** What of a node is compared as a text, in SQL. */
export function comparedText(field: ComparedField, alias: string): string {
  const [name, missing] = COLUMN[field];
  return `coalesce(CAST(${alias}.${name} AS TEXT), '${missing}')`;
}

/** A node as it is compared: its texts in the order of `COMPARED`. */
export type ComparedNode = [id: number, ...texts: string[]];

/** Characters of a slice of nodes up to which its texts are joined. */
const MOST_JOINED = 32 * 1024 * 1024;

/** Queries that compare rows of two databases of AiiDA. Lists of ids go in as one JSON array and are followed in order. */
export const prepareCompareRows = preparedOnce((db: Database) => {
  const wanted = "FROM json_each(?) AS wanted CROSS JOIN db_dbnode AS node ON node.id = wanted.value";
  const columns = COMPARED.map((field) => comparedText(field, "node"));
  const lengths = COMPARED.map((field) => `coalesce(octet_length(node.${COLUMN[field][0]}), 0)`);
  // All rows of a slice as one text a column: two hundred times fewer values come out of SQLite, and most slices are equal.
  // Not so extras: nearly every archive has hashes there that an import leaves out.
  const joined = db
    .prepare<[string], (string | null)[]>(
      `SELECT ${columns
        .slice(0, -1)
        .map((column) => `group_concat(${column}, char(30))`)
        .join(", ")} ${wanted}`,
    )
    .raw();
  const extras = db.prepare<[string], string>(`SELECT ${columns.at(-1)} ${wanted}`).pluck();
  // The length in bytes stands in the row's head: nothing long is read for it.
  const length = db.prepare<[string], number>(`SELECT total(${lengths.join(" + ")}) ${wanted}`).pluck();
  const names = db
    .prepare<[string], [id: number, uuid: string, nodeType: string, label: string]>(
      `SELECT node.id, node.uuid, ${columns[0]}, ${columns[1]} ${wanted}`,
    )
    .raw();
  const rows = db.prepare<[string], ComparedNode>(`SELECT node.id, ${columns.join(", ")} ${wanted}`).raw();
  const comments = db
    .prepare<[string], [id: number, mtime: string, content: string]>(
      `SELECT row.id, coalesce(row.mtime, row.ctime, ''), coalesce(CAST(row.content AS TEXT), '')
       FROM json_each(?) AS wanted CROSS JOIN db_dbcomment AS row ON row.id = wanted.value`,
    )
    .raw();
  const computers = db
    .prepare<[], [uuid: unknown, label: unknown]>("SELECT uuid, label FROM db_dbcomputer ORDER BY uuid")
    .raw();
  const groups = db
    .prepare<[], [id: number, uuid: unknown, label: unknown, typeString: unknown, nodes: number]>(
      `SELECT id, uuid, label, type_string,
         (SELECT count(*) FROM db_dbgroup_dbnodes AS member WHERE member.dbgroup_id = grp.id)
       FROM db_dbgroup AS grp ORDER BY label, uuid`,
    )
    .raw();
  const groupLabel = db.prepare<[number], unknown>("SELECT label FROM db_dbgroup WHERE id = ?").pluck();
  const members = db
    .prepare<[number], unknown>(
      `SELECT node.uuid FROM db_dbgroup_dbnodes AS member JOIN db_dbnode AS node ON node.id = member.dbnode_id
       WHERE member.dbgroup_id = ?`,
    )
    .pluck();
  const memberIds = db
    .prepare<[number], number>("SELECT dbnode_id FROM db_dbgroup_dbnodes WHERE dbgroup_id = ?")
    .pluck();
  return {
    /** True if the texts of these nodes are short enough to be joined. */
    isShort: (nodeIds: readonly number[]) => (length.get(JSON.stringify(nodeIds)) ?? 0) < MOST_JOINED,
    /** The texts of all these nodes in one, for each field of `COMPARED` but extras. */
    joined: (nodeIds: readonly number[]) => joined.get(JSON.stringify(nodeIds))!,
    /** Extras in the order of the ids, all of which are there. */
    extras: (nodeIds: readonly number[]) => extras.all(JSON.stringify(nodeIds)),
    names: (nodeIds: readonly number[]) => names.all(JSON.stringify(nodeIds)),
    nodes: (nodeIds: readonly number[]) => rows.all(JSON.stringify(nodeIds)),
    comments: (ids: readonly number[]) => comments.all(JSON.stringify(ids)),
    computers: () => computers.all().map(([uuid, label]): [string, string] => [text(uuid), text(label)]),
    /** By label, each with how many nodes it has. */
    groups: () =>
      groups
        .all()
        .map(([id, uuid, label, type, nodes]): [number, string, string, string, number] => [
          id,
          text(uuid),
          text(label),
          text(type),
          nodes,
        ]),
    groupLabel: (id: number) => text(groupLabel.get(id)),
    /** UUIDs of a group's nodes. */
    members: (groupId: number) => members.all(groupId).map(text),
    /** Their ids, also of nodes that are not there. */
    memberIds: (groupId: number) => memberIds.all(groupId),
  };
});
