import { printableName } from "../archive/member-names.ts";
import type { JobProgress, Source } from "../archive/source.ts";
import { openForChecking } from "../db/open-for-checking.ts";
import { CHECKED_TABLES, REFERENCES, UNIQUE_COLUMNS, verifyQueries } from "../db/queries/verify.ts";
import { toArchiveError } from "../db/to-archive-error.ts";
import { checkLinks } from "./check-links.ts";
import { checkRows, type RowsRead } from "./check-rows.ts";
import { Findings, type FoundPart, takeDamage } from "./findings.ts";
import { KeyTable, type SharedKeys } from "./key-table.ts";

type Database = Source["db"];

/** What is checked, as plain data, so that it can be handed to a thread. */
export interface DatabaseTask {
  /** The path of a database file, or the bytes of one. */
  database: string | Uint8Array;
  /** What it is called in messages. */
  member: string;
  /** The objects that the source holds. */
  keys: SharedKeys;
  /** The version that `metadata.json` names; null when it could not be read. */
  version: string | null;
  /** The tables have another version: they were made from an older form, or are those of a profile. */
  hasOwnVersion: boolean;
}

/** What checking a database came to. */
export interface DatabaseResult {
  found: FoundPart;
  /** Rows by table, links too. */
  rows: Record<string, number>;
  jsonValues: number;
  fileNames: number;
  /** Objects that no node names. */
  unreferenced: number;
}

const MOST_SENTENCES = 100;
/** In which versions columns may hold nothing that AiiDA's migration then fills (`main_0000a_replace_nulls.py`). */
const VERSIONS_WITH_NULLS: readonly string[] = ["main_0000", "1.0"];
const ROWS_BETWEEN_STEPS = 200;

/**
 * Check a whole database: SQLite's own integrity check, references, uniqueness, every row, every link, and which objects
 * nodes name. What is damaged ends only the check that met it.
 * @yields How far it is, at least every few milliseconds but during SQLite's integrity check, which is one call: run it
 *   in a thread.
 * @throws What is no damage, such as `disk/full` for SQLite's sorting.
 */
export function* checkDatabase(task: DatabaseTask): Generator<JobProgress, DatabaseResult> {
  const findings = new Findings();
  const keys = KeyTable.from(task.keys);
  const result: DatabaseResult = {
    found: findings.part(),
    rows: {},
    jsonValues: 0,
    fileNames: 0,
    unreferenced: 0,
  };
  const opened = tried(findings, task.member, "database-unreadable", () => openForChecking(task.database));
  if (opened === null) return { ...result, found: findings.part() };
  const { db, foreign } = opened;
  try {
    for (const what of foreign) {
      findings.remark(
        "source-remark",
        `The database holds a ${printableName(what)}, which is never used.`,
        task.member,
      );
    }
    const total = tried(findings, task.member, "database-integrity", () => countAll(db)) ?? 0;
    const step = (phase: string, done: number): JobProgress => ({ phase, done, total, unit: "steps" });
    yield step("checking the database", 0);
    tried(findings, task.member, "database-integrity", () => checkIntegrity(db, task, findings));
    for (const check of ROW_CHECKS) {
      yield step("checking the database", 0);
      tried(findings, task.member, "database-integrity", () => check(db, findings));
    }
    const nodes = yield* guarded(
      findings,
      task.member,
      checkRows(db, keys, allowsNulls(task), findings),
      (done) => step("checking rows", done),
    );
    if (nodes !== null) {
      Object.assign(result.rows, nodes.rows);
      result.jsonValues = nodes.jsonValues;
      result.fileNames = nodes.fileNames;
      const before = total - (tried(findings, task.member, "database-integrity", () => linkCount(db)) ?? 0);
      const links = yield* guarded(findings, task.member, checkLinks(db, nodes, findings), (done) =>
        step("checking links", before + done),
      );
      result.rows["db_dblink"] = links ?? 0;
      result.unreferenced = sayUnreferenced(keys, nodes, findings);
    }
    findings.nameNodes(
      (pk) => tried(findings, task.member, "database-integrity", () => verifyQueries(db).nodeUuid(pk)) ?? "",
    );
  } finally {
    db.close();
  }
  return { ...result, found: findings.part() };
}

/** Checks that SQL answers alone, each in one go. */
const ROW_CHECKS: readonly ((db: Database, findings: Findings) => void)[] = [checkReferences, checkUnique];

function checkIntegrity(db: Database, task: DatabaseTask, findings: Findings): void {
  const queries = verifyQueries(db);
  for (const sentence of queries.integrity(MOST_SENTENCES)) {
    findings.problem("database-integrity", `SQLite reports: ${printableName(sentence)}.`, task.member);
  }
  const own = [...CHECKED_TABLES.map(({ table }) => table), "db_dblink", "db_dbgroup_dbnodes"];
  for (const { table, rowid, parent } of queries.foreignKeys(own, MOST_SENTENCES)) {
    findings.problem(
      "reference-dangling",
      `A row of ${printableName(String(table))} refers to a row of ${printableName(String(parent))} that is not there.`,
      `${printableName(String(table))}, row ${String(rowid)}`,
    );
  }
  const migrated = task.hasOwnVersion || task.version === null ? null : queries.migratedTo();
  if (migrated !== null && task.version !== null && migrated !== task.version) {
    findings.problem(
      "metadata-version",
      `The metadata name version ${printableName(task.version)}, and the database was migrated to ${printableName(migrated)}.`,
      task.member,
    );
  }
}

function checkReferences(db: Database, findings: Findings): void {
  const queries = verifyQueries(db);
  for (const reference of REFERENCES) {
    const { table, column, target, isOptional } = reference;
    const nodeOf = (id: unknown) => (table === "db_dbnode" ? { pk: Number(id), uuid: "" } : null);
    for (const { id, value } of queries.dangling(reference)) {
      findings.problem(
        "reference-dangling",
        `${table}.${column} of PK ${String(id)} is ${printableName(String(value))}, and ${target} has no such row.`,
        `${table}, PK ${String(id)}`,
        nodeOf(id),
      );
    }
    if (isOptional) continue;
    for (const { id } of queries.missing(reference)) {
      findings.problem(
        "value-missing",
        `${table}.${column} of PK ${String(id)} is NULL.`,
        `${table}, PK ${String(id)}`,
        nodeOf(id),
      );
    }
  }
}

function checkUnique(db: Database, findings: Findings): void {
  const queries = verifyQueries(db);
  for (const { table, columns, what } of UNIQUE_COLUMNS) {
    const isUuid = columns[0] === "uuid";
    for (const { id, times, shown } of queries.repeated(table, columns)) {
      findings.problem(
        isUuid ? "uuid-repeated" : "value-repeated",
        `${times.toLocaleString("en")} rows of ${table} have the same ${what}: ${printableName(String(shown))}.`,
        `${table}, PK ${String(id)}`,
        isUuid && table === "db_dbnode" ? { pk: Number(id), uuid: "" } : null,
      );
    }
  }
}

function sayUnreferenced(keys: KeyTable, { isNamed }: RowsRead, findings: Findings): number {
  let count = 0;
  for (let position = 0; position < isNamed.length; position++) {
    if (isNamed[position] === 1) continue;
    count++;
    const member = `repo/${keys.key(position)}`;
    findings.remark("object-unreferenced", `No node names ${member}.`, member);
  }
  return count;
}

function allowsNulls({ version, hasOwnVersion }: DatabaseTask): boolean {
  return !hasOwnVersion && (version === null || VERSIONS_WITH_NULLS.includes(version));
}

function countAll(db: Database): number {
  const queries = verifyQueries(db);
  return CHECKED_TABLES.reduce((sum, { table }) => sum + queries.count(table), linkCount(db));
}

function linkCount(db: Database): number {
  return verifyQueries(db).count("db_dblink");
}

/** Do one piece of the check; damage that it meets is a problem, and its answer then null. */
function tried<T>(findings: Findings, member: string, code: DamageCode, work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    takeDatabaseDamage(findings, error, member, code);
    return null;
  }
}

/** The same for a piece that goes on step by step. */
function* guarded<T>(
  findings: Findings,
  member: string,
  work: Generator<number, T>,
  progress: (done: number) => JobProgress,
): Generator<JobProgress, T | null> {
  try {
    for (;;) {
      const step = work.next();
      if (step.done) return step.value;
      if (step.value % ROWS_BETWEEN_STEPS === 0) yield progress(step.value);
    }
  } catch (error) {
    takeDatabaseDamage(findings, error, member, "database-integrity");
    return null;
  } finally {
    work.return(undefined as T); // lets go of the statement when the caller has had enough
  }
}

type DamageCode = "database-unreadable" | "database-integrity";

function takeDatabaseDamage(findings: Findings, error: unknown, member: string, code: DamageCode): void {
  const known = toArchiveError(error);
  if (known === error && isSqliteError(error)) {
    // Our own statements are tested: what SQLite does not want to run here lies in the file.
    findings.problem(code, `SQLite reports: ${printableName(error.message)}.`, member);
    return;
  }
  takeDamage(findings, known, member, code);
}

function isSqliteError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_");
}
