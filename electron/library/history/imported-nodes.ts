import type { Source } from "../../archive/source.ts";
import { importOf, readHistory } from "./read-history.ts";

const known = new WeakMap<Source, Map<string, Int32Array>>();

/**
 * Ids of the nodes that were new with any of these imports and are still there, ascending; a number that no import of
 * the source has stands for none. 100,000 nodes take 0.1 s the first time. Errors as `importOf`.
 */
export function importedNodes(source: Source, imports: readonly string[]): Int32Array {
  if (source.kind !== "store") return new Int32Array(0);
  let lists = known.get(source);
  if (!lists) known.set(source, (lists = new Map()));
  const key = [...imports].sort().join(" ");
  let nodeIds = lists.get(key);
  if (!nodeIds) lists.set(key, (nodeIds = readNodes(source, imports)));
  return nodeIds;
}

function readNodes({ db, path }: Source, imports: readonly string[]): Int32Array {
  const history = readHistory(db, path);
  const ids = new Set<number>();
  for (const { importId } of history) {
    if (!imports.includes(String(importId))) continue;
    for (const slice of importOf(db, path, importId, history).rows("db_dbnode")) {
      for (const { id } of slice) ids.add(id);
    }
  }
  return Int32Array.from(ids).sort();
}
