import { printableName } from "../archive/member-names.ts";
import type { Source } from "../archive/source.ts";
import { CHECKED_TABLES, REFERENCES, UNIQUE_COLUMNS, verifyQueries } from "../db/queries/verify.ts";
import type { DatabaseTask } from "./check-database.ts";
import type { Findings } from "./findings.ts";

type Database = Source["db"];

const MOST_SENTENCES = 100;

/** Checks that SQL answers alone, each in one go: what SQLite finds broken, references, what may occur only once. */
export const SQL_CHECKS: readonly ((db: Database, task: DatabaseTask, findings: Findings) => void)[] = [
  checkIntegrity,
  checkReferences,
  checkUnique,
];

function checkIntegrity(db: Database, task: DatabaseTask, findings: Findings): void {
  const queries = verifyQueries(db);
  const computed = queries.computed();
  for (const name of computed) {
    findings.problem(
      "database-schema",
      `${printableName(name)} makes SQLite compute something, which no archive needs: SQLite's own check was left out.`,
      task.member,
    );
  }
  for (const sentence of computed.length > 0 ? [] : queries.integrity(MOST_SENTENCES)) {
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

function checkReferences(db: Database, _: DatabaseTask, findings: Findings): void {
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

function checkUnique(db: Database, _: DatabaseTask, findings: Findings): void {
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
