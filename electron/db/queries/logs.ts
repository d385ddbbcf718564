import { bounded } from "../bounded-text.ts";
import { preparedOnce } from "../prepared.ts";
import { jsonColumn, PROCESS_COLUMNS, type ProcessColumns, readProcessFacts, text } from "../rows.ts";
import { nodeTitle } from "../../../shared/model/node.ts";

/** A log record of a node, with the node that wrote it. */
export interface LogRow {
  uuid: string;
  time: string;
  level: string;
  logger: string;
  message: string;
  /** JSON text, verbatim. */
  metadata: string;
  nodeId: number;
  nodeTitle: string;
}

interface RawLog extends ProcessColumns {
  uuid: unknown;
  time: unknown;
  level: unknown;
  logger: unknown;
  message: unknown;
  metadata: unknown;
  nodeId: number;
  nodeType: unknown;
}

interface LogPage {
  nodeId: number;
  limit: number;
  offset: number;
}

// UNION drops what was met before, so a call link that leads back to its caller ends the walk.
const CALLED = `
  WITH RECURSIVE called(id) AS (
    SELECT @nodeId
    UNION
    SELECT link.output_id FROM called JOIN db_dblink AS link ON link.input_id = called.id
    WHERE +link.type IN ('call_calc', 'call_work'))`;

const LOG_COLUMNS = `
  log.uuid AS uuid, log.time AS time, log.levelname AS level, log.loggername AS logger, ${bounded("log.message")} AS message,
  ${bounded("log.metadata")} AS metadata, node.id AS nodeId, node.node_type AS nodeType, ${PROCESS_COLUMNS}`;

const PAGE = "ORDER BY log.time, log.id LIMIT @limit OFFSET @offset";

/** Log queries over one open source. */
export const prepareLogQueries = preparedOnce((db) => {
  const own = db.prepare<[LogPage], RawLog>(
    `SELECT ${LOG_COLUMNS} FROM db_dblog AS log JOIN db_dbnode AS node ON node.id = log.dbnode_id
     WHERE log.dbnode_id = @nodeId ${PAGE}`,
  );
  const withCalled = db.prepare<[LogPage], RawLog>(
    `${CALLED} SELECT ${LOG_COLUMNS}
     FROM called CROSS JOIN db_dblog AS log ON log.dbnode_id = called.id JOIN db_dbnode AS node ON node.id = called.id
     ${PAGE}`,
  );
  const ownCount = db
    .prepare<[{ nodeId: number }], number>("SELECT count(*) FROM db_dblog WHERE dbnode_id = @nodeId")
    .pluck();
  const countWithCalled = db
    .prepare<[{ nodeId: number }], number>(
      `${CALLED} SELECT count(*) FROM called CROSS JOIN db_dblog AS log ON log.dbnode_id = called.id`,
    )
    .pluck();

  return {
    /** Log records in time order; `called` merges in those of every process it called, at any depth, each once. */
    page: (called: boolean, page: LogPage): LogRow[] => (called ? withCalled : own).all(page).map(readLog),
    count: (called: boolean, nodeId: number): number =>
      (called ? countWithCalled : ownCount).get({ nodeId }) ?? 0,
  };
});

function readLog(raw: RawLog): LogRow {
  const { processLabel } = readProcessFacts(raw);
  return {
    uuid: text(raw.uuid),
    time: text(raw.time),
    level: text(raw.level),
    logger: text(raw.logger),
    message: text(raw.message),
    metadata: jsonColumn(raw.metadata),
    nodeId: raw.nodeId,
    nodeTitle: nodeTitle({ nodeType: text(raw.nodeType), processLabel }),
  };
}
