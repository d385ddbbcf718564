import type { Database } from "better-sqlite3";

/** A column that refers to rows of another table, as AiiDA declares it (`docs/data-model.md`, "Tables"). */
export interface Reference {
  table: string;
  column: string;
  target: string;
  /** NULL is a value like any other there. */
  isOptional: boolean;
}

/** Every reference between the tables of an archive but those of links, which are looked at one by one. */
export const REFERENCES: readonly Reference[] = [
  { table: "db_dbnode", column: "user_id", target: "db_dbuser", isOptional: false },
  { table: "db_dbnode", column: "dbcomputer_id", target: "db_dbcomputer", isOptional: true },
  { table: "db_dbauthinfo", column: "aiidauser_id", target: "db_dbuser", isOptional: false },
  { table: "db_dbauthinfo", column: "dbcomputer_id", target: "db_dbcomputer", isOptional: false },
  { table: "db_dbgroup", column: "user_id", target: "db_dbuser", isOptional: false },
  { table: "db_dbgroup_dbnodes", column: "dbnode_id", target: "db_dbnode", isOptional: false },
  { table: "db_dbgroup_dbnodes", column: "dbgroup_id", target: "db_dbgroup", isOptional: false },
  { table: "db_dbcomment", column: "dbnode_id", target: "db_dbnode", isOptional: false },
  { table: "db_dbcomment", column: "user_id", target: "db_dbuser", isOptional: false },
  { table: "db_dblog", column: "dbnode_id", target: "db_dbnode", isOptional: false },
];

/** Columns whose values, taken together, may occur only once in their table. */
export const UNIQUE_COLUMNS: readonly { table: string; columns: readonly string[]; what: string }[] = [
  { table: "db_dbuser", columns: ["email"], what: "e-mail" },
  { table: "db_dbcomputer", columns: ["uuid"], what: "UUID" },
  { table: "db_dbcomputer", columns: ["label"], what: "label" },
  { table: "db_dbauthinfo", columns: ["aiidauser_id", "dbcomputer_id"], what: "user and computer" },
  { table: "db_dbgroup", columns: ["uuid"], what: "UUID" },
  { table: "db_dbgroup", columns: ["label", "type_string"], what: "label and type" },
  { table: "db_dbgroup_dbnodes", columns: ["dbgroup_id", "dbnode_id"], what: "group and node" },
  { table: "db_dbnode", columns: ["uuid"], what: "UUID" },
  { table: "db_dbcomment", columns: ["uuid"], what: "UUID" },
  { table: "db_dblog", columns: ["uuid"], what: "UUID" },
];

/** What the rows of a table are checked for, by column. */
export interface CheckedTable {
  table: string;
  uuid: boolean;
  /** Text that must be there, or may be NULL where an older version left it so. */
  texts: readonly string[];
  times: readonly string[];
  json: readonly string[];
}

/** The tables whose rows are looked at one by one. */
export const CHECKED_TABLES: readonly CheckedTable[] = [
  {
    table: "db_dbuser",
    uuid: false,
    texts: ["email", "first_name", "last_name", "institution"],
    times: [],
    json: [],
  },
  {
    table: "db_dbcomputer",
    uuid: true,
    texts: ["label", "hostname", "description", "scheduler_type", "transport_type"],
    times: [],
    json: ["metadata"],
  },
  { table: "db_dbauthinfo", uuid: false, texts: [], times: [], json: ["metadata", "auth_params"] },
  {
    table: "db_dbgroup",
    uuid: true,
    texts: ["label", "type_string", "description"],
    times: ["time"],
    json: ["extras"],
  },
  {
    table: "db_dbnode",
    uuid: true,
    texts: ["node_type", "process_type", "label", "description"],
    times: ["ctime", "mtime"],
    json: ["attributes", "extras", "repository_metadata"],
  },
  { table: "db_dbcomment", uuid: true, texts: ["content"], times: ["ctime", "mtime"], json: [] },
  {
    table: "db_dblog",
    uuid: true,
    texts: ["loggername", "levelname", "message"],
    times: ["time"],
    json: ["metadata"],
  },
];

/** How a JSON column stands: nothing there, well-formed, to be looked at, too long to be looked at, no text at all. */
export const JSON_STATE = { absent: 0, good: 1, odd: 2, long: 3, noText: 4 } as const;

/**
 * Rows of a table as arrays, in the order of their ids: id, uuid (where the table has one), texts, times, and for
 * each JSON column its state and its text. The text is null where it is too long, of other columns only the beginning is
 * there then. SQLite's own parser says whether a
 * text is RFC 8259; what it refuses is for our scanner to judge. The connection is busy until the last row is taken.
 */
export function checkedRows(
  db: Database,
  { table, uuid, texts, times, json }: CheckedTable,
  maxJsonBytes: number,
): IterableIterator<unknown[]> {
  const columns = [
    "id",
    ...[...(uuid ? ["uuid"] : []), ...texts, ...times].map(
      (column) =>
        `CASE WHEN octet_length(${column}) <= @most THEN ${column} ELSE substr(${column}, 1, 100) END`,
    ),
    ...json.flatMap((column) => [
      `CASE typeof(${column}) WHEN 'null' THEN ${JSON_STATE.absent}
        WHEN 'text' THEN CASE WHEN octet_length(${column}) > @most THEN ${JSON_STATE.long}
          WHEN json_valid(${column}, 1) THEN ${JSON_STATE.good} ELSE ${JSON_STATE.odd} END
        ELSE ${JSON_STATE.noText} END`,
      `CASE WHEN typeof(${column}) = 'text' AND octet_length(${column}) <= @most THEN ${column} END`,
    ]),
  ];
  return db
    .prepare<[{ most: number }], unknown[]>(
      `SELECT ${columns.join(", ")} FROM ${table} NOT INDEXED ORDER BY id`,
    )
    .raw()
    .iterate({ most: maxJsonBytes });
}

/** One link: id, source, target, type, label, as they are stored. */
export type CheckedLink = [id: unknown, source: unknown, target: unknown, type: unknown, label: unknown];

/** Everything else that is asked of a database that is checked. Throws what SQLite throws. */
export function verifyQueries(db: Database) {
  return {
    /** Rows of a table, as the shortest of its indexes has them. */
    count: (table: string): number =>
      db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0,

    /**
     * Indexes and tables that make SQLite compute something for each row: indexes of expressions or of some rows only,
     * generated columns, virtual tables. AiiDA has none; what a stranger lets SQLite compute may take for ever.
     */
    computed: (): string[] =>
      db
        .prepare<[], string>(`
          SELECT own.name FROM sqlite_schema AS own, pragma_index_xinfo(own.name) AS part
            WHERE own.type = 'index' AND part.cid = -2
          UNION SELECT part.name FROM sqlite_schema AS own, pragma_index_list(own.name) AS part
            WHERE own.type = 'table' AND own.rootpage > 0 AND part.partial = 1
          UNION SELECT own.name FROM sqlite_schema AS own, pragma_table_xinfo(own.name) AS part
            WHERE own.type = 'table' AND own.rootpage > 0 AND part.hidden IN (2, 3)
          UNION SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage = 0`)
        .pluck()
        .all(),

    /** What SQLite finds broken, at most so many sentences; empty for a sound database. Reads every page. */
    integrity: (most: number): string[] => {
      const rows = db.pragma(`integrity_check(${most})`) as { integrity_check: unknown }[];
      const found = rows.map((row) => String(row.integrity_check));
      return found.length === 1 && found[0] === "ok" ? [] : found;
    },

    /**
     * Rows that refer to nothing, in tables that are not an archive's, by the keys that those declare. Of an archive's own
     * tables the references are known and looked at by `dangling`, whether they are declared or not.
     */
    foreignKeys: (ownTables: readonly string[], most: number) => {
      const others = db
        .prepare<[string], string>(`
          SELECT name FROM sqlite_schema
          WHERE type = 'table' AND rootpage > 0 AND lower(name) NOT IN (SELECT value FROM json_each(?))`)
        .pluck()
        .all(JSON.stringify(ownTables));
      const broken = db.prepare<[string, number], { rowid: unknown; parent: unknown }>(
        "SELECT rowid, parent FROM pragma_foreign_key_check(?) LIMIT ?",
      );
      return others.flatMap((table) => broken.all(table, most).map((row) => ({ table, ...row })));
    },

    /**
     * True when a reference of some row leads nowhere, or is missing where it may not be. Asks the column's index, if there is
     * one, which is an answer only once the integrity check has found that it holds what the table holds.
     */
    isAstray: ({ table, column, target, isOptional }: Reference): boolean =>
      db
        .prepare<[], number>(
          `SELECT EXISTS (SELECT 1 FROM (SELECT DISTINCT ${column} AS value FROM ${table}) AS row
           WHERE ${isOptional ? "row.value IS NOT NULL AND" : ""}
             NOT EXISTS (SELECT 1 FROM ${target} AS target WHERE target.id = row.value))`,
        )
        .pluck()
        .get() === 1,

    /** Rows whose reference leads nowhere. */
    dangling: function* ({ table, column, target }: Reference): Generator<{ id: unknown; value: unknown }> {
      yield* db
        .prepare<[], { id: unknown; value: unknown }>(
          `SELECT id, ${column} AS value FROM ${table} AS row NOT INDEXED
           WHERE ${column} IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM ${target} AS target WHERE target.id = row.${column})`,
        )
        .iterate();
    },

    /** Rows without a reference that each must have. */
    missing: function* ({ table, column }: Reference): Generator<{ id: unknown }> {
      yield* db
        .prepare<[], { id: unknown }>(`SELECT id FROM ${table} NOT INDEXED WHERE ${column} IS NULL`)
        .iterate();
    },

    /** Values that occur more than once: how often, and the smallest id that has them. NULLs do not count. */
    repeated: function* (
      table: string,
      columns: readonly string[],
    ): Generator<{ id: unknown; times: number; shown: unknown }> {
      const present = columns.map((column) => `${column} IS NOT NULL`).join(" AND ");
      yield* db
        .prepare<[], { id: unknown; times: number; shown: unknown }>(
          `SELECT min(id) AS id, count(*) AS times, ${columns.map((c) => `substr(${c}, 1, 200)`).join(" || ' · ' || ")} AS shown
           FROM ${table} WHERE ${present} GROUP BY ${columns.join(", ")} HAVING count(*) > 1`,
        )
        .iterate();
    },

    /** All links in the order of their ids. The connection is busy until the last one is taken. */
    links: (): IterableIterator<CheckedLink> =>
      db
        .prepare<[], CheckedLink>(
          "SELECT id, input_id, output_id, type, label FROM db_dblink NOT INDEXED ORDER BY id",
        )
        .raw()
        .iterate(),

    /** One link by its id. */
    link: (id: number) =>
      db
        .prepare<[number], CheckedLink>(
          "SELECT id, input_id, output_id, type, label FROM db_dblink WHERE id = ?",
        )
        .raw()
        .get(id),

    /** The node's UUID as text, or null. */
    nodeUuid: (id: number): string | null => {
      const uuid = db.prepare<[number], unknown>("SELECT uuid FROM db_dbnode WHERE id = ?").pluck().get(id);
      return typeof uuid === "string" ? uuid : null;
    },

    /** True if the stored value of a column is UTF-8; used where the text that came out looks as if it were not. */
    bytes: (table: string, column: string, id: number): Buffer | null => {
      const bytes = db
        .prepare<[number], unknown>(`SELECT CAST(${column} AS BLOB) FROM ${table} WHERE id = ?`)
        .pluck()
        .get(id);
      return Buffer.isBuffer(bytes) ? bytes : null;
    },

    /** The version that AiiDA's migrations have left in the database; null where there is none. */
    migratedTo: (): string | null => {
      // A virtual table has no pages of its own, and a computed column is hidden from the list: neither is asked.
      const has = db
        .prepare<[], number>(`
          SELECT count(*) FROM sqlite_schema AS own, pragma_table_info(own.name) AS stored
          WHERE own.type = 'table' AND own.name = 'alembic_version' AND own.rootpage > 0
            AND stored.name = 'version_num'`)
        .pluck()
        .get();
      if (has !== 1) return null;
      const version = db
        .prepare<[], unknown>("SELECT CAST(version_num AS TEXT) FROM alembic_version LIMIT 1")
        .pluck()
        .get();
      return typeof version === "string" ? version : null;
    },
  };
}
