import type { EngineHandlers } from "../../../shared/ipc/engine-contract.ts";
import type { JobContext } from "../../archive/source.ts";
import { programVersion } from "../../ipc/program-version.ts";
import { prepareNodeQueries } from "../../db/queries/nodes.ts";
import { unsealedNodes } from "../../export/checks.ts";
import { type Closure, closeSelection, countClosure, ruleEffects } from "../../provenance/closure.ts";
import { graphElements } from "../../provenance/graph-elements.ts";
import { growFrom } from "../../provenance/graph-grow.ts";
import { graphStart } from "../../provenance/graph-start.ts";
import { privacyOf } from "../../provenance/privacy.ts";
import { type Provenance, provenanceOf } from "../../provenance/provenance.ts";
import { runInSlices } from "../../provenance/run-in-slices.ts";
import { resolveSelection, type Selection } from "../../provenance/starting-set.ts";
import { titleOf, trailTo } from "../../provenance/trail.ts";
import { NO_RULE } from "../../../shared/graph/traverse.ts";
import type { RuleSwitches } from "../../../shared/graph/traversal-rules.ts";
import type { OpenSource } from "../open-source-state.ts";

type SelectionCalls =
  | "graph.start"
  | "graph.elements"
  | "graph.grow"
  | "selection.closure"
  | "selection.trail"
  | "selection.privacy"
  | "selection.uuids"
  | "export.run";

const MAX_UNSEALED = 100; // listed by name; the count says how many there are
const EVERYTHING_COUNTS = { includeComments: true, includeLogs: true };

/** Handlers for the graph, the basket and the export of one open source. The graph is read at the first call. */
export function selectionHandlers(open: OpenSource): Pick<EngineHandlers, SelectionCalls> {
  const provenance = provenanceOf(open.source);
  const nodes = prepareNodeQueries(open.source.db);
  const closureOf = rememberLast(provenance);
  const elementsOf = async (nodeIds: readonly number[], signal: JobContext["signal"]) => {
    const { graph } = await provenance.graph(unreported({ signal }));
    return runInSlices(graphElements(graph, nodes, nodeIds), { signal });
  };

  return {
    "graph.start": async ({ limit, withElements }, context) => {
      const loaded = await provenance.graph(unreported(context));
      const start = graphStart(loaded, provenance.queries, limit);
      if (!withElements) return start;
      const nodeIds = start.nodeIds.toSorted((a, b) => a - b);
      return { ...start, elements: await elementsOf(nodeIds, context.signal) };
    },
    "graph.elements": ({ nodeIds }, context) => elementsOf(nodeIds, context.signal),
    "graph.grow": async ({ nodeIds, step, depth, linkTypes, limit }, context) => {
      const { graph } = await provenance.graph(unreported(context));
      const found = await runInSlices(growFrom(graph, nodeIds, step, depth, linkTypes), {
        signal: context.signal,
      });
      return { nodeIds: [...found.subarray(0, limit)], total: found.length };
    },
    "selection.closure": async ({ selection, rules }, context) => {
      const closure = await closureOf(selection, rules, context);
      const facts = await provenance.facts(context);
      const files = await provenance.files(context);
      const unsealed = unsealedNodes(closure, await provenance.isUnsealed(context));
      return {
        ...countClosure(provenance.source, closure, facts, files, EVERYTHING_COUNTS),
        effects: ruleEffects(closure, files),
        ...addedNodes(closure),
        unsealed: nodes
          .rows(unsealed.slice(0, MAX_UNSEALED).map((node) => closure.loaded.graph.nodeIds[node]!))
          .map((row) => ({ nodeId: row.nodeId, uuid: row.uuid, title: titleOf(row) })),
        unsealedCount: unsealed.length,
      };
    },
    "selection.trail": async ({ selection, rules, nodeId }, context) =>
      trailTo(await closureOf(selection, rules, unreported(context)), nodeId, nodes),
    "selection.privacy": async ({ selection, rules, options }, context) => {
      const watched = unreported(context);
      return privacyOf(provenance, await closureOf(selection, rules, watched), options, watched);
    },
    "selection.uuids": async ({ selection }, context) => {
      const loaded = await provenance.graph(unreported(context));
      const { chosenNodes, groups } = resolveSelection(provenance.queries, loaded, selection);
      const ids = chosenNodes.map((node) => loaded.graph.nodeIds[node]!);
      return { nodes: provenance.queries.uuids(ids), groups: groups.map(({ uuid }) => uuid) };
    },
    "export.run": async ({ selection, rules, options, target }, context) => {
      const granted = open.target(target);
      const { exportArchive } = await import("../../export/write-archive.ts");
      const { counts, sizeBytes, seconds } = await exportArchive(
        provenance,
        {
          selection,
          switches: definedOnly(rules),
          options,
          target: granted.path,
          mayReplace: granted.mayReplace,
          dryRun: false,
          stemmaVersion: programVersion(),
        },
        context,
      );
      return { counts, sizeBytes, seconds };
    },
  };
}

/** Starting set and added nodes as ids, both ascending. */
function addedNodes({ loaded: { graph }, start, walk }: Closure) {
  const added = walk.order.filter((node) => walk.rules[node] !== NO_RULE).sort();
  const idOf = (node: number) => graph.nodeIds[node]!;
  return {
    selectedIds: start.seeds.map(idOf),
    addedIds: added.map(idOf),
    addedBy: Uint8Array.from(added, (node) => walk.rules[node]!),
  };
}

type Switches = { [rule in keyof RuleSwitches]?: RuleSwitches[rule] | undefined };

/** The basket asks about one selection many times (why is this node in? what leaves the house?): keep its closure. */
function rememberLast(provenance: Provenance) {
  let last: { selection: Selection; rules: string; closure: Closure } | null = null;
  return async (selection: Selection, switches: Switches, context: JobContext): Promise<Closure> => {
    const rules = JSON.stringify(switches);
    if (last?.rules === rules && areSame(last.selection, selection)) return last.closure;
    const closure = await closeSelection(provenance, selection, definedOnly(switches), context);
    last = { selection, rules, closure };
    return closure;
  };
}

/** O(chosen nodes), without a copy of their ids: there can be a million. */
function areSame(one: Selection, other: Selection): boolean {
  return (
    one.all === other.all &&
    areEqual(one.nodeIds, other.nodeIds) &&
    areEqual(one.groupIds, other.groupIds) &&
    areEqual(one.computerIds, other.computerIds)
  );
}

function areEqual(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

/** Switches that were given; the parsed input may hold others as undefined. */
export function definedOnly(switches: Switches): RuleSwitches {
  return Object.fromEntries(Object.entries(switches).filter(([, on]) => on !== undefined));
}

/** For calls whose contract has no progress. */
function unreported(context: { signal: JobContext["signal"] }): JobContext {
  return { signal: context.signal, progress: () => undefined };
}
