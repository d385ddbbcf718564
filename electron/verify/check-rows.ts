import { isUtf8 } from "node:buffer";
import { timeToMicros } from "../../shared/model/stored-time.ts";
import { isProcess } from "../../shared/model/node.ts";
import { limit } from "../archive/limits.ts";
import { printableName } from "../archive/member-names.ts";
import type { Source } from "../archive/source.ts";
import { CHECKED_TABLES, type CheckedTable, checkedRows, verifyQueries } from "../db/queries/verify.ts";
import { jsonFault } from "./check-json.ts";
import { repositoryListing } from "./check-repository.ts";
import type { Findings } from "./findings.ts";
import type { KeyTable } from "./key-table.ts";

type Database = Source["db"];

/** What the rows say that later checks need, and how much was looked at. */
export interface RowsRead {
  /** Rows by table. */
  rows: Record<string, number>;
  jsonValues: number;
  /** Names of files in nodes; the same contents may be named often. */
  fileNames: number;
  /** By the object's position in the table of keys: 1 where some node names it. */
  isNamed: Uint8Array;
  /** PKs of nodes as they come, with what kind each is (`NODE_KIND`). */
  nodeIds: number[];
  nodeKinds: number[];
}

/** Kinds of nodes as links see them (`docs/data-model.md`, "Links"); `other` is a process of an unknown kind. */
export const NODE_KIND = { other: 0, data: 1, calculation: 2, workflow: 3 } as const;

/** A time as AiiDA stores it, of a day that every month has: any other is read in full. */
const STORED_TIME =
  /^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8]) (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}$/;
/** Of what stands in place of a UUID so much is told. */
const LONGEST_UUID = 100;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const REPLACED = "\ufffd"; // stands in a text where the stored bytes were no UTF-8

/**
 * Look at every row of every table but links and memberships: UUIDs, times, text, JSON, lists of files.
 * @param keys The objects that the archive holds.
 * @param allowsNull Older versions left text, times and JSON out; from `main_0001` on AiiDA requires them.
 * @yields Rows done so far, after each.
 */
export function* checkRows(
  db: Database,
  keys: KeyTable,
  allowsNull: boolean,
  findings: Findings,
): Generator<number, RowsRead> {
  const read: RowsRead = {
    rows: {},
    jsonValues: 0,
    fileNames: 0,
    isNamed: new Uint8Array(keys.shared.count),
    nodeIds: [],
    nodeKinds: [],
  };
  const most = limit("STEMMA_MAX_JSON_BYTES");
  let done = 0;
  for (const table of CHECKED_TABLES) {
    let rows = 0;
    for (const row of checkedRows(db, table, most)) {
      checkRow(db, table, row, keys, allowsNull, findings, read);
      rows++;
      yield ++done;
    }
    read.rows[table.table] = rows;
  }
  return read;
}

function checkRow(
  db: Database,
  table: CheckedTable,
  row: unknown[],
  keys: KeyTable,
  allowsNull: boolean,
  findings: Findings,
  read: RowsRead,
): void {
  const pk = row[0] as number; // SQLite's row id: the schema was checked
  const isNode = table.table === "db_dbnode";
  let at = 1;
  const uuid = table.uuid ? row[at++] : null;
  const node = isNode ? { pk, uuid: typeof uuid === "string" ? uuid.slice(0, LONGEST_UUID) : "" } : null;
  const where = `${table.table}, PK ${pk}`;
  const say = (code: Parameters<Findings["problem"]>[0], column: string, sentence: string) =>
    findings.problem(code, `${table.table}.${column} of PK ${pk} ${sentence}.`, where, node);

  if (table.uuid) {
    if (uuid === null) say("value-missing", "uuid", "is NULL");
    else if (typeof uuid !== "string" || !UUID.test(uuid))
      say("uuid-malformed", "uuid", `is not a UUID: ${printableName(String(uuid))}`);
  }
  for (const column of table.texts) {
    const text = row[at++];
    if (text === null) {
      if (!allowsNull && column !== "process_type") say("value-missing", column, "is NULL");
    } else if (typeof text !== "string")
      say("text-encoding", column, "is stored as something else than text");
    else if (text.includes(REPLACED) && !isStoredAsUtf8(db, table.table, column, pk))
      say("text-encoding", column, "is not UTF-8");
  }
  for (const column of table.times) {
    const time = row[at++];
    if (time === null) {
      if (!allowsNull) say("value-missing", column, "is NULL");
    } else if (typeof time !== "string" || !isTime(time))
      say("time-malformed", column, `is not a time: ${printableName(String(time))}`);
  }
  for (const column of table.json) {
    const state = row[at++];
    const text = row[at++];
    read.jsonValues++;
    if (text === null && state === 0 && !allowsNull && column !== "attributes" && column !== "extras")
      say("value-missing", column, "is NULL");
    const fault = jsonFault(state, text);
    if (fault !== null) say(fault.code, column, fault.message);
    else if (typeof text === "string") {
      if (text.includes(REPLACED) && !isStoredAsUtf8(db, table.table, column, pk))
        say("text-encoding", column, "is not UTF-8");
      if (column === "repository_metadata") checkFiles(text, pk, node, where, keys, findings, read);
    }
  }
  if (node !== null) checkNodeType(row[2], pk, node, where, findings, read);
}

function isTime(text: string): boolean {
  return STORED_TIME.test(text) || !Number.isNaN(timeToMicros(text));
}

function isStoredAsUtf8(db: Database, table: string, column: string, id: number): boolean {
  const bytes = verifyQueries(db).bytes(table, column, id);
  return bytes === null || isUtf8(bytes); // a text may hold the character itself
}

function checkFiles(
  text: string,
  pk: number,
  node: { pk: number; uuid: string } | null,
  where: string,
  keys: KeyTable,
  findings: Findings,
  read: RowsRead,
): void {
  if (text === "{}") return;
  const { files, faults } = repositoryListing(text);
  for (const fault of faults) {
    findings.problem("repository-malformed", `The list of files of node ${pk} ${fault}.`, where, node);
  }
  for (const { key, path } of files) {
    read.fileNames++;
    const position = keys.find(key);
    if (position >= 0) read.isNamed[position] = 1;
    else {
      findings.problem(
        "object-missing",
        `The contents of ${printableName(path)} of node ${pk} are not in the archive (repo/${key}).`,
        where,
        node,
      );
    }
  }
}

/** What AiiDA's `load_node_class` makes of a type string (`orm/utils/node.py`). */
function checkNodeType(
  type: unknown,
  pk: number,
  node: { pk: number; uuid: string },
  where: string,
  findings: Findings,
  read: RowsRead,
): void {
  const text = typeof type === "string" ? type : "";
  read.nodeIds.push(pk);
  read.nodeKinds.push(kindOf(text));
  if (text === "") return;
  if (!text.endsWith(".")) {
    findings.problem(
      "node-type",
      `The type of node ${pk} is malformed: ${printableName(text)}.`,
      where,
      node,
    );
  } else if (!text.startsWith("data.") && !isProcess(text) && !text.startsWith("node.")) {
    findings.remark(
      "node-type-unknown",
      `Node ${pk} has the unknown type ${printableName(text)}.`,
      where,
      node,
    );
  }
}

function kindOf(type: string): number {
  if (type.startsWith("process.calculation.")) return NODE_KIND.calculation;
  if (type.startsWith("process.workflow.")) return NODE_KIND.workflow;
  return isProcess(type) ? NODE_KIND.other : NODE_KIND.data; // as which AiiDA loads every unknown type
}
