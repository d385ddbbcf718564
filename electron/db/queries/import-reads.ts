import type { LinkType } from "../../../shared/model/link.ts";
import { preparedOnce } from "../prepared.ts";
import { text } from "../rows.ts";
import type { CopiedTable } from "./export-rows.ts";

/** A link of a source whose ends are both there. */
export interface ImportLink {
  id: number;
  source: number;
  target: number;
  label: string;
  sourceType: string;
  targetType: string;
}

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
  const links = db
    .prepare<[string, number, number], [number, number, number, unknown, unknown, unknown]>(
      `SELECT link.id, link.input_id, link.output_id, link.label, source.node_type, target.node_type
       FROM db_dblink AS link
       JOIN db_dbnode AS source ON source.id = link.input_id
       JOIN db_dbnode AS target ON target.id = link.output_id
       WHERE +link.type = ? AND link.id > ? ORDER BY link.id LIMIT ?`,
    )
    .raw();
  const countLinks = db
    .prepare<[string], number>(
      `SELECT count(*) FROM db_dblink AS link JOIN db_dbnode AS source ON source.id = link.input_id
       JOIN db_dbnode AS target ON target.id = link.output_id WHERE +link.type = ?`,
    )
    .pluck();
  return {
    /** The next rows after an id, each with what identifies it everywhere. */
    ids: (table: CopiedTable, afterId: number, limit: number) =>
      ids[table].all(afterId, limit).map(([id, unique]): [number, string] => [id, text(unique)]),
    /** The next links of a type after an id; those with an end that is not there are left out. */
    links: (type: LinkType, afterId: number, limit: number): ImportLink[] =>
      links.all(type, afterId, limit).map(([id, source, target, label, sourceType, targetType]) => ({
        id,
        source,
        target,
        label: text(label),
        sourceType: text(sourceType),
        targetType: text(targetType),
      })),
    countLinks: (type: LinkType): number => countLinks.get(type) ?? 0,
  };
});

export type ImportReads = ReturnType<typeof prepareImportReads>;
