import type { NodeRow } from "../../../shared/model/node.ts";
import { preparedOnce } from "../prepared.ts";
import { jsonColumn, NODE_ROW_COLUMNS, NODE_ROW_JOINS, type RawNodeRow, readNodeRow } from "../rows.ts";

/** The JSON columns of a node. */
export type NodeJsonColumn = "attributes" | "extras" | "repository_metadata";

const jsonOf = (column: NodeJsonColumn) => `
  SELECT octet_length(node.${column}) AS bytes,
         CASE WHEN octet_length(node.${column}) <= @maxBytes THEN CAST(node.${column} AS TEXT) END AS text
  FROM db_dbnode AS node WHERE node.id = @nodeId`;

/** Node queries over one open source. Every one of them looks up by primary key or by the index on the UUID. */
export const prepareNodeQueries = preparedOnce((db) => {
  const rowById = db.prepare<[{ nodeId: number }], RawNodeRow>(
    `SELECT ${NODE_ROW_COLUMNS} FROM db_dbnode AS node ${NODE_ROW_JOINS} WHERE node.id = @nodeId`,
  );
  const rowsByIds = db.prepare<[{ ids: string }], RawNodeRow>(
    `SELECT ${NODE_ROW_COLUMNS}
     FROM json_each(@ids) AS wanted CROSS JOIN db_dbnode AS node ON node.id = wanted.value ${NODE_ROW_JOINS}`,
  );
  const idByUuid = db
    .prepare<[{ uuid: string }], number>("SELECT id FROM db_dbnode WHERE uuid = @uuid LIMIT 1")
    .pluck();
  // Hexadecimal digits and "-" all sort before "g", so this range is the prefix and uses the index.
  const idsByPrefix = db
    .prepare<[{ prefix: string; limit: number }], number>(
      "SELECT id FROM db_dbnode WHERE uuid >= @prefix AND uuid < @prefix || 'g' ORDER BY uuid LIMIT @limit",
    )
    .pluck();
  const prefixCount = db
    .prepare<[{ prefix: string }], number>(
      "SELECT count(*) FROM db_dbnode WHERE uuid >= @prefix AND uuid < @prefix || 'g'",
    )
    .pluck();
  const idsOfUuids = db.prepare<[{ uuids: string }], { uuid: string; nodeId: number }>(
    `SELECT node.uuid AS uuid, node.id AS nodeId
     FROM json_each(@uuids) AS wanted CROSS JOIN db_dbnode AS node ON node.uuid = wanted.value`,
  );
  const json = {
    attributes: db.prepare<[{ nodeId: number; maxBytes: number }], StoredJson>(jsonOf("attributes")),
    extras: db.prepare<[{ nodeId: number; maxBytes: number }], StoredJson>(jsonOf("extras")),
    repository_metadata: db.prepare<[{ nodeId: number; maxBytes: number }], StoredJson>(
      jsonOf("repository_metadata"),
    ),
  };

  return {
    /** One node, or null when the source does not hold it. */
    row: (nodeId: number): NodeRow | null => {
      const raw = rowById.get({ nodeId });
      return raw ? readNodeRow(raw) : null;
    },
    /** Rows in the order of the ids; unknown ids are left out. O(ids). */
    rows: (nodeIds: readonly number[]): NodeRow[] =>
      rowsByIds.all({ ids: JSON.stringify(nodeIds) }).map(readNodeRow),
    /** The node with exactly this UUID (lower case, with hyphens). */
    idByUuid: (uuid: string): number | null => idByUuid.get({ uuid }) ?? null,
    /** Ids of nodes whose UUID begins so, in the order of the UUIDs. The prefix must be hexadecimal. */
    idsByUuidPrefix: (prefix: string, limit: number): number[] => idsByPrefix.all({ prefix, limit }),
    /** How many nodes have a UUID that begins so. */
    countByUuidPrefix: (prefix: string): number => prefixCount.get({ prefix }) ?? 0,
    /** Ids of those UUIDs that the source holds. */
    idsByUuids: (uuids: readonly string[]): Map<string, number> =>
      new Map(idsOfUuids.all({ uuids: JSON.stringify(uuids) }).map(({ uuid, nodeId }) => [uuid, nodeId])),
    /** A JSON column verbatim (`{}` where nothing is stored); `text` is null when it is longer than `maxBytes`. */
    json: (
      nodeId: number,
      column: NodeJsonColumn,
      maxBytes: number,
    ): { bytes: number; text: string | null } => {
      const stored = json[column].get({ nodeId, maxBytes });
      if (stored?.bytes === null || stored === undefined) return { bytes: 2, text: "{}" };
      if (stored.text === null) return { bytes: stored.bytes, text: null };
      const text = jsonColumn(stored.text);
      return { bytes: text === stored.text ? stored.bytes : text.length, text };
    },
  };
});

interface StoredJson {
  bytes: number | null;
  text: string | null;
}
