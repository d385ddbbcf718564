import { AppError } from "../../shared/ipc/errors.ts";
import type { JobProgress } from "../archive/source.ts";
import {
  ARCHIVE_INDEXES,
  columnsOf,
  MIGRATION_TABLE,
  TABLE_NAMES,
  tableStatement,
} from "../db/archive-schema.ts";
import type { createDatabase } from "../db/connect.ts";
import { FIRST_ROW_ID, NULL_FILLS, prepareMigration } from "../db/queries/migrate-rows.ts";
import { readingArchive } from "../db/to-archive-error.ts";
import { writingDatabase } from "../export/writing-database.ts";

/** What copying the tables changed. */
export interface TableChanges {
  /** Nulls that were filled, by "table.column". */
  filled: Map<string, number>;
  /** Nulls that stay although today's tables have none there, by "table.column". */
  leftNull: Map<string, number>;
  /** Rows that belonged to something that is gone, by table. */
  dropped: Map<string, number>;
  /** Tables and columns that AiiDA does not know. */
  foreign: string[];
}

type Migration = ReturnType<typeof prepareMigration>;
type Copy = ReturnType<Migration["copy"]>;

const OPTIONAL_TABLE = "db_dbsetting";
const NAMES: Readonly<Record<string, string>> = {
  db_dbuser: "users",
  db_dbcomputer: "computers",
  db_dbauthinfo: "authinfos",
  db_dbgroup: "groups",
  db_dbnode: "nodes",
  db_dbcomment: "comments",
  db_dblog: "logs",
  db_dblink: "links",
  db_dbgroup_dbnodes: "group members",
};
const TURN_MS = 15;
const FIRST_SLICE_ROWS = 200;
const MOST_SLICE_ROWS = 20_000;

/**
 * Fill an empty database with AiiDA's tables of today and all rows of another archive's database: every id and value as it
 * is, dangling rows too. With `fills`, nulls are filled and orphans left out as AiiDA's step from `main_0000` to `main_0001`
 * does (`docs/data-model.md`, "Migration"). Values go from one database to the other inside SQLite, so none is changed on
 * the way. 100,000 nodes take about a second.
 * @param sourceFile A database whose schema was checked, in a place of ours: it is attached.
 * @param now Stands in for missing times, in the stored form.
 * @yields Rows copied so far; every 15 ms or so.
 * @throws AppError `archive/corrupt` when rows share what must be unique or the source is damaged; `disk/full`.
 */
export function* convertTables(
  db: ReturnType<typeof createDatabase>,
  sourceFile: string,
  { fills, now }: { fills: boolean; now: string },
): Generator<JobProgress, TableChanges> {
  const changes: TableChanges = {
    filled: new Map(),
    leftNull: new Map(),
    dropped: new Map(),
    foreign: [],
  };
  const migration = touching(() => {
    db.exec("PRAGMA foreign_keys = OFF"); // dangling rows stay, as in AiiDA's migration
    return prepareMigration(db, sourceFile);
  });
  changes.foreign.push(...touching(() => migration.foreignTables()));
  touching(() => migration.run("BEGIN"));
  for (const table of TABLE_NAMES) {
    const columns = touching(() => migration.sourceColumns(table));
    const known = columnsOf(table);
    const isWhole = known.every((column) => columns.includes(column));
    if (table === OPTIONAL_TABLE && !isWhole) continue;
    changes.foreign.push(
      ...columns.filter((column) => !known.includes(column)).map((column) => `${table}.${column}`),
    );
    yield* copyTable(table, migration, changes, fills, now);
  }
  touching(() => {
    migration.run(MIGRATION_TABLE);
    migration.note("main_0001"); // the tables are those of main_0001, whatever the file is called
  });
  for (const [done, statement] of ARCHIVE_INDEXES.entries()) {
    touching(() => migration.run(statement));
    yield { phase: "indexing", done: done + 1, total: ARCHIVE_INDEXES.length, unit: "steps" };
  }
  touching(() => migration.run("COMMIT"));
  touching(() => migration.run("DETACH DATABASE source"));
  return changes;
}

/**
 * Copy one table. Its columns are declared as strictly as today's; where a null turns up that stays, the table is made
 * anew with that column nullable.
 */
function* copyTable(
  table: string,
  migration: Migration,
  changes: TableChanges,
  fills: boolean,
  now: string,
): Generator<JobProgress, void> {
  const nullable = new Set<string>();
  const copy = touching(() => migration.copy(table, fills));
  const total = touching(() => copy.count());
  for (;;) {
    touching(() => migration.run(tableStatement(table, nullable)));
    const counts = yield* copyRows(table, copy, nullable, { fills, now, total });
    if (counts === null) {
      touching(() => migration.run(`DROP TABLE main.${table}`));
      copy.forget();
      continue;
    }
    for (const [column, count] of counts.nulls) {
      const isFilled = fills && NULL_FILLS[table]?.[column] !== undefined;
      (isFilled ? changes.filled : changes.leftNull).set(`${table}.${column}`, count);
    }
    if (counts.dropped > 0) changes.dropped.set(table, counts.dropped);
    return;
  }
}

/** Null when a column has to become nullable first; it has been added to `nullable` then. */
function* copyRows(
  table: string,
  copy: Copy,
  nullable: Set<string>,
  { fills, now, total }: { fills: boolean; now: string; total: number },
): Generator<JobProgress, { nulls: Map<string, number>; dropped: number } | null> {
  const nulls = new Map<string, number>();
  let from = FIRST_ROW_ID;
  let limit = FIRST_SLICE_ROWS;
  let read = 0;
  let written = 0;
  for (;;) {
    const startedAt = performance.now();
    const span = touching(() => copy.next(from, limit));
    if (span === null) {
      if (read !== total) throw lostRows(table, read, total);
      return { nulls, dropped: read - written };
    }
    let isTooStrict = false;
    for (const [column, count] of touching(() => copy.nulls(span))) {
      nulls.set(column, (nulls.get(column) ?? 0) + count);
      if ((fills && NULL_FILLS[table]?.[column] !== undefined) || nullable.has(column)) continue;
      nullable.add(column);
      isTooStrict = true;
    }
    if (isTooStrict) return null;
    written += touching(() => copy.insert(span, now));
    read += span.rows;
    const unit = table === "db_dbnode" ? "nodes" : table === "db_dblink" ? "links" : "steps";
    yield { phase: `copying ${NAMES[table] ?? "settings"}`, done: read, total, unit };
    from = span.last + 1n;
    const took = performance.now() - startedAt;
    if (took > TURN_MS) limit = Math.max(1, Math.floor(limit / 2));
    else if (took < TURN_MS / 3) limit = Math.min(MOST_SLICE_ROWS, limit * 2);
  }
}

/** Overwritten pages: SQLite notices only where two trees of a table are compared. */
function lostRows(table: string, read: number, total: number): AppError {
  return new AppError(
    "archive/corrupt",
    `The archive's database is damaged: ${table} holds ${read} rows where its index names ${total}. Ask for the file again.`,
    { member: "db.sqlite3", check: "rows", table, read, total },
  );
}

/** One statement that reads the source and writes the new database: the errors of either are named. */
function touching<T>(work: () => T): T {
  return readingArchive(() => writingDatabase(work));
}
