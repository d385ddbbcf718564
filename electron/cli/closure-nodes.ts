import { TRAVERSAL_RULES } from "../../shared/graph/traversal-rules.ts";
import { NO_RULE, walkedFrom } from "../../shared/graph/traverse.ts";
import { escapeLine } from "../../shared/text/escape.ts";
import type { Closure } from "../provenance/closure.ts";
import type { Provenance } from "../provenance/provenance.ts";
import type { CliIo } from "./verb.ts";

/** A node of a closure as verbs print it: how far from a chosen one, and what brought it in (null for a chosen one). */
export interface ClosureNode {
  [key: string]: string | number | null | { rule: string; from: string; linkLabel: string };
  uuid: string;
  depth: number;
  reason: { rule: string; from: string; linkLabel: string } | null;
}

/** Nodes by rule that first brought them in, rules in their order, only those that did. */
export function addedByRule({ walk }: Closure): [rule: string, nodes: number][] {
  const counts = TRAVERSAL_RULES.map((): number => 0);
  for (const node of walk.order) if (walk.rules[node] !== NO_RULE) counts[walk.rules[node]!]!++;
  return TRAVERSAL_RULES.map((rule, i): [string, number] => [rule, counts[i]!]).filter(
    ([, nodes]) => nodes > 0,
  );
}

/** By node index: the UUID of each node of the closure. */
export function uuidsOf({ loaded: { graph }, walk }: Closure, provenance: Provenance): Map<number, string> {
  const uuids = provenance.queries.uuids(walk.order.map((node) => graph.nodeIds[node]!));
  return new Map(uuids.map((uuid, i) => [walk.order[i]!, uuid]));
}

/** The nodes of a closure, sorted by UUID. */
export function nodesOf(closure: Closure, provenance: Provenance): ClosureNode[] {
  const { loaded, walk } = closure;
  const { graph } = loaded;
  const uuids = uuidsOf(closure, provenance);
  const inOrder = walk.order.slice().sort((a, b) => loaded.uuidRanks[a]! - loaded.uuidRanks[b]!);
  return Array.from(inOrder, (node) => {
    const link = walk.links[node]!;
    const reason =
      link < 0
        ? null
        : {
            rule: TRAVERSAL_RULES[walk.rules[node]!]!,
            from: uuids.get(walkedFrom(graph, link, node))!, // in the closure, as the walk came from there
            linkLabel: graph.labelList[graph.linkLabels[link]!]!,
          };
    return { uuid: uuids.get(node)!, depth: walk.depths[node]!, reason };
  });
}

/** One line a node: its UUID, how far it is, and why it is in. */
export async function printNodes(nodes: readonly ClosureNode[], io: CliIo): Promise<void> {
  await io.write("nodes\n");
  for (const { uuid, depth, reason } of nodes) {
    const why = reason ? `${reason.rule} from ${reason.from} along ${reason.linkLabel}` : "chosen";
    await io.write(`  ${escapeLine(uuid)}  ${String(depth).padStart(3)}  ${escapeLine(why)}\n`);
  }
}
