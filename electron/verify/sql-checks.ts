import { printableName } from "../archive/member-names.ts";
import type { Source } from "../archive/source.ts";
import { CHECKED_TABLES, REFERENCES, UNIQUE_COLUMNS, verifyQueries } from "../db/queries/verify.ts";
import type { DatabaseTask } from "./check-database.ts";
import type { Findings } from "./findings.ts";

type Database = Source["db"];

const MOST_SENTENCES = 100;

/**
 * SQLite's own integrity check, references that tables beside an archive's own declare, and the version of the database.
 * @returns True when SQLite found nothing broken, so that what an index says is what its table holds.
 */
export function checkIntegrity(db: Database, task: DatabaseTask, findings: Findings): boolean {
  const queries = verifyQueries(db);
  const computed = queries.computed();
  for (const name of computed) {
    findings.problem(
      "database-schema",
      `${printableName(name)} makes SQLite compute something, which no archive needs: SQLite's own check was left out.`,
      task.member,
    );
  }
  const sentences = computed.length > 0 ? [] : queries.integrity(MOST_SENTENCES);
  for (const sentence of sentences) {
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
  return computed.length === 0 && sentences.length === 0;
}

/**
 * References between an archive's own tables.
 * @param isSound Whether indexes hold what their tables hold (`checkIntegrity`): then whole columns are told by them.
 */
export function checkReferences(db: Database, isSound: boolean, findings: Findings): void {
  const queries = verifyQueries(db);
  for (const reference of REFERENCES) {
    if (isSound && !queries.isAstray(reference)) continue;
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

/** What may occur only once. */
export function checkUnique(db: Database, findings: Findings): void {
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
