import {
  deletionRules,
  type DeletionSwitches,
  isDeletionSwitch,
} from "../../../shared/graph/deletion-rules.ts";
import { TRAVERSAL_RULES, type TraversalRule } from "../../../shared/graph/traversal-rules.ts";
import { furtherNodes, UNREACHED } from "../../../shared/graph/traverse.ts";
import { AppError } from "../../../shared/ipc/errors.ts";
import type { JobContext } from "../../archive/source.ts";
import { membershipsOf } from "../../db/queries/delete-rows.ts";
import { type Closure, followRules } from "../../provenance/closure.ts";
import type { Provenance } from "../../provenance/provenance.ts";
import { isEmptySelection, type Selection } from "../../provenance/starting-set.ts";

/** What a deletion takes out of a store. */
export interface DeletionCounts {
  /** Nodes that were chosen, members of chosen groups included. */
  selected: number;
  nodes: number;
  /** Links at either end. */
  links: number;
  comments: number;
  logs: number;
  memberships: number;
  /** Groups that lose members; they stay, empty ones too. */
  groups: number;
  /** File contents that no other node has; maintaining the store takes them away. */
  files: number;
}

/** What one rule does for a deletion. */
export interface DeletionEffect {
  rule: TraversalRule;
  on: boolean;
  isSwitch: boolean;
  /** On: nodes it first brought in; off: further nodes it would bring in. */
  nodes: number;
}

/** A deletion before it is done. */
export interface DeletionPlan {
  closure: Closure;
  counts: DeletionCounts;
  /** Bytes of those files. */
  bytes: number;
  /** Processes among them that have not ended: AiiDA may be running them. */
  running: number;
  /** The nine rules that may be followed, in the order of `TRAVERSAL_RULES`. */
  effects: DeletionEffect[];
}

const SLICE_NODES = 20_000;

/**
 * Work out what deleting a selection takes along. Chosen groups stand for their nodes; they stay themselves.
 * @throws AppError `selection/empty`, `node/not-found`, `group/not-found`, `cancelled`.
 */
export async function planDeletion(
  provenance: Provenance,
  selection: Selection,
  switches: DeletionSwitches,
  context: JobContext,
): Promise<DeletionPlan> {
  if (isEmptySelection(selection)) throw new AppError("selection/empty", "Choose nodes to delete first.");
  const closure = await followRules(provenance, selection, deletionRules(switches), context);
  const facts = await provenance.facts(context);
  const { order } = closure.walk;
  let comments = 0;
  let logs = 0;
  for (const node of order) {
    comments += facts.comments[node]!;
    logs += facts.logs[node]!;
  }
  const { memberships, groups } = memberCounts(provenance, closure);
  const { files, bytes } = await filesOfNoOther(provenance, closure, context);
  const isUnsealed = await provenance.isUnsealed(context, order);
  return {
    closure,
    counts: {
      selected: closure.start.seeds.length,
      nodes: order.length,
      links: touchingLinks(closure),
      comments,
      logs,
      memberships,
      groups,
      files,
    },
    bytes,
    running: order.reduce((sum, node) => sum + isUnsealed[node]!, 0),
    effects: effectsOf(closure),
  };
}

function touchingLinks({ loaded: { graph }, walk }: Closure): number {
  let count = 0;
  for (const node of walk.order) {
    count += graph.outgoing.offsets[node + 1]! - graph.outgoing.offsets[node]!;
    for (let entry = graph.incoming.offsets[node]!; entry < graph.incoming.offsets[node + 1]!; entry++) {
      if (walk.depths[graph.incoming.neighbours[entry]!] === UNREACHED) count++; // the others go out from a node above
    }
  }
  return count;
}

function memberCounts({ source }: Provenance, { loaded: { graph }, walk }: Closure) {
  const groups = new Set<number>();
  let memberships = 0;
  for (let at = 0; at < walk.order.length; at += SLICE_NODES) {
    const ids = Array.from(walk.order.subarray(at, at + SLICE_NODES), (node) => graph.nodeIds[node]!);
    for (const [groupId, count] of membershipsOf(source.db, ids)) {
      groups.add(groupId);
      memberships += count;
    }
  }
  return { memberships, groups: groups.size };
}

async function filesOfNoOther(provenance: Provenance, { loaded, walk }: Closure, context: JobContext) {
  const index = await provenance.files(context);
  const isGoing = new Uint8Array(index.keys.length);
  for (let node = 0; node < loaded.graph.nodeCount; node++) {
    const mark = walk.depths[node] === UNREACHED ? STAYS : GOES;
    for (let entry = index.offsets[node]!; entry < index.offsets[node + 1]!; entry++) {
      isGoing[index.objects[entry]!]! |= mark;
    }
  }
  let files = 0;
  let bytes = 0;
  for (let object = 0; object < isGoing.length; object++) {
    if (isGoing[object] !== GOES) continue;
    files++;
    bytes += Math.max(0, index.sizes[object]!); // one that the store does not hold counts nothing
  }
  return { files, bytes };
}

const GOES = 1;
const STAYS = 2;

function effectsOf({ loaded: { graph }, rules, walk }: Closure): DeletionEffect[] {
  const brought = new Int32Array(256); // rules are bytes
  for (const node of walk.order) brought[walk.rules[node]!]!++;
  const possible = deletionRules();
  return TRAVERSAL_RULES.flatMap((rule, position) => {
    if (!possible[rule]) return [];
    const nodes = rules[rule]
      ? brought[position]!
      : furtherNodes(graph, walk, { ...rules, [rule]: true }).length;
    return { rule, on: rules[rule], isSwitch: isDeletionSwitch(rule), nodes };
  });
}
