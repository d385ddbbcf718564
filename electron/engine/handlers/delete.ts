import type { EngineHandlers } from "../../../shared/ipc/engine-contract.ts";
import {
  deletionRules,
  type DeletionSwitch,
  type DeletionSwitches,
} from "../../../shared/graph/deletion-rules.ts";
import { NO_RULE } from "../../../shared/graph/traverse.ts";
import type { JobContext } from "../../archive/source.ts";
import { prepareNodeQueries } from "../../db/queries/nodes.ts";
import { changedMeanwhile, deleteNodes } from "../../library/delete/delete-nodes.ts";
import { deletionReasons } from "../../library/delete/deletion-reasons.ts";
import { planDeletion } from "../../library/delete/plan-deletion.ts";
import { type Closure, followRules } from "../../provenance/closure.ts";
import { provenanceOf } from "../../provenance/provenance.ts";
import { runInSlices } from "../../provenance/run-in-slices.ts";
import { changeLibrary, requireEditable } from "../change-library.ts";
import type { OpenSource } from "../open-source-state.ts";

type DeleteCall = "library.deletion" | "library.deletionReasons" | "library.delete";

/** What is to be deleted, parsed. */
interface Asked {
  nodeIds: Int32Array | readonly number[];
  groupIds: readonly number[];
  rules: { [rule in DeletionSwitch]?: boolean | undefined };
}

/** Deleting nodes of the open library, and what that would take along. */
export function deleteHandlers(open: OpenSource): Pick<EngineHandlers, DeleteCall> {
  const { source } = open;
  const provenance = () => provenanceOf(source);
  const closureOf = (asked: Asked, context: JobContext) =>
    followRules(provenance(), selectionOf(asked), deletionRules(switchesOf(asked)), context);
  return {
    "library.deletion": async (asked, context) => {
      requireEditable(source);
      const { closure, ...plan } = await planDeletion(
        provenance(),
        selectionOf(asked),
        switchesOf(asked),
        context,
      );
      return { ...plan, ...idsOf(closure) };
    },
    "library.deletionReasons": async (asked, { signal }) => {
      requireEditable(source);
      const closure = await closureOf(asked, { signal, progress: () => undefined });
      return deletionReasons(closure, asked.ofNodes, prepareNodeQueries(source.db));
    },
    "library.delete": async (asked, context) => {
      requireEditable(source);
      const { loaded, rules, walk } = await closureOf(asked, context);
      if (walk.order.length !== asked.shownNodes) throw changedMeanwhile(source.path);
      const nodeIds = walk.order.map((node) => loaded.graph.nodeIds[node]!).sort();
      const seen = { nodeIds, rules, uuidsOf: (ids: readonly number[]) => provenance().queries.uuids(ids) };
      return changeLibrary(open, context, (library) => runInSlices(deleteNodes(library, seen), context));
    },
  };
}

function selectionOf({ nodeIds, groupIds }: Asked) {
  return { all: false, nodeIds, groupIds, computerIds: [] };
}

/** Switches that were given; the parsed input may hold others as undefined. */
function switchesOf({ rules }: Asked): DeletionSwitches {
  return Object.fromEntries(Object.entries(rules).filter(([, on]) => on !== undefined));
}

/** Chosen and added nodes as ids, both ascending, with the rule of each added one. */
function idsOf({ loaded: { graph }, start, walk }: Closure) {
  const added = walk.order.filter((node) => walk.rules[node] !== NO_RULE).sort();
  const idOf = (node: number) => graph.nodeIds[node]!;
  return {
    selectedIds: start.seeds.map(idOf),
    addedIds: added.map(idOf),
    addedBy: Uint8Array.from(added, (node) => walk.rules[node]!),
  };
}
