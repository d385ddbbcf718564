import { AppError } from "../../shared/ipc/errors.ts";
import { skipValue } from "../../shared/json/json-members.ts";
import { skipSpace } from "../../shared/json/json-scan.ts";
import { LINK_TYPES } from "../../shared/model/link.ts";
import { UNREACHED } from "../../shared/graph/traverse.ts";
import { corrupt } from "../archive/corrupt.ts";
import type { JobProgress } from "../archive/source.ts";
import { ARCHIVE_INDEXES, ARCHIVE_TABLES } from "../db/archive-schema.ts";
import {
  ATTRIBUTES_COLUMN,
  type CopiedTable,
  type ExportRow,
  jsonPositions,
  NODE_TYPE_COLUMN,
  REPOSITORY_COLUMN,
  type prepareExportReads,
  prepareExportWrites,
} from "../db/queries/export-rows.ts";
import { type createDatabase, makeIndex } from "../db/connect.ts";
import { mapForIndexes } from "../db/mapped-memory.ts";
import { runLong } from "../db/run-long.ts";
import { readingArchive } from "../db/to-archive-error.ts";
import type { LinkPlan } from "./plan-links.ts";
import { stripCheckpoints } from "./strip-checkpoints.ts";
import { withoutLostFiles } from "./without-lost-files.ts";
import { writingDatabase } from "./writing-database.ts";

/** Keys of all rows to copy, ascending, the links to write, and the time that stands in for a missing one. */
export interface RowPlan {
  users: readonly number[];
  computers: readonly number[];
  authinfos: readonly number[];
  groups: readonly number[];
  nodes: Int32Array;
  comments: readonly number[];
  logs: readonly number[];
  links: LinkPlan;
  /** Links of unknown types to write after the others. */
  otherLinks: readonly (readonly [source: number, target: number, label: string, type: string])[];
  /** Objects that a damaged source has lost: no node may name them. Empty for a whole source. */
  lostKeys: ReadonlySet<string>;
  fallbackTime: string;
}

type Reads = ReturnType<typeof prepareExportReads>;
type Writes = ReturnType<typeof prepareExportWrites>;

const SLICE_ROWS = 500; // attributes may be large: a slice is read and written row by row, then others get a turn

/**
 * Fill an empty database with AiiDA's tables and the rows of a closure: rows keep their ids and texts, links and
 * memberships are numbered from 1 (links in the order of the source, memberships by group and node). 100,000 nodes
 * take about 2 s. The transaction is left open for `writeIndexes`.
 * @yields Rows written so far.
 * @throws AppError `archive/corrupt` when a row cannot stand in AiiDA's schema: it has no UUID, shares a unique value,
 *   or refers to a row that is not there.
 */
export function* writeRows(
  db: ReturnType<typeof createDatabase>,
  reads: Reads,
  plan: RowPlan,
): Generator<JobProgress, void> {
  writingDatabase(() => ARCHIVE_TABLES.forEach((statement) => db.exec(statement)));
  const writes = prepareExportWrites(db);
  writingDatabase(() => writes.run("BEGIN"));
  yield* copyRows("users", "db_dbuser", plan.users, reads, writes, plan);
  yield* copyRows("computers", "db_dbcomputer", plan.computers, reads, writes, plan);
  yield* copyRows("authinfos", "db_dbauthinfo", plan.authinfos, reads, writes, plan);
  yield* copyRows("groups", "db_dbgroup", plan.groups, reads, writes, plan);
  yield* copyRows("nodes", "db_dbnode", plan.nodes, reads, writes, plan);
  yield* copyRows("comments", "db_dbcomment", plan.comments, reads, writes, plan);
  yield* copyRows("logs", "db_dblog", plan.logs, reads, writes, plan);
  writingDatabase(() => writes.run("COMMIT"), writes);
  // Both ends of a link and of a membership are among the nodes and groups just written, as the closure says: looking
  // each of them up again would take as long as writing them. The pragma means nothing inside a transaction.
  writingDatabase(() => writes.run("PRAGMA foreign_keys = OFF"));
  writingDatabase(() => writes.run("BEGIN"));
  yield* writeLinks(plan, writes);
  yield* writeMemberships(plan.groups, reads, writes);
}

/**
 * Finish a database after `writeRows`: make its indexes, which is faster than to keep them while rows come.
 * @yields Indexes made so far.
 */
export function* writeIndexes(db: ReturnType<typeof createDatabase>): Generator<JobProgress, void> {
  writingDatabase(() => mapForIndexes(db));
  for (const [done, statement] of ARCHIVE_INDEXES.entries()) {
    writingDatabase(() => makeIndex(db, statement));
    // With the first index, so that the header's count of changes is what it was when all rows were one transaction.
    if (done === 0) writingDatabase(() => runLong(db, "COMMIT"));
    yield { phase: "indexing", done: done + 1, total: ARCHIVE_INDEXES.length, unit: "steps" };
  }
}

function* copyRows(
  what: string,
  table: CopiedTable,
  ids: readonly number[] | Int32Array,
  reads: Reads,
  writes: Writes,
  { fallbackTime, lostKeys }: RowPlan,
): Generator<JobProgress, void> {
  for (let start = 0; start < ids.length; start += SLICE_ROWS) {
    const slice = ids.slice(start, start + SLICE_ROWS);
    const rows = readingArchive(() => reads.rows(table, slice, fallbackTime));
    let found = 0;
    try {
      for (;;) {
        const next = readingArchive(() => rows.next());
        if (next.done) break;
        writeRow(table, next.value, writes, lostKeys);
        found++;
      }
    } finally {
      rows.return?.(); // a connection with an open iterator could not even be closed
    }
    if (found !== slice.length) throw rowsMissing(table, slice, found);
    const done = Math.min(ids.length, start + SLICE_ROWS);
    const unit = table === "db_dbnode" ? "nodes" : "steps";
    yield { phase: `writing ${what}`, done, total: ids.length, unit };
  }
}

/**
 * The ids came from an index or an earlier look; a table that does not hold them all is damaged, and nothing is left out unsaid.
 * Or an id was too large for JavaScript's numbers, and its last digits are lost.
 */
function rowsMissing(table: CopiedTable, ids: readonly number[] | Int32Array, actual: number): AppError {
  const inexact = ids.find((id) => !Number.isSafeInteger(id));
  if (inexact !== undefined) {
    const limit = Number.MAX_SAFE_INTEGER;
    return new AppError(
      "archive/limit",
      `The archive numbers a row of ${table} about ${inexact}, and Stemma copies ids up to ${limit}. Import it into an AiiDA profile and export it again: that gives new ids.`,
      { what: table, id: inexact, limit },
    );
  }
  return corrupt("db.sqlite3", "index", `The table ${table} and its index do not hold the same rows`, {
    table,
    expected: ids.length,
    actual,
  });
}

function writeRow(table: CopiedTable, row: ExportRow, writes: Writes, lostKeys: ReadonlySet<string>): void {
  if (row.pop() === 0) requireJson(table, row);
  if (table === "db_dbnode" && String(row[NODE_TYPE_COLUMN]).startsWith("process.")) {
    row[ATTRIBUTES_COLUMN] = stripCheckpoints(String(row[ATTRIBUTES_COLUMN]), Number(row[0]));
  }
  if (table === "db_dbnode" && lostKeys.size > 0) {
    const files = String(row[REPOSITORY_COLUMN]);
    row[REPOSITORY_COLUMN] = withoutLostFiles(files, (key) => lostKeys.has(key));
  }
  writingDatabase(() => writes.row(table, row));
}

/** SQLite refuses JSON nested deeper than 1,000 levels, which is sound; anything else that it refuses is not. */
function requireJson(table: CopiedTable, row: ExportRow): void {
  for (const position of jsonPositions(table)) {
    const text = String(row[position]);
    const end = skipValue(text, skipSpace(text, 0));
    if (end >= 0 && skipSpace(text, end) === text.length) continue;
    throw new AppError(
      "archive/corrupt",
      `Row ${row[0]} of ${table} holds text that is not JSON, so AiiDA could not import an export of it.`,
      { member: "db.sqlite3", check: "JSON", table, id: row[0] },
    );
  }
}

function* writeLinks({ links, otherLinks }: RowPlan, writes: Writes): Generator<JobProgress, void> {
  let id = 0;
  const { linkCount, nodeIds, depths } = links;
  for (let link = 0; link < linkCount; link++) {
    if (link % (20 * SLICE_ROWS) === 0) {
      yield { phase: "writing links", done: link, total: linkCount, unit: "links" };
    }
    const source = links.linkSources[link]!;
    const target = links.linkTargets[link]!;
    if (depths[source] === UNREACHED || depths[target] === UNREACHED) continue;
    const label = links.labelList[links.linkLabels[link]!]!;
    const type = LINK_TYPES[links.linkTypes[link]!]!;
    writingDatabase(() => writes.link(++id, nodeIds[source]!, nodeIds[target]!, label, type));
  }
  for (const [source, target, label, type] of otherLinks) {
    writingDatabase(() => writes.link(++id, source, target, label, type));
  }
}

function* writeMemberships(
  groups: readonly number[],
  reads: Reads,
  writes: Writes,
): Generator<JobProgress, void> {
  const { count, firsts: groupIds, seconds: nodeIds } = reads.memberships(groups);
  for (let position = 0; position < count; position++) {
    if (position % (20 * SLICE_ROWS) === 0) {
      yield { phase: "writing group members", done: position, total: count, unit: "steps" };
    }
    writingDatabase(() => writes.membership(position + 1, nodeIds[position]!, groupIds[position]!));
  }
}
