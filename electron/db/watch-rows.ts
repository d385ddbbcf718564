import type { Database } from "better-sqlite3";
import { writeCount } from "./write-ahead.ts";

/** What one connection does to the rows that are kept in memory, besides adding some. */
export interface WatchedRows {
  /** Ids of nodes whose rows were changed; null where rows of nodes or links were taken away, or links were changed. */
  changedNodes(): Set<number> | null;
  /** No group and no membership came, went or was changed. */
  areGroupsSame(): boolean;
  /** No other connection has written since the watch began. */
  isAlone(): boolean;
}

/**
 * Note from now on which rows a connection changes, by triggers of its own: they stand in its memory and not in the database, and are
 * gone with it. Begin inside a transaction that keeps others from writing. A changed row takes a microsecond more.
 */
export function watchRows(db: Database): WatchedRows {
  const groupTriggers = ["db_dbgroup", "db_dbgroup_dbnodes"].flatMap((table) =>
    ["INSERT", "UPDATE", "DELETE"].map(
      (change) => `CREATE TEMP TRIGGER stemma_${table}_${change} AFTER ${change} ON ${table}
        BEGIN INSERT INTO stemma_watched_groups SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM stemma_watched_groups); END;`,
    ),
  );
  db.exec(`
    CREATE TEMP TABLE stemma_watched_groups (changed INTEGER);
    ${groupTriggers.join("\n")}
    CREATE TEMP TABLE stemma_watched (kind TEXT, id INTEGER);
    CREATE TEMP TRIGGER stemma_node_changed AFTER UPDATE ON db_dbnode
      BEGIN INSERT INTO stemma_watched VALUES ('changed', new.id); END;
    CREATE TEMP TRIGGER stemma_node_gone AFTER DELETE ON db_dbnode
      BEGIN INSERT INTO stemma_watched VALUES ('gone', old.id); END;
    CREATE TEMP TRIGGER stemma_link_gone AFTER DELETE ON db_dblink
      BEGIN INSERT INTO stemma_watched VALUES ('gone', old.id); END;
    CREATE TEMP TRIGGER stemma_link_changed AFTER UPDATE ON db_dblink
      BEGIN INSERT INTO stemma_watched VALUES ('gone', new.id); END;
  `);
  const isGone = db.prepare<[], number>("SELECT 1 FROM stemma_watched WHERE kind = 'gone' LIMIT 1").pluck();
  const changed = db.prepare<[], number>("SELECT DISTINCT id FROM stemma_watched").pluck();
  const isAnyGroup = db.prepare<[], number>("SELECT changed FROM stemma_watched_groups").pluck();
  const atFirst = writeCount(db);
  return {
    changedNodes: () => (isGone.get() === undefined ? new Set(changed.all()) : null),
    areGroupsSame: () => isAnyGroup.get() === undefined,
    isAlone: () => writeCount(db) === atFirst,
  };
}
