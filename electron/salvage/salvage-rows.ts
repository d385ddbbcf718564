import { corrupt } from "../archive/corrupt.ts";
import type { JobProgress } from "../archive/source.ts";
import { type prepareSalvage, type SettledReferences, UNKNOWN_OWNER } from "../db/queries/salvage-rows.ts";
import { KNOWN_TABLES, type KnownTable } from "./known-tables.ts";
import { counted, type LossBook } from "./loss-book.ts";
import { looksLike, readRow } from "./read-row.ts";
import { PAGE, readRecord, readTreePage, type StoredValue } from "./sqlite-cells.ts";
import { readSchema, type SchemaTable } from "./sqlite-schema.ts";
import type { SqlitePages } from "./sqlite-pages.ts";
import { Gaps } from "./gaps.ts";
import { type Gap, leafRows, walkIndex, walkTable } from "./sqlite-walk.ts";

type Salvage = ReturnType<typeof prepareSalvage>;

/** What is known of one table while its rows are looked for. */
interface TableState {
  table: KnownTable;
  schema: SchemaTable;
  gaps: Gap[];
  rows: number;
  /** Row ids that were there and are not any more, each with why. */
  lost: Map<number, string>;
  /** Rows that were there, and not even their id is known. */
  nameless: number;
  emptied: Map<string, number>;
  isAtLeast: boolean;
}

/** So many ids of lost rows are kept; past them rows are only counted. */
const MOST_LOST_IDS = 1_000_000;
/** A database of which so many rows make no sense, and hardly one does, was made to be read for ever. */
const MOST_NONSENSE = 3_000_000;
const UNREADABLE = "that could not be read";

/**
 * Bring every row of a damaged database that can be read into a new one with today's tables. Three ways lead to rows:
 * from the root of each table down its tree; where a branch of a tree is gone, the pages that nobody else has and that
 * hold rows of that table's look with ids that the branch had; and the indexes, which tell of each row a second time
 * and so how many are lost.
 * @yields How many pages are done. One step is some milliseconds at most.
 */
export function* salvageRows(
  pages: SqlitePages,
  salvage: Salvage,
  book: LossBook,
): Generator<JobProgress, void> {
  let done = 0;
  const tick = (): JobProgress => ({
    phase: "reading what is left of the database",
    done: Math.min(++done, pages.count),
    total: pages.count,
    unit: "steps",
  });
  const { tables, isWhole } = readSchema(pages);
  if (!isWhole) {
    book.tell(
      "The database's list of its own tables is damaged: rows are told by what they look like, as AiiDA lays them out today.",
    );
    book.isAtLeast = true;
  }
  const states = KNOWN_TABLES.map((table): TableState => {
    const schema = tables.get(table.name);
    const columns = table.columns.map(([name]) => name);
    const isKnown = schema !== undefined && columns.every((name) => schema.columns.includes(name));
    if (!isKnown && isWhole) {
      book.tell(
        schema === undefined
          ? `The database has no table of ${table.words[1]} (${table.name}).`
          : `The database's table of ${table.words[1]} (${table.name}) lacks columns: its rows cannot be told.`,
      );
      book.isAtLeast = true;
    }
    return {
      table,
      schema: isKnown ? schema : { columns, root: 0, indexes: [] },
      gaps: [],
      rows: 0,
      lost: new Map(),
      nameless: 0,
      emptied: new Map(),
      isAtLeast: false,
    };
  });
  for (const state of states) {
    if (state.schema.root === 0) {
      state.gaps.push({ after: Number.NEGATIVE_INFINITY, upTo: Number.POSITIVE_INFINITY });
      continue;
    }
    for (const step of walkTable(pages, state.schema.root)) {
      if (step.kind === "row") takeRow(pages, salvage, state, step.rowId, step.payload);
      else if (step.kind === "lost row") lose(state, step.rowId, UNREADABLE);
      else if (step.kind === "gap") state.gaps.push(step.gap);
      else {
        refuseNonsense(state);
        yield tick();
      }
    }
  }
  const incomplete = states.filter(({ gaps }) => gaps.length > 0);
  if (incomplete.length > 0) yield* adoptPages(pages, salvage, incomplete, tick);
  for (const state of states) yield* countLost(pages, salvage, state, tick);
  for (const state of states) tellTable(state, book);
  yield tick();
  const settled: Partial<SettledReferences> = {};
  for (const [what, run] of salvage.settle) {
    settled[what] = run();
    yield tick();
  }
  tellReferences(settled as SettledReferences, book); // each of them has been run
  for (const finish of salvage.finish) {
    yield tick();
    finish();
  }
}

/** Give the pages that nobody has to the tables that lack some, by the look and the ids of their rows. */
function* adoptPages(
  pages: SqlitePages,
  salvage: Salvage,
  states: readonly TableState[],
  tick: () => JobProgress,
): Generator<JobProgress> {
  const candidates = states.map((state) => ({ state, gaps: new Gaps(state.gaps) }));
  for (let number = 2; number <= pages.count; number++) {
    if (number % 64 === 0) yield tick();
    const page = pages.look(number);
    if (page === null || page[0] !== PAGE.tableLeaf) continue;
    const tree = readTreePage(page, 0);
    if (tree === null) continue;
    let owner: Candidate | null = null;
    for (const step of leafRows(pages, page, tree.cells)) {
      if (step.kind !== "row") continue;
      const values = readRecord(step.payload, pages.encoding);
      if (values === null) continue;
      owner ??= candidates.find((candidate) => isOf(candidate, step.rowId, values)) ?? null;
      if (owner === null) break; // the first row that can be read tells
      if (isOf(owner, step.rowId, values)) takeValues(salvage, owner.state, step.rowId, values);
      else lose(owner.state, step.rowId, UNREADABLE);
    }
    if (owner !== null) pages.take(number);
  }
}

interface Candidate {
  state: TableState;
  gaps: Gaps;
}

function refuseNonsense({ rows, lost, nameless }: TableState): void {
  const nonsense = lost.size + nameless;
  if (nonsense > MOST_NONSENSE && nonsense > 10 * rows) {
    throw corrupt("db.sqlite3", "rows", "Hardly a row of the database makes sense");
  }
}

function isOf(
  { state: { table, schema }, gaps }: Candidate,
  rowId: number,
  values: readonly StoredValue[],
): boolean {
  return gaps.indexOf(rowId) >= 0 && looksLike(table, schema.columns, values);
}

function takeRow(
  pages: SqlitePages,
  salvage: Salvage,
  state: TableState,
  rowId: number,
  payload: Buffer,
): void {
  const values = readRecord(payload, pages.encoding);
  if (values === null) lose(state, rowId, UNREADABLE);
  else takeValues(salvage, state, rowId, values);
}

function takeValues(
  salvage: Salvage,
  state: TableState,
  rowId: number,
  values: readonly StoredValue[],
): void {
  const { table, schema } = state;
  const read = readRow(table, schema.columns, rowId, values);
  if (!read.ok) return lose(state, rowId, read.problem);
  if (!salvage.add(table.name, read.row)) {
    // A membership that is there twice says nothing twice.
    if (table.name !== "db_dbgroup_dbnodes") lose(state, rowId, "with the id, UUID or name of another");
    return;
  }
  state.rows++;
  for (const column of read.emptied) state.emptied.set(column, (state.emptied.get(column) ?? 0) + 1);
}

function lose(state: TableState, rowId: number, why: string): void {
  if (Number.isNaN(rowId) || state.lost.size >= MOST_LOST_IDS) state.nameless++;
  else if (!state.lost.has(rowId)) state.lost.set(rowId, why);
}

/**
 * Ask the indexes which rows there were. One that is whole and names all rows that were found is enough, and knows better
 * than damaged pages, whose ids may be nonsense; where there is none, each index tells some.
 */
function* countLost(
  pages: SqlitePages,
  salvage: Salvage,
  state: TableState,
  tick: () => JobProgress,
): Generator<JobProgress> {
  const told: TableState["lost"] = new Map();
  for (const root of state.schema.indexes) {
    const absent: TableState["lost"] = new Map();
    let present = 0;
    let isWhole = true;
    for (const step of walkIndex(pages, root)) {
      if (step.kind === "tick") yield tick();
      else if (step.kind === "gap") isWhole = false;
      else {
        const rowId = readRecord(step.payload, pages.encoding)?.at(-1);
        if (typeof rowId !== "number") isWhole = false;
        else if (salvage.has(state.table.name, rowId)) present++;
        else if (absent.size < MOST_LOST_IDS) absent.set(rowId, state.lost.get(rowId) ?? UNREADABLE);
        else isWhole = false;
      }
    }
    if (isWhole && present === state.rows) {
      state.lost = absent;
      state.nameless = 0;
      return;
    }
    for (const [rowId, why] of absent) told.set(rowId, why);
  }
  for (const [rowId, why] of told) lose(state, rowId, why);
  if (state.gaps.length === 0) return;
  state.isAtLeast = true;
  // A branch that is gone had one row at least; where an index told of some in it they are counted already.
  const gaps = new Gaps(state.gaps);
  const explained = new Set([...state.lost.keys()].map((id) => gaps.indexOf(id)));
  explained.delete(-1);
  if (state.schema.root !== 0) state.nameless += gaps.count - explained.size;
}

function tellTable(
  { table, schema, rows, lost, nameless, emptied, isAtLeast, gaps }: TableState,
  book: LossBook,
): void {
  const reasons = new Map<string, number>();
  for (const why of lost.values()) reasons.set(why, (reasons.get(why) ?? 0) + 1);
  if (nameless > 0) reasons.set(UNREADABLE, (reasons.get(UNREADABLE) ?? 0) + nameless);
  for (const [why, count] of reasons) {
    const atLeast = isAtLeast && why === UNREADABLE ? "at least " : "";
    book.tell(`Skipped: ${atLeast}${counted(count, table.words)} ${why}.`);
  }
  if (gaps.length > 0 && schema.root === 0 && rows > 0) {
    book.tell(`Found by their looks: ${counted(rows, table.words)}; how many there were is not known.`);
  }
  for (const [column, count] of emptied) {
    const what = counted(count, table.words);
    book.tell(`${what}: the text under ${column} is not JSON, and shown as empty.`);
    book.valuesEmptied += count;
  }
  if (table.name === "db_dblink") book.linksDropped += lost.size + nameless;
  else book.rowsSkipped += lost.size + nameless;
  book.isAtLeast ||= isAtLeast;
}

function tellReferences(settled: SettledReferences, book: LossBook): void {
  const { ownersLost, computersLost } = settled;
  const dropped = [
    [settled.commentsDropped, ["comment", "comments"], "on nodes that are not there"],
    [settled.logsDropped, ["log record", "log records"], "of nodes that are not there"],
    [
      settled.membershipsDropped,
      ["membership", "memberships"],
      "of groups, because group or node is not there",
    ],
    [settled.authinfosDropped, ["login", "logins"], "on computers, because user or computer is not there"],
  ] as const;
  for (const [count, words, why] of dropped) {
    if (count > 0) book.tell(`Skipped: ${counted(count, words)} ${why}.`);
    book.rowsSkipped += count;
  }
  if (settled.linksDropped > 0) {
    book.tell(
      `Dropped: ${counted(settled.linksDropped, ["link", "links"])}, because a node at an end is not there.`,
    );
    book.linksDropped += settled.linksDropped;
  }
  if (ownersLost > 0) {
    const what = counted(ownersLost, ["node, group or comment has", "nodes, groups and comments have"]);
    book.tell(
      `${what} lost the user who owns it: shown as ${UNKNOWN_OWNER}.`.replace(
        "have lost the user who owns it",
        "have lost the user who owns them",
      ),
    );
    book.valuesEmptied += ownersLost;
  }
  if (computersLost > 0) {
    const what = counted(computersLost, ["node has lost its computer", "nodes have lost their computer"]);
    book.tell(`${what}: shown without one.`);
    book.valuesEmptied += computersLost;
  }
}
