import type { EngineOutput } from "../../../shared/ipc/engine-contract.ts";
import type { Source } from "../../archive/source.ts";
import { readHistory } from "./read-history.ts";

type ImportEntry = EngineOutput<"library.history">[number];

/**
 * The imports into a store as people see them, newest first.
 * @param nodeIds Of the store, ascending; how many of an import are left is counted by its ids.
 */
export function listHistory({ db, path }: Pick<Source, "db" | "path">, nodeIds: Int32Array): ImportEntry[] {
  const history = readHistory(db, path);
  return history
    .map((record, position): ImportEntry => {
      const { importId, at, file, options, isPart, existing, changed, relabelled, importGroup } = record;
      const [before, last] = record.ids.db_dbnode;
      const given = history.slice(position + 1).map(({ ids }) => ids.db_dbnode); // ids that came again later
      let nodesLeft = 0;
      for (let i = firstAbove(nodeIds, before); i < nodeIds.length && nodeIds[i]! <= last; i++) {
        if (!given.some(([from, to]) => nodeIds[i]! > from && nodeIds[i]! <= to)) nodesLeft++;
      }
      return {
        importId,
        at,
        undoneAt: record.state === "undone" ? (record.undoneAt ?? at) : null,
        file: { ...file },
        options: { ...options },
        isPart,
        new: { ...record.new },
        existing: { ...existing },
        changed: { ...changed },
        relabelled,
        importGroup: importGroup && { ...importGroup },
        nodesLeft: record.state === "undone" ? 0 : nodesLeft,
      };
    })
    .reverse();
}

/** Position of the first id above this one. */
function firstAbove(ids: Int32Array, id: number): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ids[middle]! > id) high = middle;
    else low = middle + 1;
  }
  return low;
}
