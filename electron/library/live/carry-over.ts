import type { Source } from "../../archive/source.ts";
import { carryColumns } from "../../db/carry-columns.ts";
import { nodeTable } from "../../db/node-table.ts";
import { compareNodes, type NodeChange } from "../../db/table-change.ts";
import { carriedFiles, carriedGraph } from "../../provenance/carry-graph.ts";
import { adoptProvenance, FILES, GRAPH, knownProvenance, UNWATCHED } from "../../provenance/provenance.ts";
import { runInSlices } from "../../provenance/run-in-slices.ts";

/**
 * Up to so many nodes everything is read anew: that takes 0.1 s, and finds whatever anybody wrote in whatever way. Above that
 * it is trusted that who changes a row also changes its time of change, as AiiDA and we do.
 */
const READ_ANEW_NODES = 50_000;

interface CarryOptions {
  changed?: ReadonlySet<number> | null;
  readAnewUpTo?: number;
  areGroupsSame?: boolean;
}

/** What came of it. */
interface CarriedOver {
  /** Ids of the nodes that are no longer there, ascending. */
  gone: Int32Array<ArrayBuffer>;
  /** It is known what was changed, or nothing was brought over: nothing rests on times of change. */
  isSure: boolean;
  /** Nothing was brought over: all is read when it is asked for. */
  isAnew: boolean;
}

/**
 * Bring what is in memory of one state of a library over to the next, so that a change costs what was changed and not what there
 * is. What is not brought over is read when it is asked for.
 * @param how What is known of the change: ids of nodes whose rows were changed, where nothing but these was changed and nothing
 *   was taken away (null: it is found out); whether nothing was done to groups; and up to how many nodes nothing is brought over in that case.
 */
export async function carryOver(
  former: Source,
  next: Source,
  { changed = null, areGroupsSame = false, readAnewUpTo = READ_ANEW_NODES }: CarryOptions = {},
): Promise<CarriedOver> {
  const change = await compareNodes(former.db, next.db, changed, UNWATCHED);
  if (change === null) return { gone: new Int32Array(), isSure: true, isAnew: true };
  if (!change.isKnown && change.nodeIds.length <= readAnewUpTo)
    return { gone: change.gone, isSure: true, isAnew: true };
  await carryColumns(former.db, next.db, change, areGroupsSame);
  await carryProvenance(former, next, change);
  return { gone: change.gone, isSure: change.isKnown, isAnew: false };
}

async function carryProvenance(former: Source, next: Source, change: NodeChange): Promise<void> {
  const known = knownProvenance(former);
  if (known.graph === null) return;
  const graph = await runInSlices(carriedGraph(next.db, known.graph, change), UNWATCHED);
  if (graph === null) return;
  const files = known.files && (await runInSlices(carriedFiles(next, known.files, graph, change), UNWATCHED));
  adoptProvenance(next, { graph, files });
}

/** All that is known of a state, by the names under which it is kept for the next time (`kept`). */
export function knownPieces(source: Source): Map<string, object> {
  const { graph, files } = knownProvenance(source);
  const pieces = new Map<string, object>(nodeTable(source.db).knownPieces());
  if (graph) pieces.set(GRAPH, graph);
  if (files) {
    const { sizes: _, ...keys } = files; // what the container holds, the database does not say
    pieces.set(FILES, keys);
  }
  return pieces;
}

/** `carryOver` where nothing was written between the two: all of it holds. */
export function carryAll(former: Source, next: Source): void {
  nodeTable(next.db).adopt(nodeTable(former.db).known());
  adoptProvenance(next, { ...knownProvenance(former) });
}
