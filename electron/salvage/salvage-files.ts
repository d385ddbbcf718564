import type { OpenDatabase } from "../archive/open-zip-database.ts";
import { repositoryKeys } from "../archive/repository-keys.ts";
import { isObjectKey, printableName } from "../archive/member-names.ts";
import type { JobContext, ObjectStore } from "../archive/source.ts";
import { fileLists, nodeUuids } from "../db/queries/salvage-rows.ts";
import { checkObjects } from "./checked-objects.ts";
import { counted, type LossBook } from "./loss-book.ts";

const NAMED_NODES = 10;

/**
 * The file contents of a damaged source that are intact. Which are lost, and of how many nodes, goes into the book.
 * Errors as `checkObjects`.
 */
export async function salvageFiles(
  db: OpenDatabase["db"],
  first: ObjectStore,
  second: ((key: string) => Promise<ObjectStore | null>) | null,
  sourceBytes: number,
  book: LossBook,
  context: JobContext,
): Promise<ObjectStore> {
  const named = new Set<string>();
  for (const [, metadata] of fileLists(db)) for (const key of repositoryKeys(metadata)) named.add(key);
  // What is no key names no object, and what is not asked for by a name of ours is not looked up.
  const { objects, lost, moved } = await checkObjects(
    first,
    second && (async (key) => (isObjectKey(key) ? second(key) : null)),
    named,
    sourceBytes,
    context,
  );
  if (moved > 0 && first.count > 0) {
    const what = counted(moved, [
      "file is damaged; its contents are",
      "files are damaged; their contents are",
    ]);
    book.tell(`In the ZIP the entry of ${what} whole and found all the same.`);
  }
  if (lost.size === 0) return objects;
  const nodes: number[] = [];
  for (const [nodeId, metadata] of fileLists(db)) {
    if (repositoryKeys(metadata).some((key) => lost.has(key))) nodes.push(nodeId);
  }
  book.objectsLost = lost.size;
  book.nodesWithoutFiles = nodes.length;
  book.tell(
    `Missing or damaged: the contents of ${counted(lost.size, ["file", "files"])}${nodes.length === 0 ? ", which no node names" : ` of ${counted(nodes.length, ["node", "nodes"])}`}.`,
  );
  const shown = nodeUuids(db, nodes.slice(0, NAMED_NODES));
  if (shown.length > 0) {
    book.tell(
      `Nodes without files: ${shown.map(printableName).join(", ")}${nodes.length > shown.length ? " …" : ""}`,
    );
  }
  return objects;
}
