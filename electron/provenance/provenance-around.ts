import { exportRules, type RuleSwitches } from "../../shared/graph/traversal-rules.ts";
import type { Source } from "../archive/source.ts";
import { isKept } from "../db/kept-index.ts";
import { unmapped } from "../db/mapped-memory.ts";
import { prepareNeighbourhood } from "../db/queries/neighbourhood.ts";
import { loadGraphAround } from "./graph-around.ts";
import { GRAPH, partOf, type Provenance, provenanceForOneJob } from "./provenance.ts";
import type { Selection } from "./starting-set.ts";

/** A closure of more nodes is read as part of the whole graph, which takes about as long from there on. */
const MOST_NODES = 5_000;

/**
 * The provenance of a source for one closure and no other: of a large database only what the rules reach from the
 * selection is read. A small database, one whose graph is kept, the whole of one, or a large closure is read as
 * `createProvenance` does, and can be given up in the middle.
 */
export function provenanceAround(
  source: Source,
  selection: Selection,
  switches: RuleSwitches,
  most = MOST_NODES,
): Provenance {
  const whole = provenanceForOneJob(source);
  if (selection.all || source.db.memory || isKept(source.db, GRAPH)) return whole;
  const neighbourhood = prepareNeighbourhood(source.db);
  if (!neighbourhood.isIndexed()) return whole;
  const seeds = [...selection.nodeIds, ...whole.queries.groupMembers(selection.groupIds)];
  return partOf(whole, function* () {
    const mapAgain = unmapped(source.db); // what an export of the closure then reads lies here and there too
    const found = yield* loadGraphAround(neighbourhood, seeds, exportRules(switches), most);
    if (found === null) mapAgain();
    return found;
  });
}
