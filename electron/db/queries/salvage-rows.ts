import type { Database } from "better-sqlite3";
import { ARCHIVE_INDEXES, ARCHIVE_TABLES } from "../archive-schema.ts";
import { runLong } from "../run-long.ts";
import { type CopiedTable, type ExportRow, prepareExportWrites } from "./export-rows.ts";

/** The tables whose rows are recovered. */
export type SalvagedTable = CopiedTable | "db_dblink" | "db_dbgroup_dbnodes";

const ALL_TABLES: readonly SalvagedTable[] = [
  "db_dbnode",
  "db_dbuser",
  "db_dbcomputer",
  "db_dbgroup",
  "db_dbcomment",
  "db_dblog",
  "db_dblink",
];

/** The owner of what has lost its own: nodes, groups and comments cannot stand without one. */
export const UNKNOWN_OWNER = "unknown-owner@lost.invalid"; // RFC 2606: nobody's address, ever

/** What had to go, or to change, because rows that it refers to are not there. */
export interface SettledReferences {
  /** Nodes, groups and comments whose owner is not there: they have the one of `UNKNOWN_OWNER` now. */
  ownersLost: number;
  /** Nodes whose computer is not there: they have none now. */
  computersLost: number;
  linksDropped: number;
  commentsDropped: number;
  logsDropped: number;
  membershipsDropped: number;
  authinfosDropped: number;
}

/**
 * An empty database with today's tables, to be filled with the rows of a damaged one in one transaction. Rows come in
 * any order: what they refer to is settled at the end, when all are there.
 */
export function prepareSalvage(db: Database) {
  db.pragma("foreign_keys = OFF");
  for (const statement of ARCHIVE_TABLES) db.exec(statement);
  db.exec("BEGIN");
  const writes = prepareExportWrites(db);
  const found = new Map<SalvagedTable, ReturnType<typeof exists>>();
  const exists = (table: SalvagedTable) =>
    db.prepare<[number], 1>(`SELECT 1 FROM ${table} WHERE id = ?`).pluck();
  const changes = (sql: string) => db.prepare(sql).run().changes;
  const dropWithout = (table: SalvagedTable, ...references: (readonly [column: string, to: string])[]) => {
    const missing = references.map(
      ([column, to]) => `NOT EXISTS (SELECT 1 FROM ${to} WHERE ${to}.id = ${table}.${column})`,
    );
    return changes(`DELETE FROM ${table} WHERE ${missing.join(" OR ")}`);
  };
  return {
    /** Add a row, its values in the order of today's columns. False when one with its id, UUID or name is there. */
    add(table: SalvagedTable, row: ExportRow): boolean {
      try {
        if (table === "db_dblink") {
          const [id, source, target, label, type] = row as [number, number, number, string, string];
          writes.link(id, source, target, label, type);
        } else if (table === "db_dbgroup_dbnodes") {
          const [id, nodeId, groupId] = row as [number, number, number];
          writes.membership(id, nodeId, groupId);
        } else writes.row(table, row);
        return true;
      } catch (error) {
        if (error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_CONSTRAINT")) {
          return false;
        }
        throw error;
      }
    },
    /** Whether a row with this id has been added. */
    has(table: SalvagedTable, id: number): boolean {
      let query = found.get(table);
      if (query === undefined) found.set(table, (query = exists(table)));
      return query.get(id) === 1;
    },
    /** Whether any row has been added. */
    hasRows(): boolean {
      return ALL_TABLES.some((table) => db.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get() !== undefined);
    },
    /** What is left to do when all is settled, in steps of up to a second for a million rows: indexes, the transaction. */
    finish: [...ARCHIVE_INDEXES, "COMMIT"].map((statement) => () => runLong(db, statement)),
    /** Let go of what refers to rows that are not there: what each step comes to, in this order. */
    settle: [
      ["ownersLost", () => giveOwners(db)],
      [
        "computersLost",
        () =>
          changes(`UPDATE db_dbnode SET dbcomputer_id = NULL
            WHERE dbcomputer_id IS NOT NULL AND dbcomputer_id NOT IN (SELECT id FROM db_dbcomputer)`),
      ],
      ["linksDropped", () => dropWithout("db_dblink", ["input_id", "db_dbnode"], ["output_id", "db_dbnode"])],
      ["commentsDropped", () => dropWithout("db_dbcomment", ["dbnode_id", "db_dbnode"])],
      ["logsDropped", () => dropWithout("db_dblog", ["dbnode_id", "db_dbnode"])],
      [
        "membershipsDropped",
        () => dropWithout("db_dbgroup_dbnodes", ["dbnode_id", "db_dbnode"], ["dbgroup_id", "db_dbgroup"]),
      ],
      [
        "authinfosDropped",
        () => dropWithout("db_dbauthinfo", ["aiidauser_id", "db_dbuser"], ["dbcomputer_id", "db_dbcomputer"]),
      ],
    ] satisfies [keyof SettledReferences, () => number][],
  };
}

/** Give whatever has lost its owner to one made for that purpose. */
export function giveOwners(db: Database): number {
  const owned = ["db_dbnode", "db_dbgroup", "db_dbcomment"];
  const isLost = "user_id NOT IN (SELECT id FROM db_dbuser)";
  const lost = db
    .prepare<[], 0 | 1>(
      `SELECT ${owned.map((table) => `EXISTS (SELECT 1 FROM ${table} WHERE ${isLost})`).join(" OR ")}`,
    )
    .pluck();
  if (lost.get() !== 1) return 0;
  const free = db.prepare<[], number>("SELECT coalesce(max(id), 0) + 1 FROM db_dbuser").pluck().get()!;
  // A free id may be the one that was lost: then it must not count as found while the others are looked at.
  const changed = owned.map((table) =>
    db.prepare(`UPDATE ${table} SET user_id = ? WHERE ${isLost}`).run(free),
  );
  db.prepare(
    "INSERT INTO db_dbuser (id, email, first_name, last_name, institution) VALUES (?, ?, '', '', '')",
  ).run(free, UNKNOWN_OWNER);
  return changed.reduce((sum, { changes }) => sum + changes, 0);
}

/** Nodes that name files: ids ascending, with their lists. */
export function fileLists(db: Database): IterableIterator<[nodeId: number, metadata: string]> {
  return db
    .prepare<[], [number, string]>(
      "SELECT id, CAST(repository_metadata AS TEXT) FROM db_dbnode WHERE length(repository_metadata) > 2 ORDER BY id",
    )
    .raw()
    .iterate();
}

/** Replace the lists of files of nodes. */
export function setFileLists(
  db: Database,
  lists: readonly (readonly [nodeId: number, metadata: string])[],
): void {
  const set = db.prepare<[string, number]>("UPDATE db_dbnode SET repository_metadata = ? WHERE id = ?");
  for (const [nodeId, metadata] of lists) set.run(metadata, nodeId);
}

/** UUIDs of nodes, in the order of the ids given. */
export function nodeUuids(db: Database, nodeIds: readonly number[]): string[] {
  const uuid = db.prepare<[number], string>("SELECT uuid FROM db_dbnode WHERE id = ?").pluck();
  return nodeIds.flatMap((id) => uuid.get(id) ?? []);
}
