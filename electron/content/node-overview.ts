import { decodeString } from "../../shared/json/json-index.ts";
import type { LinkedNode } from "../../shared/model/link.ts";
import { isProcess, type NodeRow } from "../../shared/model/node.ts";
import { processOutcome } from "../../shared/model/process-state.ts";
import { timeToMicros } from "../../shared/model/stored-time.ts";
import { AppError } from "../../shared/ipc/errors.ts";
import type { Source } from "../archive/source.ts";
import { prepareCommentQueries } from "../db/queries/comments.ts";
import { prepareGroupQueries } from "../db/queries/groups.ts";
import { prepareLinkQueries } from "../db/queries/links.ts";
import { prepareLogQueries } from "../db/queries/logs.ts";
import { prepareNodeQueries } from "../db/queries/nodes.ts";
import { preparePeopleAndPlaces } from "../db/queries/people-and-places.ts";
import { memberTexts } from "../db/rows.ts";
import { filesOfNode, type NodeFile } from "./repository-files.ts";

/** What a process says of itself and of its neighbours, beside its state. */
interface ProcessOverview {
  isSealed: boolean;
  exitMessage: string | null;
  exception: string | null;
  processStatus: string | null;
  scheduler: Record<string, string>;
  caller: LinkedNode | null;
  failedCalls: LinkedNode[];
  durationMs: number | null;
  retrievedId: number | null;
  outputFiles: string[];
}

/** Everything that the first page of the inspector shows of a node. */
export interface NodeOverview {
  row: NodeRow;
  counts: {
    incoming: number;
    outgoing: number;
    files: number;
    retrievedFiles: number;
    comments: number;
    logs: number;
    groups: number;
    attributeBytes: number;
    extraBytes: number;
  };
  process: ProcessOverview | null;
  computer: { label: string; hostname: string } | null;
  cachedFrom: { uuid: string; nodeId: number | null } | null;
  groups: { groupId: number; uuid: string; label: string }[];
}

const MAX_JSON_BYTES = 32 * 1024 * 1024;
const MAX_GROUPS = 50;
const MAX_FAILED_CALLS = 50;
/** Calls that are looked through for failed ones; a work chain of more has a page of its own in the links. */
const MAX_CALLS = 10_000;

/** Attributes of a job that say where and how it ran, in the order they are shown. */
const SCHEDULER_KEYS = [
  "job_id",
  "scheduler_state",
  "state",
  "scheduler_lastchecktime",
  "queue_name",
  "account",
  "max_wallclock_seconds",
  "remote_workdir",
];

/** One node for the inspector. `node/not-found` for an id that the source does not hold. */
export function nodeOverview(source: Source, nodeId: number): NodeOverview {
  const nodes = prepareNodeQueries(source.db);
  const links = prepareLinkQueries(source.db);
  const groups = prepareGroupQueries(source.db);
  const row = nodes.row(nodeId);
  if (!row) throw nodeNotFound(nodeId);
  const process = isProcess(row.nodeType);
  const retrievedId = process ? links.retrievedId(nodeId) : null;
  const retrieved = retrievedId === null ? [] : filesOfNode(source, retrievedId);
  const extras = nodes.json(nodeId, "extras", MAX_JSON_BYTES);
  return {
    row,
    counts: {
      incoming: links.count("incoming", nodeId),
      outgoing: links.count("outgoing", nodeId),
      files: filesOfNode(source, nodeId).length,
      retrievedFiles: retrieved.length,
      comments: prepareCommentQueries(source.db).count(nodeId),
      logs: prepareLogQueries(source.db).count(true, nodeId),
      groups: groups.countOfNode(nodeId),
      attributeBytes: nodes.json(nodeId, "attributes", 0).bytes,
      extraBytes: extras.bytes,
    },
    process: process ? processOverview(source, row, retrievedId, retrieved) : null,
    computer: preparePeopleAndPlaces(source.db).computerOfNode(nodeId),
    cachedFrom: cachedFrom(extras.text, (uuid) => nodes.idByUuid(uuid)),
    groups: groups.ofNode(nodeId, MAX_GROUPS).map(({ groupId, uuid, label }) => ({ groupId, uuid, label })),
  };
}

/** The error of an id that a source does not hold. */
export function nodeNotFound(nodeId: number): AppError {
  return new AppError("node/not-found", `The archive has no node with PK ${nodeId}.`, { node: nodeId });
}

function processOverview(
  source: Source,
  row: NodeRow,
  retrievedId: number | null,
  retrieved: readonly NodeFile[],
): ProcessOverview {
  const links = prepareLinkQueries(source.db);
  const stored = prepareNodeQueries(source.db).json(row.nodeId, "attributes", MAX_JSON_BYTES);
  const attributes = memberTexts(stored.text ?? "{}");
  const shown = (key: string) => plainText(attributes.get(key));
  const duration = (timeToMicros(row.mtime) - timeToMicros(row.ctime)) / 1000;
  const isFailed = processOutcome(row.processState, row.exitStatus) === "failed";
  return {
    isSealed: attributes.get("sealed") === "true",
    exitMessage: shown("exit_message"),
    exception: shown("exception"),
    processStatus: shown("process_status"),
    scheduler: Object.fromEntries(
      SCHEDULER_KEYS.flatMap((key) => {
        const text = shown(key);
        return text === null || text === "" ? [] : [[key, text]];
      }),
    ),
    caller: links.caller(row.nodeId),
    failedCalls: links
      .calls(row.nodeId, MAX_CALLS)
      .filter((call) => processOutcome(call.processState, call.exitStatus) === "failed")
      .slice(0, MAX_FAILED_CALLS),
    durationMs: Number.isNaN(duration) ? null : duration,
    retrievedId,
    outputFiles: outputFiles(source, retrieved, shown, isFailed),
  };
}

/**
 * Files among the retrieved ones that say how a job went, the most telling first: of a failed job what the scheduler
 * and the program complained about, else the program's own output. Empty files come last.
 */
function outputFiles(
  source: Source,
  retrieved: readonly NodeFile[],
  attribute: (key: string) => string | null,
  isFailed: boolean,
): string[] {
  const output = [attribute("output_filename"), "aiida.out"];
  const complaints = ["CRASH", attribute("scheduler_stderr"), "_scheduler-stderr.txt"];
  const rest = [attribute("scheduler_stdout"), "_scheduler-stdout.txt"];
  const wanted = isFailed ? [...complaints, ...output, ...rest] : [...output, ...complaints, ...rest];
  const byPath = new Map(retrieved.map((file) => [file.path, file]));
  const found = [...new Set(wanted)].flatMap((path) => (path !== null && byPath.has(path) ? [path] : []));
  const isEmpty = (path: string) => source.objects.size(byPath.get(path)!.key) === 0;
  return [...found.filter((path) => !isEmpty(path)), ...found.filter(isEmpty)];
}

function cachedFrom(
  extras: string | null,
  idOf: (uuid: string) => number | null,
): NodeOverview["cachedFrom"] {
  const uuid = plainText(memberTexts(extras ?? "{}").get("_aiida_cached_from"));
  return uuid === null ? null : { uuid, nodeId: idOf(uuid) };
}

/** A string decoded, a number or boolean as written, null for anything else. */
function plainText(value: string | undefined): string | null {
  if (value === undefined || value === "null" || /^[[{]/.test(value)) return null;
  return value.startsWith('"') ? decodeString(value) : value;
}
