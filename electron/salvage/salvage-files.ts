import type { OpenDatabase } from "../archive/open-zip-database.ts";
import { AppError } from "../../shared/ipc/errors.ts";
import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { repositoryKeys } from "../archive/repository-keys.ts";
import { isObjectKey, printableName } from "../archive/member-names.ts";
import type { JobContext, ObjectStore } from "../archive/source.ts";
import { fileLists, nodeUuids } from "../db/queries/salvage-rows.ts";
import { checkObjects, type SecondStore } from "./checked-objects.ts";
import { counted, type LossBook } from "./loss-book.ts";

const NAMED_NODES = 10;
const TURN_MS = 15;

/**
 * The file contents of a damaged source that are intact. Which are lost, and of how many nodes, goes into the book.
 * Errors as `checkObjects`.
 */
export async function salvageFiles(
  db: OpenDatabase["db"],
  first: ObjectStore,
  second: SecondStore | null,
  sourceBytes: number,
  book: LossBook,
  context: JobContext,
): Promise<ObjectStore> {
  const named = new Set<string>();
  await eachFileList(db, context, (_, keys) => keys.forEach((key) => named.add(key)));
  // What is no key names no object, and what is not asked for by a name of ours is not looked up.
  const { objects, lost, moved } = await checkObjects(
    first,
    second && (async (key, count) => (isObjectKey(key) ? second(key, count) : null)),
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
  await eachFileList(db, context, (nodeId, keys) => {
    if (keys.some((key) => lost.has(key))) nodes.push(nodeId);
  });
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

/** A list that is longer than is ever read names nothing here: nobody will be shown it. */
function keysOf(metadata: string): string[] {
  try {
    return repositoryKeys(metadata);
  } catch (error) {
    if (error instanceof AppError && error.code === "archive/limit") return [];
    throw error;
  }
}

/** Look at the keys of every node's files, with a turn for others now and then. */
async function eachFileList(
  db: OpenDatabase["db"],
  context: JobContext,
  look: (nodeId: number, keys: readonly string[]) => void,
): Promise<void> {
  let turn = performance.now() + TURN_MS;
  for (const [nodeId, metadata] of fileLists(db)) {
    look(nodeId, keysOf(metadata));
    if (performance.now() < turn) continue;
    await setImmediate();
    throwIfCancelled(context.signal);
    turn = performance.now() + TURN_MS;
  }
}
