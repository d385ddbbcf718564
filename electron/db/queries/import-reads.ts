import { corrupt } from "../../archive/corrupt.ts";
import type { LinkType } from "../../../shared/model/link.ts";
import { preparedOnce } from "../prepared.ts";
import { text } from "../rows.ts";
import type { CopiedTable } from "./export-rows.ts";
import { type ImportLink, prepareLinkSlices, prepareLinkTexts } from "./link-slices.ts";
import { prepareUuidSlices } from "./uuid-slices.ts";

/** Tables that are read in the order of their UUIDs. */
export type IndexedTable = "db_dbnode" | "db_dblog";
/** Tables whose rows a person chooses for an import. */
export type ChosenTable = "db_dbnode" | "db_dbgroup" | "db_dbcomputer";

/** Tables whose rows have a label that no other may have. */
export type LabelledTable = "db_dbcomputer" | "db_dbgroup";

/** What an import reads of a source beside whole rows (`export-rows.ts`). Slices are in id order. */
export const prepareImportReads = preparedOnce((db) => {
  // Rows that belong to nothing are dropped, as AiiDA's step from main_0000 does before an import.
  const idsOf = (table: CopiedTable, unique: string, condition = "TRUE") =>
    db
      .prepare<[number, number], [id: number, unique: unknown]>(
        `SELECT id, ${unique} FROM ${table} WHERE id > ? AND ${condition} ORDER BY id LIMIT ?`,
      )
      .raw();
  const ids: Record<CopiedTable, ReturnType<typeof idsOf>> = {
    db_dbuser: idsOf("db_dbuser", "email"),
    db_dbcomputer: idsOf("db_dbcomputer", "uuid"),
    db_dbauthinfo: idsOf("db_dbauthinfo", "id", "aiidauser_id IS NOT NULL AND dbcomputer_id IS NOT NULL"),
    db_dbgroup: idsOf("db_dbgroup", "uuid"),
    db_dbnode: idsOf("db_dbnode", "uuid"),
    db_dbcomment: idsOf("db_dbcomment", "uuid", "dbnode_id IS NOT NULL AND user_id IS NOT NULL"),
    db_dblog: idsOf("db_dblog", "uuid"),
  };
  const identified = (table: CopiedTable, unique: string) =>
    db
      .prepare<[string], [number, unknown]>(
        `SELECT row.id, row.${unique} FROM json_each(?) AS wanted CROSS JOIN ${table} AS row ON row.id = wanted.value`,
      )
      .raw();
  const identifiedBy: Record<CopiedTable, ReturnType<typeof identified>> = {
    db_dbuser: identified("db_dbuser", "email"),
    db_dbcomputer: identified("db_dbcomputer", "uuid"),
    db_dbauthinfo: identified("db_dbauthinfo", "id"),
    db_dbgroup: identified("db_dbgroup", "uuid"),
    db_dbnode: identified("db_dbnode", "uuid"),
    db_dbcomment: identified("db_dbcomment", "uuid"),
    db_dblog: identified("db_dblog", "uuid"),
  };
  const labelled = (table: LabelledTable) =>
    db
      .prepare<[string], [number, unknown, unknown]>(
        `SELECT row.id, row.uuid, row.label FROM json_each(?) AS wanted CROSS JOIN ${table} AS row ON row.id = wanted.value
         ORDER BY row.uuid, row.id`,
      )
      .raw();
  const labelledBy: Record<LabelledTable, ReturnType<typeof labelled>> = {
    db_dbcomputer: labelled("db_dbcomputer"),
    db_dbgroup: labelled("db_dbgroup"),
  };
  // From the table's side: an old archive may have no index on the UUID, and one look at all rows is enough.
  const chosen = (table: ChosenTable) =>
    db
      .prepare<[string], [string, number]>(
        `SELECT uuid, id FROM ${table} WHERE uuid IN (SELECT value FROM json_each(?)) ORDER BY id`,
      )
      .raw();
  const chosenBy: Record<ChosenTable, ReturnType<typeof chosen>> = {
    db_dbnode: chosen("db_dbnode"),
    db_dbgroup: chosen("db_dbgroup"),
    db_dbcomputer: chosen("db_dbcomputer"),
  };
  const links = prepareLinkSlices(db, true);
  const linkTexts = prepareLinkTexts(db, true);
  const countLinks = db.prepare<[string], number>("SELECT count(*) FROM db_dblink WHERE type = ?").pluck();
  const typedLinks = db
    .prepare<[], [typed: number, all: number]>(
      `SELECT (SELECT total(links) FROM (SELECT count(*) AS links FROM db_dblink GROUP BY type)),
         (SELECT count(*) FROM db_dblink NOT INDEXED)`,
    )
    .raw();
  const members = db
    .prepare<[number], number>(
      "SELECT DISTINCT dbnode_id FROM db_dbgroup_dbnodes WHERE dbgroup_id = ? ORDER BY dbnode_id",
    )
    .pluck();
  const alongIndex = (table: IndexedTable) => ({
    range: db
      .prepare<[], [count: number, first: number | null, last: number | null]>(
        `SELECT (SELECT count(*) FROM ${table} NOT INDEXED), (SELECT min(id) FROM ${table}), (SELECT max(id) FROM ${table})`,
      )
      .raw(),
    ids: db.prepare<[], number>(`SELECT id FROM ${table}`).pluck(),
    byUuid: db
      .prepare<[string, number], [uuid: string, id: number]>(
        `SELECT uuid, id FROM ${table} WHERE uuid > ? ORDER BY uuid LIMIT ?`,
      )
      .raw(),
    joined: prepareUuidSlices(db, table),
    hasIndex: db
      .prepare<[], 1>(
        `SELECT 1 FROM pragma_index_list('${table}') AS list JOIN pragma_index_info(list.name) AS part
         WHERE list.partial = 0 AND part.seqno = 0 AND part.name = 'uuid' LIMIT 1`,
      )
      .pluck(),
  });
  const indexed = { db_dbnode: alongIndex("db_dbnode"), db_dblog: alongIndex("db_dblog") };
  const nodeType = db.prepare<[number], unknown>("SELECT node_type FROM db_dbnode WHERE id = ?").pluck();
  return {
    /** The next rows after an id, each with what identifies it everywhere. */
    ids: (table: CopiedTable, afterId: number, limit: number) =>
      ids[table].all(afterId, limit).map(([id, unique]): [number, string] => [id, text(unique)]),
    /** The same of given rows, in the order of the ids. */
    identified: (table: CopiedTable, rowIds: readonly number[]) =>
      identifiedBy[table]
        .all(JSON.stringify(rowIds))
        .map(([id, unique]): [number, string] => [id, text(unique)]),
    /** Given rows with what they are called, in the order of their UUIDs. */
    labelled: (table: LabelledTable, rowIds: readonly number[]) =>
      labelledBy[table]
        .all(JSON.stringify(rowIds))
        .map(([id, uuid, label]) => ({ id, uuid: text(uuid), label: text(label) })),
    /** Ids of the rows with these UUIDs, ascending; those that are not there are left out. */
    idsByUuid: (table: ChosenTable, uuids: readonly string[]) => chosenBy[table].all(JSON.stringify(uuids)),
    /** The next links of a type after an id, also those with an end that is not there. */
    links: (type: LinkType, afterId: number, limit: number): ImportLink[] => links(type, afterId, limit),
    /** The same as texts, where that can be. */
    linkTexts: (type: LinkType, afterId: number, limit: number) => linkTexts(type, afterId, limit),
    countLinks: (type: LinkType): number => countLinks.get(type) ?? 0,
    /**
     * Links are read by the index of their types: `archive/corrupt` where that does not hold as many as the table. SQLite compares
     * them only in a check of the whole.
     */
    requireWholeIndex: (): void => {
      const [typed, all] = typedLinks.get()!;
      if (typed === all) return;
      throw corrupt("db.sqlite3", "index", "The table of links and its index do not hold the same links", {
        expected: all,
        actual: typed,
      });
    },
    /** Ids of what is in a group, each once, also of nodes that are not there. The connection is busy until the last one is taken. */
    members: (groupId: number) => members.iterate(groupId),
    /** How many rows a table has, whatever its indexes say, and the smallest and largest id. */
    range: (table: IndexedTable) => indexed[table].range.get()!,
    /** Ids of all rows, in no order. The connection is busy until the last one is taken. */
    allIds: (table: IndexedTable) => indexed[table].ids.iterate(),
    /** True where rows can be read in the order of their UUIDs without a look at all of them. */
    hasUuidIndex: (table: IndexedTable) => indexed[table].hasIndex.get() === 1,
    /** The next rows in the order of their UUIDs; those without one are left out. */
    byUuid: (table: IndexedTable, afterUuid: string, limit: number) =>
      indexed[table].byUuid.all(afterUuid, limit),
    /** The same in one piece; null where a UUID is not as AiiDA writes it. */
    uuidSlice: (table: IndexedTable, afterUuid: string, limit: number) =>
      indexed[table].joined.after(afterUuid, limit),
    nodeType: (nodeId: number): string => text(nodeType.get(nodeId)),
  };
});

export type ImportReads = ReturnType<typeof prepareImportReads>;
