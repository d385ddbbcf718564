import { setImmediate } from "node:timers/promises";
import { isProcess, type NodeRow, nodeTitle } from "../../../shared/model/node.ts";
import { processStateText } from "../../../shared/model/process-state.ts";
import { timeToMicros } from "../../../shared/model/stored-time.ts";
import { writeJson } from "../../../shared/json/json-writer.ts";
import { AppError } from "../../../shared/ipc/errors.ts";
import { groupedDigits } from "../../../shared/text/grouped-digits.ts";
import { throwIfCancelled } from "../../archive/cancelled.ts";
import type { Source } from "../../archive/source.ts";
import { rowAsJson } from "../../content/save-rows.ts";
import { newestNodes } from "../../db/newest-nodes.ts";
import { listNodes, type NodeFilter } from "../../db/node-filter.ts";
import { nodeTable } from "../../db/node-table.ts";
import { prepareNodeQueries } from "../../db/queries/nodes.ts";
import { resolveEntity } from "../../db/queries/resolve.ts";
import { type ParsedArguments, usage, wholeNumber } from "../arguments.ts";
import { countText, painter, stateColour, tableHeading, tableRows, tableWidths } from "../text.ts";
import type { CliIo, Verb } from "../verb.ts";
import { withSource } from "../with-source.ts";

const SORTS = ["ctime", "-ctime", "mtime", "-mtime", "pk", "-pk"];
const DEFAULT_LIMIT = 100;
const SLICE = 1_000;

/** `stemma nodes`: list nodes, filtered and sorted. */
export const nodesVerb: Verb = {
  name: "nodes",
  summary:
    "List nodes, newest first. Filters narrow the list together; one given several times takes any of its values.",
  positionals: ["SOURCE"],
  readsSource: true,
  options: [
    {
      kind: "value",
      name: "type",
      placeholder: "PREFIX",
      help: "node type begins with PREFIX, e.g. data.core.array.",
    },
    { kind: "value", name: "process-type", placeholder: "T", help: "process type is T" },
    {
      kind: "value",
      name: "state",
      placeholder: "STATE",
      help: "process state: finished[0], finished, excepted, unknown …",
    },
    { kind: "value", name: "group", placeholder: "G", help: "member of the group with this UUID or label" },
    { kind: "value", name: "computer", placeholder: "C", help: "on the computer with this UUID or label" },
    { kind: "value", name: "user", placeholder: "EMAIL", help: "owned by this user" },
    { kind: "value", name: "label", placeholder: "TEXT", help: "label contains TEXT (no case)" },
    {
      kind: "value",
      name: "created-after",
      placeholder: "ISO",
      help: "created at this time or later; UTC without a zone",
    },
    { kind: "value", name: "created-before", placeholder: "ISO", help: "created before this time" },
    { kind: "value", name: "sort", placeholder: "KEY", help: `${SORTS.join(", ")}; default -ctime` },
    {
      kind: "value",
      name: "limit",
      placeholder: "N",
      help: `at most N nodes; default ${DEFAULT_LIMIT}, 0 = all`,
    },
    {
      kind: "value",
      name: "after",
      placeholder: "PK",
      help: "only what follows this node in the order: the next page",
    },
    { kind: "flag", name: "ndjson", help: "one JSON object a line, as they are read" },
  ],
  async run(args, io) {
    const sort = sortOf(args);
    const limit = wholeNumber(args, "limit", DEFAULT_LIMIT);
    const after = args.value("after") === undefined ? null : wholeNumber(args, "after", 0);
    const isNdjson = args.flags.has("ndjson");
    if (isNdjson && io.json) throw usage("--json and --ndjson exclude each other.");
    checkTimes(args);
    await withSource(args.positionals[0]!, io, async (source) => {
      if (after !== null && !prepareNodeQueries(source.db).row(after)) {
        throw new AppError("node/not-found", `The archive has no node with PK ${after}.`, {
          node: String(after),
        });
      }
      const { nodeIds, total } = await wantedNodes();
      if (isNdjson) await writeLines(source, nodeIds, io);
      else if (io.json) await writeJsonList(source, nodeIds, total, io);
      else await writeText(source, nodeIds, total, io);

      async function wantedNodes() {
        const filter = await filterOf(args, source, io);
        const isAll = Object.values(filter).every((wanted) => wanted === undefined || wanted.length === 0);
        const { column, descending } = sort;
        const newest =
          isAll && column !== "pk" && descending && after === null && limit > 0
            ? newestNodes(source.db, column, limit)
            : null;
        if (newest) return newest;
        const found = await listNodes(nodeTable(source.db), filter, sort, io.job, after);
        const end = limit === 0 ? found.nodeIds.length : found.skipped + limit;
        return { nodeIds: found.nodeIds.subarray(found.skipped, end), total: found.nodeIds.length };
      }
    });
    return 0;
  },
};

function sortOf(args: ParsedArguments): { column: "ctime" | "mtime" | "pk"; descending: boolean } {
  const key = args.value("sort") ?? "-ctime";
  if (!SORTS.includes(key)) throw usage(`Option --sort takes one of ${SORTS.join(", ")}, not "${key}".`);
  const column = key.replace("-", "") as "ctime" | "mtime" | "pk"; // one of SORTS
  return { column, descending: key.startsWith("-") };
}

function checkTimes(args: ParsedArguments): void {
  for (const name of ["created-after", "created-before"]) {
    const time = args.value(name);
    if (time !== undefined && Number.isNaN(timeToMicros(time))) {
      throw usage(`Option --${name} takes a time like 2026-03-01 or 2026-03-01T12:30:00, not "${time}".`);
    }
  }
}

async function filterOf(args: ParsedArguments, source: Source, io: CliIo): Promise<NodeFilter> {
  const uuids = (kind: "group" | "computer") =>
    args.values(kind).map((name) => resolveEntity(source.db, kind, name).uuid);
  return {
    typePrefixes: args.values("type"),
    processTypes: args.values("process-type"),
    states: await statesOf(args.values("state"), source, io),
    groups: uuids("group"),
    computers: uuids("computer"),
    users: args.values("user"),
    labelContains: args.value("label"),
    createdAfter: args.value("created-after"),
    createdBefore: args.value("created-before"),
  };
}

/** `finished` stands for every exit status. */
async function statesOf(wanted: readonly string[], source: Source, io: CliIo): Promise<string[]> {
  if (wanted.length === 0) return [];
  const { states } = await nodeTable(source.db).processes(io.job);
  return wanted.flatMap((state) =>
    state.toLowerCase() === "finished"
      ? [state, ...states.values.filter((key) => key.startsWith("finished["))]
      : [state.toLowerCase()],
  );
}

function* pages(source: Source, nodeIds: Int32Array): Generator<NodeRow[]> {
  const queries = prepareNodeQueries(source.db);
  for (let done = 0; done < nodeIds.length; done += SLICE) {
    yield queries.rows([...nodeIds.subarray(done, done + SLICE)]);
  }
}

async function writeLines(source: Source, nodeIds: Int32Array, io: CliIo): Promise<void> {
  for (const rows of pages(source, nodeIds)) {
    await io.write(rows.map((row) => `${writeJson(rowAsJson(row))}\n`).join(""));
  }
}

/**
 * One value, or none: nothing goes out before the last row is read, since damage or a cancel may come before it. A list
 * that is long enough to fill the memory is not kept: it is read a second time as it goes out.
 */
async function writeJsonList(source: Source, nodeIds: Int32Array, total: number, io: CliIo): Promise<void> {
  let parts: string[] | null = [];
  let length = 0;
  for (const part of jsonParts(source, nodeIds)) {
    length += part.length;
    if (length > MOST_KEPT_LENGTH) parts = null;
    parts?.push(part);
    await setImmediate(); // lets an interrupt be heard
    throwIfCancelled(io.job.signal);
  }
  await io.write(`{"total":${total},"rows":[`);
  let separator = "";
  for (const part of parts ?? jsonParts(source, nodeIds)) {
    await io.write(separator + part);
    separator = ",";
  }
  await io.write("]}\n");
}

const MOST_KEPT_LENGTH = 64 * 1024 * 1024;

function* jsonParts(source: Source, nodeIds: Int32Array): Generator<string> {
  for (const rows of pages(source, nodeIds)) yield rows.map((row) => writeJson(rowAsJson(row))).join(",\n");
}

async function writeText(source: Source, nodeIds: Int32Array, total: number, io: CliIo): Promise<void> {
  const paint = painter(io.colour);
  const columns = [
    { title: "PK", alignRight: true },
    { title: "UUID" },
    { title: "Type" },
    { title: "Label" },
    { title: "State" },
    { title: "Created (UTC)" },
    { title: "Owner" },
  ];
  // Read twice, a page at a time: for the widths of all, then to write, so that no list is too long for the memory.
  let widths: number[] = [];
  for (const rows of pages(source, nodeIds)) {
    widths = tableWidths(columns, rows.map(cellsOf), widths);
    await setImmediate(); // lets an interrupt be heard
    throwIfCancelled(io.job.signal);
  }
  await io.write(tableHeading(columns, widths));
  for (const rows of pages(source, nodeIds)) {
    const painted = (text: string, row: number, column: number) => {
      const { processState, exitStatus } = rows[row]!;
      return column === 4 ? paint(text, stateColour(processState, exitStatus)) : text;
    };
    await io.write(tableRows(columns, rows.map(cellsOf), widths, painted));
  }
  const rest = total > nodeIds.length ? " (--limit and --after give the rest)" : "";
  const shown = groupedDigits(nodeIds.length);
  await io.write(`\n${shown} of ${countText(total, "node")}${rest}\n`);
}

function cellsOf(row: NodeRow): string[] {
  return [
    String(row.nodeId),
    row.uuid.slice(0, 8),
    nodeTitle(row),
    row.label,
    isProcess(row.nodeType) ? processStateText(row.processState, row.exitStatus) : "",
    row.ctime.slice(0, 19),
    row.user,
  ];
}
