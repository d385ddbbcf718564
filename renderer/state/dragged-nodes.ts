import { idSet } from "./id-set.ts";
import { viewOf } from "./source-view.ts";

const BY_NAME = 1000; // more nodes than that are dragged as "the marked ones": their ids would take megabytes of text

/** Nodes as what a drag carries: their ids as JSON, or where they are marked. */
export function draggedNodes(sourceId: string, nodeIds: ReadonlySet<number>): string {
  return JSON.stringify(nodeIds.size > BY_NAME ? { markedIn: sourceId } : [...nodeIds]);
}

/**
 * The nodes that a drag brought to a source. It can come from another program: whatever is no id is left out, and so are
 * the marks of another source.
 */
export function droppedNodes(text: string, sourceId: string): ReadonlySet<number> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return new Set(); // not from us
  }
  if (Array.isArray(value)) return idSet(value.filter((id): id is number => Number.isInteger(id) && id >= 0));
  const isOurs = (value as { markedIn?: unknown } | null)?.markedIn === sourceId;
  return isOurs ? viewOf(sourceId).getState().markedIds : new Set();
}
