import { nodeIndexOf } from "../../shared/graph/adjacency.ts";
import { AppError } from "../../shared/ipc/errors.ts";
import type { GroupChoice, SelectionQueries } from "../db/queries/selection.ts";
import type { SourceGraph } from "./load-graph.ts";

/** What a person chose; the parsed `SelectionSchema`. `all` overrides the rest. */
export interface Selection {
  all: boolean;
  nodeIds: readonly number[] | Int32Array;
  groupIds: readonly number[];
  computerIds: readonly number[];
}

/** A selection looked up in its source. */
export interface StartingSet {
  all: boolean;
  /** Node indices, ascending and distinct: chosen nodes and the members of chosen groups. */
  seeds: Int32Array;
  /** Nodes chosen by themselves, ascending: what `metadata.json` names beside the groups. */
  chosenNodes: Int32Array;
  groups: readonly GroupChoice[];
  /** Keys of the chosen computers, ascending. */
  computerIds: readonly number[];
}

/**
 * Look a selection up. Members of chosen groups join the starting nodes and the groups are exported; groups that
 * merely contain a chosen node are not (`docs/data-model.md`, "Closure").
 * @throws AppError `node/not-found`, `group/not-found`, `computer/not-found` for ids that the source does not hold.
 */
export function resolveSelection(
  queries: SelectionQueries,
  { graph }: SourceGraph,
  selection: Selection,
): StartingSet {
  if (selection.all) {
    return {
      all: true,
      seeds: Int32Array.from({ length: graph.nodeCount }, (_, index) => index),
      chosenNodes: new Int32Array(0),
      groups: queries.allGroups(),
      computerIds: queries.allComputerIds(),
    };
  }
  const isSeed = new Uint8Array(graph.nodeCount);
  for (const nodeId of selection.nodeIds) {
    const index = nodeIndexOf(graph.nodeIds, nodeId);
    if (index < 0) throw notFound("node", nodeId);
    isSeed[index] = 1;
  }
  const chosenNodes = positionsOf(isSeed);
  const groups = queries.groups(selection.groupIds);
  requireAll(
    "group",
    selection.groupIds,
    groups.map((group) => group.groupId),
  );
  for (const nodeId of queries.groupMembers(selection.groupIds)) {
    isSeed[nodeIndexOf(graph.nodeIds, nodeId)] = 1;
  }
  const computerIds = queries.existingComputers(selection.computerIds);
  requireAll("computer", selection.computerIds, computerIds);
  return { all: false, seeds: positionsOf(isSeed), chosenNodes, groups, computerIds };
}

/** True if nothing at all was chosen: a mistake, as an export of it would hold nothing. */
export function isEmptySelection(selection: Selection): boolean {
  const { all, nodeIds, groupIds, computerIds } = selection;
  return !all && nodeIds.length === 0 && groupIds.length === 0 && computerIds.length === 0;
}

/** Indices where the flag is set, ascending. */
function positionsOf(flags: Uint8Array): Int32Array {
  const positions = new Int32Array(flags.reduce((sum, flag) => sum + flag, 0));
  let count = 0;
  for (let index = 0; index < flags.length; index++) if (flags[index] === 1) positions[count++] = index;
  return positions;
}

function requireAll(kind: "group" | "computer", asked: readonly number[], found: readonly number[]): void {
  const known = new Set(found);
  const missing = asked.find((id) => !known.has(id));
  if (missing !== undefined) throw notFound(kind, missing);
}

function notFound(kind: "node" | "group" | "computer", id: number): AppError {
  return new AppError(`${kind}/not-found`, `The archive has no ${kind} with PK ${id}.`, { [kind]: id });
}
