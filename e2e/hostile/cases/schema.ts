import type { Database } from "better-sqlite3";
import { archiveParts, WHOLE, zipOf } from "../support/archive-parts.ts";
import type { Expected, HostileCase } from "../support/hostile-case.ts";
import { file } from "../support/write.ts";

/** A whole archive after these statements. */
const after = (sql: string | ((db: Database) => void)) =>
  file(() => zipOf(archiveParts(WHOLE, (db) => (typeof sql === "string" ? db.exec(sql) : sql(db)))));

/** Put an object into the schema that SQL would not let in. */
function forged(type: string, name: string, sql: string) {
  return after((db) => {
    db.unsafeMode(true);
    db.pragma("writable_schema = ON");
    db.prepare("INSERT INTO sqlite_schema VALUES (?, ?, ?, 0, ?)").run(type, name, name, sql);
  });
}

/** Replace the text of a table's definition. */
function redefined(table: string, change: (sql: string) => string) {
  return after((db) => {
    db.unsafeMode(true);
    db.pragma("writable_schema = ON");
    const sql = db.prepare("SELECT sql FROM sqlite_schema WHERE name = ?").pluck().get(table) as string;
    db.prepare("UPDATE sqlite_schema SET sql = ? WHERE name = ?").run(change(sql), table);
  });
}

const MOVED = "ALTER TABLE db_dbnode RENAME TO nodes_behind;";
const COUNT_TO_ONE_BILLION =
  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) SELECT count(*) FROM n";

const CASES: [what: string, make: HostileCase["make"], opens: Expected][] = [
  [
    "without any table",
    after((db) => {
      db.pragma("foreign_keys = OFF");
      for (const name of db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all())
        db.exec(`DROP TABLE ${String(name)}`);
    }),
    "archive/corrupt",
  ],
  ["without its nodes", after("DROP TABLE db_dbnode"), "archive/corrupt"],
  ["without its logs", after("DROP TABLE db_dblog"), "archive/corrupt"],
  ["without a column", after("ALTER TABLE db_dbnode DROP COLUMN description"), "archive/corrupt"],
  ["with a column more", after("ALTER TABLE db_dbnode ADD COLUMN surprise TEXT DEFAULT 'x'"), "done"],
  [
    "with 1,500 columns more",
    after((db) => {
      const columns = Array.from({ length: 1_500 }, (_, i) => `c${i}`).join(", ");
      db.exec(`CREATE TABLE wide (${columns})`);
    }),
    "done",
  ],
  [
    "with 2,000 tables more",
    after((db) => {
      for (let i = 0; i < 2_000; i++) db.exec(`CREATE TABLE t${i} (a)`);
    }),
    "done",
  ],
  [
    "with a view for the nodes",
    after(`${MOVED} CREATE VIEW db_dbnode AS SELECT * FROM nodes_behind`),
    "archive/corrupt",
  ],
  [
    "with a view for the nodes that never ends",
    after(`${MOVED} CREATE VIEW db_dbnode AS ${COUNT_TO_ONE_BILLION}`),
    "archive/corrupt",
  ],
  [
    "with a view beside the nodes that never ends",
    after(`CREATE VIEW endless AS ${COUNT_TO_ONE_BILLION}`),
    "done",
  ],
  [
    "with a view of itself",
    forged("view", "self", "CREATE VIEW self AS SELECT * FROM self"),
    ["done", "archive/corrupt"],
  ],
  [
    "with triggers",
    after("CREATE TRIGGER t AFTER INSERT ON db_dbnode BEGIN SELECT load_extension('x.so'); END"),
    "done",
  ],
  [
    "with a virtual table for the nodes",
    after(`${MOVED} CREATE VIRTUAL TABLE db_dbnode USING fts5(id, uuid)`),
    "archive/corrupt",
  ],
  ["with a virtual table", after("CREATE VIRTUAL TABLE texts USING fts5(body)"), "done"],
  [
    "with a virtual table of a module that is not there",
    forged("table", "evil", "CREATE VIRTUAL TABLE evil USING csv(filename='/etc/passwd')"),
    ["done", "archive/corrupt"],
  ],
  [
    "with a hidden virtual table",
    redefined("db_dbsetting", () => "CREATE /**/ VIRTUAL -- x\n TABLE db_dbsetting USING fts5(a)"),
    ["done", "archive/corrupt"],
  ],
  [
    "with a generated column",
    after(
      "ALTER TABLE db_dblog DROP COLUMN message; ALTER TABLE db_dblog ADD COLUMN message TEXT AS (hex(zeroblob(400000000)))",
    ),
    "archive/corrupt",
  ],
  [
    "with a default that calls a function",
    after(
      "ALTER TABLE db_dbcomment ADD COLUMN extra TEXT DEFAULT (hex(randomblob(10)))".replace(
        "(hex(randomblob(10)))",
        "'x'",
      ),
    ),
    "done",
  ],
  [
    "with an index over an expression",
    after("CREATE INDEX slow ON db_dbnode (length(hex(description)))"),
    "done",
  ],
  [
    "with an index over a function that is not there",
    redefined("ix_db_dbnode_db_dbnode_label", (sql) => sql.replace("(label)", "(evil(label))")),
    ["done", "archive/corrupt"],
  ],
  [
    "with a CHECK that never ends",
    redefined(
      "db_dbnode",
      (sql) => `${sql.trimEnd().slice(0, -1)}, CHECK (length(hex(zeroblob(900000000))) > 0))`,
    ),
    "done",
  ],
  [
    "with a collation that is not there",
    redefined("db_dbnode", (sql) => sql.replace("label VARCHAR(255)", "label VARCHAR(255) COLLATE evil")),
    ["done", "archive/corrupt"],
  ],
  [
    "with two tables of one name",
    forged("table", "db_dbnode", "CREATE TABLE db_dbnode (id INTEGER PRIMARY KEY)"),
    "archive/corrupt",
  ],
  [
    "with an id that is no key",
    redefined("db_dblink", (sql) => sql.replace("CONSTRAINT db_dblink_pkey PRIMARY KEY (id),", "")),
    "archive/corrupt",
  ],
  [
    "with nodes without row ids",
    after(
      `${MOVED} CREATE TABLE db_dbnode (id INTEGER PRIMARY KEY, uuid, node_type, process_type, label, description, ctime, mtime, attributes, extras, repository_metadata, dbcomputer_id, user_id) WITHOUT ROWID`,
    ),
    ["done", "archive/corrupt"],
  ],
  [
    "with a table's definition of 1 MB",
    after(`CREATE TABLE long (${"a".repeat(1_000_000)} TEXT)`),
    ["done", "archive/corrupt"],
  ],
  [
    "with a schema that is no SQL",
    redefined("db_dbgroup", () => "CREATE TABLE db_dbgroup (((("),
    "archive/corrupt",
  ],
  [
    "with a schema that is a blob",
    after((db) => {
      db.unsafeMode(true);
      db.pragma("writable_schema = ON");
      db.prepare("UPDATE sqlite_schema SET name = ? WHERE name = 'db_dbsetting'").run(
        Buffer.from([0, 255, 0]),
      );
    }),
    ["done", "archive/corrupt"],
  ],
  [
    "with a root page that another table has",
    after((db) => {
      db.unsafeMode(true);
      db.pragma("writable_schema = ON");
      db.exec(
        "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'db_dblink') WHERE name = 'db_dbnode'",
      );
    }),
    ["done", "archive/corrupt", "archive/limit"],
  ],
  [
    "with indexes of other rows than the table's",
    after((db) => {
      db.unsafeMode(true);
      db.pragma("writable_schema = ON");
      const roots = "(SELECT rootpage FROM sqlite_schema WHERE name = 'ix_db_dblink_db_dblink_label')";
      db.exec(`UPDATE sqlite_schema SET rootpage = ${roots} WHERE name LIKE 'ix_db_dbnode_db_dbnode_%'`);
    }),
    ["done", "archive/corrupt", "archive/limit"],
  ],
  [
    "with names in capitals",
    after("ALTER TABLE db_dbnode RENAME TO x; ALTER TABLE x RENAME TO DB_DBNODE"),
    "done",
  ],
  [
    "with a column in capitals",
    after("ALTER TABLE db_dblink RENAME COLUMN type TO x; ALTER TABLE db_dblink RENAME COLUMN x TO TYPE"),
    "archive/corrupt",
  ],
  [
    "with hostile names of tables",
    after('CREATE TABLE "\u001b[2J\u202e" (a); CREATE VIEW "<script>\n\u0007" AS SELECT 1'),
    "done",
  ],
];

const ANY = [
  "done",
  "archive/corrupt",
  "archive/limit",
  "node/not-found",
  "selection/empty",
  "export/unsealed",
] as const;

export const SCHEMA: readonly HostileCase[] = CASES.map(([what, make, opens]) => ({
  name: `a database ${what}`,
  make,
  opens,
  ...(Array.isArray(opens) && {
    verbs: { info: ANY, nodes: ANY, show: ANY, traverse: ANY, export: ANY, cat: ANY, migrate: ANY },
  }),
}));
