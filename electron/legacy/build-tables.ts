import type { Reference } from "../db/queries/legacy-references.ts";
import type { LegacyTable } from "../db/queries/legacy-rows.ts";
import type { Staged } from "../db/queries/legacy-staging.ts";
import { giveOwners, UNKNOWN_OWNER } from "../db/queries/salvage-rows.ts";
import { type BuildInput, MOST_TOLD, type Pace, paced, SLICE_ROWS } from "./build-input.ts";
import { buildLinks, buildMemberships } from "./build-links.ts";
import { NodeConverter } from "./build-nodes.ts";
import { commentRow, computerRow, groupRow, logRow, userRow } from "./entity-rows.ts";
import { Findings } from "./findings.ts";
import { isBefore } from "./legacy-version.ts";
import { RowFields, RowProblem } from "./row-fields.ts";

/**
 * Fill today's tables with what waits, and their indexes: rows keep their ids, links and memberships are numbered in the
 * order of the file, as AiiDA's conversion does (`storage/sqlite_zip/migrations/legacy_to_main.py`).
 * @throws AppError `archive/corrupt` with the list of what is wrong, unless `readable`; `cancelled`.
 */
export async function buildTables(input: BuildInput): Promise<void> {
  const { rows, findings, rules } = input;
  const { waiting, tables } = rows;
  const pace = paced(input.context);
  const entity = (name: Staged, table: Exclude<LegacyTable, "db_dbnode">, convert: typeof commentRow) =>
    buildEntity(input, pace, name, (id, fields) => {
      const row = convert(id, fields, rules);
      return row === null || rows.add(table, row);
    });
  await entity("User", "db_dbuser", userRow);
  await entity("Computer", "db_dbcomputer", computerRow);
  await entity("Group", "db_dbgroup", groupRow);
  const early = input.linksFirst && (await noteNodes(input, pace)) ? new Findings(true) : null;
  if (early) await buildLinks({ ...input, findings: early }, pace);
  const converter = new NodeConverter(waiting, rules, input.repository, findings);
  await buildEntity(input, pace, "Node", (id, fields) => {
    const row = converter.row(id, fields);
    return row instanceof Promise ? row.then((made) => rows.addNode(made)) : rows.addNode(row);
  });
  tellMissingParts(input, converter);
  await entity("Log", "db_dblog", logRow);
  await entity("Comment", "db_dbcomment", commentRow);
  settleReferences(input);
  const settle = () => {
    if (!input.onSettled) return;
    tables.settle();
    input.onSettled();
  };
  settle();
  if (!early) await buildLinks(input, pace);
  else if (!early.isEmpty || !findings.isEmpty) {
    // Refused, with all links told that have lost an end, and in the order of any other refusal.
    rows.noteAddedNodes();
    await buildLinks(input, pace, () => undefined);
  }
  await buildMemberships(input, pace);
  findings.refuse();
  rows.forget();
  tables.finishStaging();
  for (const [done, build] of tables.indexes.entries()) {
    settle();
    build();
    await pace("indexing", done + 1, tables.indexes.length, "steps");
  }
  tables.finish();
}

/** Note the ids of all nodes before these have their rows, so that links may come first. False where that cannot be. */
async function noteNodes({ rows }: BuildInput, pace: Pace): Promise<boolean> {
  const { waiting } = rows;
  const total = waiting.count("Node");
  let done = 0;
  for (let slice = waiting.slice("Node", -1, SLICE_ROWS); slice.length > 0; ) {
    for (const [id, text] of slice) {
      const uuid = uuidIn(text ?? waiting.text("Node", id) ?? "");
      if (uuid !== null && !rows.noteNode(id, uuid)) return false;
    }
    done += slice.length;
    await pace("looking at nodes", done, total, "nodes");
    slice = waiting.slice("Node", slice.at(-1)![0], SLICE_ROWS);
  }
  return true;
}

/** Null for a row without one, which is told of when it is its turn. */
function uuidIn(row: string): string | null {
  const uuid = plainUuidIn(row);
  if (uuid !== null) return uuid;
  try {
    return new RowFields(row).text("uuid") ?? null;
  } catch (error) {
    if (error instanceof RowProblem) return null;
    throw error;
  }
}

const UUID_FIELD = '"uuid": "';
const UUID_LENGTH = 36;
const UUID_MEMBER = /"uuid": "[0-9a-f-]{36}"/y;

/**
 * The UUID of a row as AiiDA writes most of them, without parsing the rest: with nothing escaped every quotation mark begins or ends a
 * text, so only one member has the name. (Were it one of an object inside, the row would have no UUID and be refused in its turn.)
 * Null for any other row.
 */
function plainUuidIn(row: string): string | null {
  const at = row.indexOf('"uuid"');
  if (at < 0 || row.includes('"uuid"', at + 1) || row.includes("\\")) return null;
  UUID_MEMBER.lastIndex = at;
  if (!UUID_MEMBER.test(row)) return null;
  const start = at + UUID_FIELD.length;
  return row.slice(start, start + UUID_LENGTH);
}

const WORDS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  User: ["User", "users"],
  Computer: ["Computer", "computers"],
  Group: ["Group", "groups"],
  Node: ["Node", "nodes"],
  Log: ["Log", "logs"],
  Comment: ["Comment", "comments"],
};

/** @param add False when the row's id or a unique value is taken. */
async function buildEntity(
  { rows: { waiting }, findings }: BuildInput,
  pace: Pace,
  name: Staged,
  add: (id: number, fields: RowFields) => boolean | Promise<boolean>,
): Promise<void> {
  const total = waiting.count(name);
  const [one, many] = WORDS[name]!;
  const phase = `writing ${many}`;
  const unit = name === "Node" ? "nodes" : "steps";
  let done = 0;
  for (let slice = waiting.slice(name, -1, SLICE_ROWS); slice.length > 0; ) {
    for (const [id, text] of slice) {
      try {
        const fields = new RowFields(text ?? waiting.text(name, id) ?? "");
        const added = add(id, fields);
        // Most rows wait for nothing, and a turn of the microtasks for each takes as long as to make it.
        if (!(typeof added === "boolean" ? added : await added)) {
          findings.add("unique", "rowsSkipped", `${one} ${id} has the UUID or name of another one`);
        }
      } catch (error) {
        if (!(error instanceof RowProblem)) throw error;
        findings.add("row", "rowsSkipped", `${one} ${id} ${error.message}`);
      }
      const turn = pace(phase, ++done, total, unit);
      if (turn) await turn;
    }
    slice = waiting.slice(name, slice.at(-1)![0], SLICE_ROWS);
  }
}

/** Nodes without attributes or extras, and before 0.7 attributes without node: AiiDA refuses both. */
function tellMissingParts({ rows, rules, findings }: BuildInput, { lacking }: NodeConverter): void {
  for (const { what, count, first } of lacking) {
    findings.add(what, "valuesEmptied", `${list(count, first, "node")} no ${what}`, count);
  }
  if (!isBefore(rules.from, "0.7")) return;
  const { count, first } = rows.waiting.lacking("attributes", "Node", MOST_TOLD);
  if (count > 0) {
    findings.add(
      "attributes",
      "rowsSkipped",
      `There are attributes, but no node, of ${ids(count, first)}`,
      count,
    );
  }
}

/** "Nodes 1, 2 and 7 more have", "Node 1 has". */
function list(count: number, first: readonly number[], word: string): string {
  const noun = count === 1 ? word : `${word}s`;
  return `${noun[0]!.toUpperCase()}${noun.slice(1)} ${ids(count, first)} ${count === 1 ? "has" : "have"}`;
}

function ids(count: number, first: readonly number[]): string {
  const more = count - first.length;
  return `${first.join(", ")}${more > 0 ? ` and ${more.toLocaleString("en")} more` : ""}`;
}

/** What becomes of rows that refer to one that is not there. */
const REFERENCES: readonly {
  reference: Reference;
  row: string;
  to: string;
  settle: "own" | "clear" | "drop";
}[] = [
  { reference: "nodeOwner", row: "node", to: "a user", settle: "own" },
  { reference: "groupOwner", row: "group", to: "a user", settle: "own" },
  { reference: "commentOwner", row: "comment", to: "a user", settle: "own" },
  { reference: "nodeComputer", row: "node", to: "a computer", settle: "clear" },
  { reference: "commentNode", row: "comment", to: "a node", settle: "drop" },
  { reference: "logNode", row: "log", to: "a node", settle: "drop" },
];

function settleReferences({ db, rows, findings, readable }: BuildInput): void {
  const { tables } = rows;
  let hasLostOwners = false;
  for (const { reference, row, to, settle } of REFERENCES) {
    const { count, first } = rows.broken(reference, MOST_TOLD);
    if (count === 0) continue;
    const which = list(
      count,
      first.map(([id]) => id),
      row,
    );
    const instead = settle === "own" && readable ? `: shown as ${UNKNOWN_OWNER}` : "";
    const loss = settle === "drop" ? "rowsSkipped" : "valuesEmptied";
    findings.add("references", loss, `${which} ${to} that is not there${instead}`, count);
    if (settle === "own") hasLostOwners = true;
    else if (readable && settle === "clear") tables.clearBroken(reference);
    else if (readable) tables.dropBroken(reference);
  }
  if (hasLostOwners && readable) giveOwners(db);
}
