import type { EngineHandlers, EngineInput } from "../../../shared/ipc/engine-contract.ts";
import { csvFormat, jsonFormat } from "../../content/save-rows.ts";
import { writeTarget } from "../../content/write-target.ts";
import type { JobContext, Source } from "../../archive/source.ts";
import { listNodes, type NodeFilter } from "../../db/node-filter.ts";
import { searchNodes } from "../../db/node-search.ts";
import { nodeTable } from "../../db/node-table.ts";
import { prepareNodeQueries } from "../../db/queries/nodes.ts";
import { resolveEntity } from "../../db/queries/resolve.ts";
import { nodeNotFound } from "../../content/node-overview.ts";
import { throwIfCancelled } from "../../archive/cancelled.ts";
import type { OpenSource } from "../open-source-state.ts";

type NodesCall = "nodes.list" | "nodes.rows" | "nodes.search" | "nodes.resolve" | "nodes.save";

const SAVE_SLICE = 1_000;

/** Calls about many nodes: lists, rows, search. */
export function nodesHandlers(open: OpenSource): Pick<EngineHandlers, NodesCall> {
  const { source } = open;
  const queries = () => prepareNodeQueries(source.db);
  const table = () => nodeTable(source.db);
  /** What came with an import is known to its history, not to the database. */
  const resolved = async ({
    imports,
    ...filter
  }: EngineInput<"nodes.list">["filter"] & object): Promise<NodeFilter> => {
    if (!imports?.length) return filter;
    const { importedNodes } = await import("../../library/history/imported-nodes.ts");
    return { ...filter, among: importedNodes(source, imports) };
  };
  return {
    "nodes.list": async ({ filter, sort, firstRows }, context) => {
      const { nodeIds, total } = await listNodes(table(), await resolved(filter), sort, silent(context));
      if (firstRows === 0) return { nodeIds, total };
      return { nodeIds, total, rows: queries().rows([...nodeIds.subarray(0, firstRows)]) };
    },
    "nodes.rows": ({ nodeIds }) => queries().rows(nodeIds),
    "nodes.search": ({ text, limitPerKind }, context) =>
      searchNodes(source.db, text, limitPerKind, silent(context)),
    "nodes.resolve": ({ node }) => {
      const { id } = resolveEntity(source.db, "node", node.trim());
      const row = queries().row(id);
      if (!row) throw nodeNotFound(id);
      return row;
    },
    "nodes.save": async ({ filter, sort, format, target }, context) => {
      const place = open.target(target);
      const { nodeIds } = await listNodes(table(), await resolved(filter), sort, silent(context));
      await writeTarget(
        place,
        source.path,
        savedRows(source, nodeIds, format === "csv" ? csvFormat : jsonFormat, context),
      );
      return { rows: nodeIds.length };
    },
  };
}

async function* savedRows(
  source: Source,
  nodeIds: Int32Array,
  format: typeof csvFormat | typeof jsonFormat,
  context: JobContext,
): AsyncGenerator<string> {
  const queries = prepareNodeQueries(source.db);
  yield format.head;
  for (let done = 0; done < nodeIds.length; done += SAVE_SLICE) {
    throwIfCancelled(context.signal);
    const rows = queries.rows([...nodeIds.subarray(done, done + SAVE_SLICE)]);
    yield rows.map((row, position) => format.row(row, done + position === 0)).join("");
    context.progress({
      phase: "writing rows",
      done: done + rows.length,
      total: nodeIds.length,
      unit: "nodes",
    });
  }
  yield format.tail;
}

/** These calls report no progress: the columns they read are there since `source.open`. */
function silent({ signal }: Pick<JobContext, "signal">): JobContext {
  return { signal, progress: () => undefined };
}
