import { printableName } from "../archive/member-names.ts";
import type { JobProgress, Source } from "../archive/source.ts";
import { openForChecking } from "../db/open-for-checking.ts";
import { CHECKED_TABLES, verifyQueries } from "../db/queries/verify.ts";
import { toArchiveError } from "../db/to-archive-error.ts";
import { checkLinks } from "./check-links.ts";
import { checkRows, type RowsRead } from "./check-rows.ts";
import { Findings, type FoundPart, takeDamage } from "./findings.ts";
import { KeyTable, type SharedKeys } from "./key-table.ts";
import { checkIntegrity, checkReferences, checkUnique } from "./sql-checks.ts";

type Database = Source["db"];

/** What is checked, and which half of it, as plain data, so that it can be handed to a thread. */
export interface DatabaseTask {
  /** The path of a database file, or the bytes of one. */
  database: string | Uint8Array;
  /** What it is called in messages. */
  member: string;
  /** The objects that the source holds; null where rows are not looked at. */
  keys: SharedKeys | null;
  /** The version that `metadata.json` names; null when it could not be read. */
  version: string | null;
  /** The tables have another version: they were made from an older form, or are those of a profile. */
  hasOwnVersion: boolean;
  /** What SQL answers alone is asked. */
  pages: boolean;
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

/** In which versions columns may hold nothing that AiiDA's migration then fills (`main_0000a_replace_nulls.py`). */
const VERSIONS_WITH_NULLS: readonly string[] = ["main_0000", "1.0"];
const ROWS_BETWEEN_STEPS = 200;

/**
 * Check a database, or one half of it: its pages, which is what SQL answers alone (SQLite's integrity check, references,
 * uniqueness), and its rows, that is every row, every link, and which objects nodes name. What is damaged ends only the
 * check that met it.
 * @yields How far it is, at least every few milliseconds but during SQLite's integrity check, which is one call: run it
 *   in a thread.
 * @throws What is no damage, such as `disk/full` for SQLite's sorting.
 */
export function* checkDatabase(task: DatabaseTask): Generator<JobProgress, DatabaseResult> {
  const findings = new Findings();
  const trying = <T>(work: () => T) => tried(findings, task.member, "database-integrity", work);
  const opened = tried(findings, task.member, "database-unreadable", () => openForChecking(task.database));
  if (opened === null) return { ...NOTHING_READ, found: findings.part() };
  const { db, foreign } = opened;
  try {
    yield { phase: "checking the database", done: 0, total: null, unit: "steps" };
    if (task.pages) {
      for (const what of foreign) {
        const text = `The database holds a ${printableName(what)}, which is never used.`;
        findings.remark("source-remark", text, task.member);
      }
      const isSound = trying(() => checkIntegrity(db, task, findings)) === true;
      trying(() => checkReferences(db, isSound, findings));
      trying(() => checkUnique(db, findings));
    }
    const read = task.keys === null ? NOTHING_READ : yield* checkContents(db, task, task.keys, findings);
    findings.nameNodes((pk) => trying(() => verifyQueries(db).nodeUuid(pk)) ?? "");
    return { ...read, found: findings.part() };
  } finally {
    db.close();
  }
}

/** Put what the halves of one check came to together. */
export function mergeResults(halves: readonly DatabaseResult[]): DatabaseResult {
  const findings = new Findings();
  const merged = { ...NOTHING_READ, rows: {} as Record<string, number> };
  for (const { found, rows, jsonValues, fileNames, unreferenced } of halves) {
    findings.merge(found);
    Object.assign(merged.rows, rows);
    merged.jsonValues += jsonValues;
    merged.fileNames += fileNames;
    merged.unreferenced += unreferenced;
  }
  return { ...merged, found: findings.part() };
}

const NOTHING_READ: Omit<DatabaseResult, "found"> = {
  rows: {},
  jsonValues: 0,
  fileNames: 0,
  unreferenced: 0,
};

function* checkContents(
  db: Database,
  task: DatabaseTask,
  shared: SharedKeys,
  findings: Findings,
): Generator<JobProgress, Omit<DatabaseResult, "found">> {
  const keys = KeyTable.from(shared);
  const trying = <T>(work: () => T) => tried(findings, task.member, "database-integrity", work);
  const links = trying(() => verifyQueries(db).count("db_dblink")) ?? 0;
  const total = trying(() => countRows(db) + links) ?? 0;
  const step = (phase: string, done: number): JobProgress => ({ phase, done, total, unit: "steps" });
  const nodes = yield* guarded(
    findings,
    task.member,
    checkRows(db, keys, allowsNulls(task), findings),
    (done) => step("checking rows", done),
  );
  if (nodes === null) return NOTHING_READ;
  const linksRead = yield* guarded(findings, task.member, checkLinks(db, nodes, findings), (done) =>
    step("checking links", total - links + done),
  );
  return {
    rows: { ...nodes.rows, db_dblink: linksRead ?? 0 },
    jsonValues: nodes.jsonValues,
    fileNames: nodes.fileNames,
    unreferenced: sayUnreferenced(keys, nodes, findings),
  };
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

function countRows(db: Database): number {
  const queries = verifyQueries(db);
  return CHECKED_TABLES.reduce((sum, { table }) => sum + queries.count(table), 0);
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
