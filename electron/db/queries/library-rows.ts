import type { Database } from "better-sqlite3";
import type { IndexedTable } from "./import-reads.ts";
import { prepareLinkSlices, prepareLinkTexts } from "./link-slices.ts";
import { prepareUuidSlices, type UuidSlice } from "./uuid-slices.ts";

/** Tables of a store whose rows have a UUID. */
export type UuidTable = "db_dbcomputer" | "db_dbgroup" | "db_dbnode" | "db_dbcomment" | "db_dblog";
/** Tables of a store that rows are added to. */
export type LibraryTable = UuidTable | "db_dbuser" | "db_dbauthinfo" | "db_dblink" | "db_dbgroup_dbnodes";

/** A link of a store. */
export type StoredLink = [source: number, target: number, label: string];

const SLICE_LINKS = 2_000;

/** What an import looks up in a store and changes there, beside adding rows. Lists go in as one JSON array each. */
export function prepareLibraryRows(db: Database) {
  const idsByUuid = (table: UuidTable) =>
    db
      .prepare<[string], [uuid: string, id: number]>(
        `SELECT row.uuid, row.id FROM json_each(?) AS wanted CROSS JOIN ${table} AS row ON row.uuid = wanted.value`,
      )
      .raw();
  const byUuid = {
    db_dbcomputer: idsByUuid("db_dbcomputer"),
    db_dbgroup: idsByUuid("db_dbgroup"),
    db_dbnode: idsByUuid("db_dbnode"),
    db_dbcomment: idsByUuid("db_dbcomment"),
    db_dblog: idsByUuid("db_dblog"),
  };
  const inOrder = (table: IndexedTable) => ({
    between: db
      .prepare<[string, string], [uuid: string, id: number]>(
        `SELECT uuid, id FROM ${table} WHERE uuid BETWEEN ? AND ?`,
      )
      .raw(),
    joined: prepareUuidSlices(db, table),
    count: db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck(),
  });
  const indexed = { db_dbnode: inOrder("db_dbnode"), db_dblog: inOrder("db_dblog") };
  const users = db
    .prepare<[], [email: string, id: number]>("SELECT email, id FROM db_dbuser ORDER BY id")
    .raw();
  const labels = {
    db_dbcomputer: db.prepare<[], string>("SELECT label FROM db_dbcomputer").pluck(),
    db_dbgroup: db.prepare<[], string>("SELECT label FROM db_dbgroup").pluck(),
  };
  const authinfo = db
    .prepare<[number, number], number>(
      "SELECT id FROM db_dbauthinfo WHERE aiidauser_id = ? AND dbcomputer_id = ?",
    )
    .pluck();
  const extras = db
    .prepare<[string], [id: number, extras: string | null]>(
      "SELECT node.id, node.extras FROM json_each(?) AS wanted CROSS JOIN db_dbnode AS node ON node.id = wanted.value",
    )
    .raw();
  const setExtras = db.prepare<[string, string, number]>(
    "UPDATE db_dbnode SET extras = ?, mtime = ? WHERE id = ?",
  );
  const comment = db
    .prepare<[number], [content: string, mtime: string]>(
      "SELECT content, mtime FROM db_dbcomment WHERE id = ?",
    )
    .raw();
  const setComment = db.prepare<[string, string, number]>(
    "UPDATE db_dbcomment SET content = ?, mtime = ? WHERE id = ?",
  );
  const linksBy = (end: "input_id" | "output_id") =>
    `SELECT link.input_id, link.output_id, link.label FROM json_each(@ids) AS wanted
     CROSS JOIN db_dblink AS link ON link.${end} = wanted.value WHERE +link.type = @type`;
  const links = db
    .prepare<[{ ids: string; type: string }], StoredLink>(
      `${linksBy("output_id")} UNION ${linksBy("input_id")}`,
    )
    .raw();
  const linkSlice = prepareLinkSlices(db, false);
  const linkTexts = prepareLinkTexts(db, false);
  function* linksOf(type: string): Generator<StoredLink> {
    for (let after = Number.NEGATIVE_INFINITY; ; ) {
      const slice = linkSlice(type, after, SLICE_LINKS);
      for (const { source, target, label } of slice) yield [source, target, label];
      if (slice.length < SLICE_LINKS) return;
      after = slice.at(-1)!.id;
    }
  }
  const countLinks = db.prepare<[string], number>("SELECT count(*) FROM db_dblink WHERE type = ?").pluck();
  const groups = db
    .prepare<[], [id: number, uuid: string, label: string]>(
      "SELECT id, uuid, label FROM db_dbgroup ORDER BY id",
    )
    .raw();
  const members = db
    .prepare<[number], number>("SELECT dbnode_id FROM db_dbgroup_dbnodes WHERE dbgroup_id = ?")
    .pluck();
  const highest = (table: LibraryTable) =>
    db.prepare<[], number | null>(`SELECT max(id) FROM ${table}`).pluck().get() ?? 0;
  return {
    /** Ids of those rows that the store has, by UUID. */
    idsByUuid: (table: UuidTable, uuids: readonly string[]) => byUuid[table].all(JSON.stringify(uuids)),
    /** The same from the first to the last of these UUIDs, which are ascending; others in between come too. */
    rowsBetween: (table: IndexedTable, uuids: readonly string[]) =>
      uuids.length === 0 ? [] : indexed[table].between.all(uuids[0]!, uuids.at(-1)!),
    /** The same in one piece; null where that cannot be had. */
    uuidsBetween: (table: IndexedTable, first: string, last: string): UuidSlice | null =>
      indexed[table].joined.between(first, last),
    countRows: (table: IndexedTable) => indexed[table].count.get()!,
    /** All users; the first is whom a new store was made for. */
    users: () => users.all(),
    labels: (table: "db_dbcomputer" | "db_dbgroup") => labels[table].all(),
    hasAuthinfo: (user: number, computer: number) => authinfo.get(user, computer) !== undefined,
    extras: (nodeIds: readonly number[]) => extras.all(JSON.stringify(nodeIds)),
    setExtras: (nodeId: number, text: string, mtime: string) => void setExtras.run(text, mtime, nodeId),
    comment: (id: number) => comment.get(id)!,
    setComment: (id: number, content: string, mtime: string) => void setComment.run(content, mtime, id),
    /** Links of one type that begin or end at one of the nodes, each once. */
    linksAt: (nodeIds: readonly number[], type: string) => links.all({ ids: JSON.stringify(nodeIds), type }),
    /** All links of one type, read some thousand at a time. */
    linksOf: (type: string): Iterable<StoredLink> => linksOf(type),
    /** The next links of a type after an id as texts, where that can be. */
    linkTexts: (type: string, afterId: number, limit: number) => linkTexts(type, afterId, limit),
    countLinks: (type: string): number => countLinks.get(type) ?? 0,
    groups: () => groups.all(),
    members: (groupId: number) => members.all(groupId),
    /** The id for the next new row. */
    nextId: (table: LibraryTable) => highest(table) + 1,
  };
}

export type LibraryRows = ReturnType<typeof prepareLibraryRows>;
