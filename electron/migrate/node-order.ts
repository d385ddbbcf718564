import { isNodePath } from "../legacy/node-paths.ts";

/** Names below `nodes/` as AiiDA writes them begin so: with nothing in them that counts for nothing, those of one node begin alike. */
const PLAIN_START = /^nodes\/[^/.]{2}\/[^/.]{2}\/[^/.]{32}\/$/;
const START_LENGTH = "nodes/01/23/4567-89ab-cdef-0123-456789abcdef/".length;

/** Characters of each UUID that `nodesInOrder` gives. */
export const UUID_LENGTH = 36;

/**
 * The UUIDs of all nodes that have files or folders, by the names of an archive's members in their order. Null unless those of each
 * node lie together, under names as AiiDA writes them. O(names), a tenth of a microsecond for most.
 */
export function nodesInOrder(names: Iterable<string>): string[] | null {
  const uuids = new Set<string>();
  let start = "";
  let uuid: string | null = null; // of the names that begin so, as long as none of them is a file or folder
  for (const name of names) {
    if (start === "" || !name.startsWith(start)) {
      const begins = name.slice(0, START_LENGTH);
      if (!PLAIN_START.test(begins)) {
        if (isNodePath(name)) return null;
        continue;
      }
      start = begins;
      uuid = start.slice(6, 8) + start.slice(9, 11) + start.slice(12, -1);
      if (uuids.has(uuid)) return null;
    }
    if (uuid === null || !isNodePath(name)) continue;
    uuids.add(uuid);
    uuid = null;
  }
  return [...uuids];
}
