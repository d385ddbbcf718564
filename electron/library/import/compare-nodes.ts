import type { Source } from "../../archive/source.ts";
import { type ComparedNode, prepareCompareRows } from "../../db/queries/compare-rows.ts";
import {
  HASH_KEY,
  type IdPair,
  nodesSideBySide,
  type UnequalNodes,
} from "../../db/queries/nodes-side-by-side.ts";
import { compareNode, extrasChange, isOwnOnly, type NodeDifference } from "./node-differences.ts";

type Database = Source["db"];

/** Of a difference that nobody is shown: who it is of is not looked up. */
const UNNAMED = { uuid: "", nodeType: "", label: "" };

/**
 * Compare nodes of a file with those of the library, some hundred at a time: gives what differs, in the order of the ids, but nodes
 * that differ in AiiDA's hash alone before the others. SQLite compares them itself where it can (`nodesSideBySide`); else texts
 * are joined, since most nodes are equal.
 * @param library Its connection may have the file's database beside it from then on, until it is closed.
 */
export function comparisonOfNodes(
  file: Database,
  library: Database,
): (pairs: readonly IdPair[]) => NodeDifference[] {
  const theirs = prepareCompareRows(file);
  const ours = prepareCompareRows(library);
  const sideBySide = nodesSideBySide(library, file);
  return (pairs) => {
    if (pairs.length === 0) return [];
    const { hashOnly, extrasOnly, others } = unequal(pairs);
    const hash = { ...UNNAMED, stays: [], extras: { come: [HASH_KEY], change: [], go: [] } };
    const found = [...differingExtras(extrasOnly), ...differingNodes(others)].sort((a, b) => a.id - b.id);
    return [...Array.from({ length: hashOnly }, () => hash), ...named(found)];
  };

  function unequal(pairs: readonly IdPair[]): UnequalNodes {
    try {
      if (sideBySide) return sideBySide(pairs);
    } catch {
      // Which of the two cannot be read is said below.
    }
    const isJoined = areJoinedEqual(pairs);
    return { hashOnly: 0, extrasOnly: isJoined ? pairs : [], others: isJoined ? [] : pairs };
  }

  /** True if these nodes are the same but for their extras. */
  function areJoinedEqual(pairs: readonly IdPair[]): boolean {
    const here = pairs.map(([, storeId]) => storeId);
    const there = pairs.map(([id]) => id);
    if (!theirs.isShort(there) || !ours.isShort(here)) return false;
    const joined = ours.joined(here);
    return theirs.joined(there).every((text, i) => text === joined[i]);
  }

  function differingExtras(pairs: readonly IdPair[]): Found[] {
    if (pairs.length === 0) return [];
    const known = ours.extras(pairs.map(([, storeId]) => storeId));
    const given = theirs.extras(pairs.map(([id]) => id));
    return pairs.flatMap(([id, storeId], i) => {
      const extras = extrasChange(given[i]!, known[i]!);
      return extras ? [{ id, storeId, difference: { ...UNNAMED, stays: [], extras } }] : [];
    });
  }

  function differingNodes(pairs: readonly IdPair[]): Found[] {
    if (pairs.length === 0) return [];
    const known = byId(ours.nodes(pairs.map(([, storeId]) => storeId)));
    const given = byId(theirs.nodes(pairs.map(([id]) => id)));
    return pairs.flatMap(([id, storeId]) => {
      const difference = compareNode(given.get(id)!, known.get(storeId)!);
      return difference ? [{ id, storeId, difference: { ...UNNAMED, ...difference } }] : [];
    });
  }

  function named(found: readonly Found[]): NodeDifference[] {
    // Those that differ only in what AiiDA keeps for itself are counted and not shown: nobody asks for their names.
    const shown = found.filter(
      ({ difference: { stays, extras } }) => stays.length > 0 || !isOwnOnly(extras!),
    );
    if (shown.length === 0) return found.map(({ difference }) => difference);
    const names = new Map(
      ours
        .names(shown.map(({ storeId }) => storeId))
        .map(([id, uuid, nodeType, label]) => [id, { uuid, nodeType, label }]),
    );
    return found.map(({ storeId, difference }) => ({ ...difference, ...names.get(storeId) }));
  }
}

interface Found {
  id: number;
  storeId: number;
  difference: NodeDifference;
}

function byId(rows: readonly ComparedNode[]): Map<number, ComparedNode> {
  return new Map(rows.map((row) => [row[0], row]));
}
