import type { Database } from "better-sqlite3";
import { testUuid } from "../../../electron/db/testing/contents.ts";
import { archiveParts, WHOLE, zipOf } from "../support/archive-parts.ts";
import type { Expected, HostileCase, VerbName } from "../support/hostile-case.ts";
import { file } from "../support/write.ts";

/** A whole archive after these statements, which no constraint holds back. */
const after = (change: string | ((db: Database) => void)) =>
  file(() =>
    zipOf(
      archiveParts(WHOLE, (db) => {
        db.pragma("foreign_keys = OFF");
        db.pragma("ignore_check_constraints = ON");
        if (typeof change === "string") db.exec(change);
        else change(db);
      }),
    ),
  );

/** The tables without what keeps odd values out: NOT NULL and UNIQUE. */
function loosened(db: Database, table: string): void {
  db.unsafeMode(true);
  db.pragma("writable_schema = ON");
  const sql = String(db.prepare("SELECT sql FROM sqlite_schema WHERE name = ?").pluck().get(table));
  const loose = sql.replaceAll(/(?<!id INTEGER) NOT NULL/g, "").replaceAll(/,\s*CONSTRAINT uq_[^)]*\)/g, "");
  db.exec(`CREATE TABLE loose_rows AS SELECT * FROM ${table}; DROP TABLE ${table}`);
  db.exec(loose);
  db.exec(`INSERT INTO ${table} SELECT * FROM loose_rows; DROP TABLE loose_rows`);
}

const loose = (table: string, sql: string | ((db: Database) => void)) =>
  after((db) => {
    loosened(db, table);
    if (typeof sql === "string") db.exec(sql);
    else sql(db);
  });

type Verbs = Partial<Record<VerbName, Expected>>;
const SOME = [
  "done",
  "archive/corrupt",
  "archive/limit",
  "export/unsealed",
  "node/not-found",
  "selection/empty",
] as const;
/** What reading shows and writing an archive refuses: AiiDA's tables could not hold it. */
const NO_EXPORT: Verbs = { export: SOME, migrate: SOME, traverse: SOME };
const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
const json = (text: string) => (db: Database) =>
  void db
    .prepare("UPDATE db_dbnode SET attributes = @text, extras = @text, repository_metadata = @text")
    .run({ text });

const CASES: [what: string, make: HostileCase["make"], opens: Expected, verbs?: Verbs][] = [
  [
    "attributes that are no JSON",
    after("UPDATE db_dbnode SET attributes = '{\"a\": ', extras = 'no', repository_metadata = '['"),
    "done",
    NO_EXPORT,
  ],
  ["JSON with raw control characters", after(json('{"a": "\u001b[2J\u0007\u202e"}')), "done", NO_EXPORT],
  ["JSON that is NaN", after(json('{"a": NaN, "b": [Infinity, -Infinity]}')), "done", NO_EXPORT],
  ["JSON that is a list", after(json("[1, 2, 3]")), "done", NO_EXPORT],
  [
    "JSON that is a number",
    after("UPDATE db_dbnode SET attributes = 7, extras = 1.5, repository_metadata = 0"),
    "done",
    NO_EXPORT,
  ],
  [
    "JSON that is a blob",
    after(
      "UPDATE db_dbnode SET attributes = x'ff00fe', extras = zeroblob(1000), repository_metadata = x'7b7d'",
    ),
    "done",
    NO_EXPORT,
  ],
  [
    "JSON that is SQLite's own binary form",
    after("UPDATE db_dbnode SET attributes = jsonb('{\"value\": 1}')"),
    "done",
    NO_EXPORT,
  ],
  ["JSON nested 100,000 levels deep", after(json(deep(100_000))), "done", NO_EXPORT],
  ["JSON with a key of 1 MB", after(json(`{"${"k".repeat(1_000_000)}": 1}`)), "done", NO_EXPORT],
  [
    "JSON with one key a hundred thousand times",
    after(json(`{${Array.from({ length: 100_000 }, () => '"a": 1').join(", ")}}`)),
    "done",
    NO_EXPORT,
  ],
  [
    "JSON with numbers beyond any size",
    after(json(`{"value": 1e999999, "n": ${"9".repeat(100_000)}, "m": -0.0}`)),
    "done",
    NO_EXPORT,
  ],
  ["JSON of 200,000 values", after(json(`{"a": [${"{},".repeat(200_000)}0]}`)), "done", NO_EXPORT],
  [
    "a process whose attributes have 100 MB",
    after(
      (db) =>
        void db
          .prepare("UPDATE db_dbnode SET attributes = ? WHERE id = 2")
          .run(`{"a": "${randomText(100_000_000)}", "sealed": true}`),
    ),
    ["done", "archive/limit"],
    { ...NO_EXPORT, show: SOME, nodes: SOME },
  ],
  [
    "a label of 70 MB",
    after((db) => void db.prepare("UPDATE db_dbnode SET label = ? WHERE id = 1").run(randomText(70_000_000))),
    ["done", "archive/limit"],
    { ...NO_EXPORT, show: SOME, nodes: SOME },
  ],
  [
    "integers beyond 2^63 as text",
    after("UPDATE db_dbnode SET attributes = '{\"value\": 9223372036854775808123}' WHERE id <> 2"),
    "done",
  ],
  [
    "an id of 2^63 − 1",
    after("UPDATE db_dbnode SET id = 9223372036854775807 WHERE id = 4"),
    ["done", "archive/limit"],
    { nodes: "archive/limit", show: SOME, traverse: SOME, export: SOME, migrate: SOME },
  ],
  [
    "an id of a comment beyond 2^53",
    after("UPDATE db_dbcomment SET id = 9007199254740993"),
    "done",
    { export: "archive/limit" },
  ],
  [
    "an id of a group of −2^63",
    after("UPDATE db_dbgroup SET id = -9223372036854775808"),
    ["done", "archive/limit"],
    { show: SOME, traverse: SOME, export: SOME, migrate: SOME },
  ],
  [
    "an id of −2^63",
    after("UPDATE db_dbnode SET id = -9223372036854775808 WHERE id = 1"),
    ["done", "archive/limit", "archive/corrupt"],
    { nodes: ["archive/corrupt", "archive/limit"], show: SOME, traverse: SOME, export: SOME, migrate: SOME },
  ],
  [
    "an id of 2^31",
    after("UPDATE db_dbnode SET id = 2147483648 WHERE id = 4"),
    ["done", "archive/limit"],
    { nodes: "archive/limit", show: SOME, traverse: SOME, export: SOME, migrate: SOME },
  ],
  [
    "ends of links beyond 2^63",
    after("UPDATE db_dblink SET input_id = 1e300, output_id = 9223372036854775807"),
    "done",
  ],
  [
    "ends of links that are texts, blobs and fractions",
    after(
      "UPDATE db_dblink SET input_id = 'x' WHERE id = 1; UPDATE db_dblink SET output_id = x'00' WHERE id = 2; UPDATE db_dblink SET input_id = 2.5 WHERE id = 3",
    ),
    "done",
  ],
  ["negative ends of links", after("UPDATE db_dblink SET input_id = -1"), "done"],
  [
    "texts that are no UTF-8",
    after(
      "UPDATE db_dbnode SET label = CAST(x'ff41c328ed' AS TEXT), uuid = CAST(x'ff' || id AS TEXT), description = CAST(x'c0af' AS TEXT)",
    ),
    "done",
    NO_EXPORT,
  ],
  [
    "texts that hold NUL",
    after("UPDATE db_dbnode SET label = 'a' || char(0) || 'b', description = char(0)"),
    "done",
    NO_EXPORT,
  ],
  [
    "columns of other types",
    after(
      "UPDATE db_dbnode SET label = x'00ff', node_type = 7, description = 1.5, ctime = 20260101, mtime = x'ff', process_type = 0",
    ),
    "done",
    NO_EXPORT,
  ],
  ["UUIDs that are blobs", after("UPDATE db_dbnode SET uuid = randomblob(16)"), "done", NO_EXPORT],
  ["UUIDs that are no UUIDs", after("UPDATE db_dbnode SET uuid = 'not-a-uuid-' || id"), "done", NO_EXPORT],
  [
    "UUIDs in capitals and without hyphens",
    after("UPDATE db_dbnode SET uuid = upper(replace(uuid, '-', ''))"),
    "done",
    NO_EXPORT,
  ],
  [
    "one UUID for all nodes",
    loose("db_dbnode", `UPDATE db_dbnode SET uuid = '${testUuid("node", 1)}'`),
    "done",
    NO_EXPORT,
  ],
  ["nodes without UUIDs", loose("db_dbnode", "UPDATE db_dbnode SET uuid = NULL"), "done", NO_EXPORT],
  [
    "nulls everywhere",
    loose(
      "db_dbnode",
      "UPDATE db_dbnode SET uuid = NULL, node_type = NULL, label = NULL, description = NULL, ctime = NULL, mtime = NULL, attributes = NULL, extras = NULL, repository_metadata = NULL",
    ),
    "done",
    NO_EXPORT,
  ],
  [
    "times that are none",
    after("UPDATE db_dbnode SET ctime = 'yesterday', mtime = '9999-99-99 99:99:99.999999'"),
    "done",
    NO_EXPORT,
  ],
  [
    "times with line breaks",
    after("UPDATE db_dbnode SET ctime = '2026-01-01' || char(10) || '00:00:00'"),
    "done",
    NO_EXPORT,
  ],
  [
    "times of the years 0 and 275760",
    after(
      "UPDATE db_dbnode SET ctime = '0000-01-01 00:00:00.000000', mtime = '275760-09-13 00:00:00.000000'",
    ),
    "done",
    NO_EXPORT,
  ],
  [
    "dangling links",
    after(
      "UPDATE db_dblink SET output_id = 99 WHERE id = 1; UPDATE db_dblink SET input_id = 98 WHERE id = 2",
    ),
    "done",
  ],
  ["links of nodes to themselves", after("UPDATE db_dblink SET output_id = input_id"), "done"],
  [
    "a cycle through data",
    after("INSERT INTO db_dblink VALUES (10, 4, 2, 'y', 'input_calc'), (11, 3, 1, 'z', 'create')"),
    "done",
  ],
  [
    "a process that calls itself",
    after("INSERT INTO db_dblink VALUES (10, 2, 2, 'CALL', 'call_calc'), (11, 2, 2, 'CALL', 'call_work')"),
    "done",
  ],
  [
    "unknown types of links",
    after("UPDATE db_dblink SET type = 'owned_by'; UPDATE db_dblink SET type = '' WHERE id = 2"),
    "done",
  ],
  ["types of links that are blobs", after("UPDATE db_dblink SET type = x'ff', label = x'00'"), "done"],
  [
    "unknown types of nodes",
    after(
      "UPDATE db_dbnode SET node_type = 'process.evil.' || char(10) || '.X.'; UPDATE db_dbnode SET node_type = '....' WHERE id = 1",
    ),
    "done",
    NO_EXPORT,
  ],
  [
    "a thousand times the same link",
    after((db) => {
      const insert = db.prepare(
        "INSERT INTO db_dblink (input_id, output_id, label, type) VALUES (1, 2, 'x', 'input_calc')",
      );
      for (let i = 0; i < 1_000; i++) insert.run();
    }),
    "done",
  ],
  [
    "members of groups that are not there",
    after(
      "UPDATE db_dbgroup_dbnodes SET dbnode_id = dbnode_id + 1000; INSERT INTO db_dbgroup_dbnodes VALUES (50, 1, 77)",
    ),
    "done",
    NO_EXPORT,
  ],
  [
    "owners that are not there",
    after("UPDATE db_dbnode SET user_id = 55, dbcomputer_id = 66; UPDATE db_dbgroup SET user_id = 'nobody'"),
    "done",
    NO_EXPORT,
  ],
  [
    "comments and logs of nodes that are not there",
    after("UPDATE db_dbcomment SET dbnode_id = 999, user_id = 999; UPDATE db_dblog SET dbnode_id = 'x'"),
    "done",
    NO_EXPORT,
  ],
  [
    "two groups and two computers of one name",
    after(
      "INSERT INTO db_dbuser VALUES (9, 'second@example.org', '', '', ''); INSERT INTO db_dbgroup SELECT 9, 'second', label, 'core.other', time, description, extras, 9 FROM db_dbgroup",
    ),
    "done",
  ],
  [
    "process states that are none",
    after(
      `UPDATE db_dbnode SET attributes = '{"process_state": {"a": 1}, "exit_status": "zero", "process_label": [1], "sealed": "yes"}' WHERE id = 2`,
    ),
    "done",
    NO_EXPORT,
  ],
  [
    "exit states beyond any number",
    after(
      `UPDATE db_dbnode SET attributes = '{"process_state": "finished", "exit_status": 1e400, "sealed": true}' WHERE id = 2`,
    ),
    "done",
    NO_EXPORT,
  ],
  ["a chain of 20,000 nodes", () => "", "done"],
];

/** Letters that do not pack well: what an archive of this size would really need. */
function randomText(length: number): string {
  const piece = Array.from({ length: 4_096 }, (_, i) => ((i * 48_271) % 0x7fffffff).toString(36)).join("");
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
}

/** A chain of calculations, each of which takes what the one before made: as deep as it is long. */
function chain(length: number): Buffer {
  const nodes = Array.from({ length }, (_, i) => ({
    id: i + 1,
    type: i % 2 === 0 ? "data.core.int.Int." : "process.calculation.calcfunction.CalcFunctionNode.",
    attributes: i % 2 === 0 ? "{}" : '{"sealed": true}',
  }));
  const links = Array.from(
    { length: length - 1 },
    (_, i) => [i + 1, i + 2, i % 2 === 0 ? "input_calc" : "create", "x"] as const,
  );
  return zipOf(archiveParts({ nodes, links }));
}

export const ROWS: readonly HostileCase[] = CASES.map(([what, make, opens, verbs]) => ({
  name: what,
  make: what === "a chain of 20,000 nodes" ? file(() => chain(20_000)) : make,
  opens,
  ...(verbs && { verbs }),
  isLarge: / \d+ MB|20,000 nodes/.test(what),
}));
