import { isBounded } from "../bounded-text.ts";
import { preparedOnce } from "../prepared.ts";
import { PROCESS_COLUMNS, type ProcessColumns } from "../rows.ts";
import { rowLost } from "../to-archive-error.ts";

// Flag 2 of json_valid also takes what Python writes and RFC 8259 does not know (NaN, Infinity).
const SAID = `CASE WHEN ${isBounded("attributes")} AND json_valid(attributes, 2)
  THEN json_extract(attributes, '$.process_state', '$.exit_status', '$.process_label', '$.sealed') END`;
// The unary plus: process nodes are everywhere in the table, so its pages are read in their order.
const IS_PROCESS = "+node_type >= 'process.' AND +node_type < 'process/'";

/** Scans of what process nodes say of themselves; reading their attributes is the dear part of it. */
export const prepareProcessScans = preparedOnce((db) => {
  const slice = db
    .prepare<[number, number], [nodeId: number, said: string | null]>(
      `SELECT id, ${SAID} FROM db_dbnode WHERE id > ? AND ${IS_PROCESS} ORDER BY id LIMIT ?`,
    )
    .raw();
  const one = db.prepare<[number], ProcessColumns & { sealedType: string | null }>(
    `SELECT ${PROCESS_COLUMNS}, CASE WHEN ${isBounded("node.attributes")} AND json_valid(node.attributes, 2)
       THEN json_type(node.attributes, '$.sealed') END AS sealedType
     FROM db_dbnode AS node WHERE node.id = ?`,
  );
  return {
    /**
     * Processes after an id, ascending, each with one text that holds all of it: equal texts say the same. Null where
     * SQLite cannot read the attributes.
     */
    slice: (afterId: number, limit: number) => slice.all(afterId, limit),
    /** The same of one node, taken apart. `archive/corrupt` for one that is not there. */
    one: (nodeId: number) => {
      const row = one.get(nodeId);
      if (!row) throw rowLost("db_dbnode", nodeId);
      return row;
    },
  };
});
