import { randomUUID } from "node:crypto";
import { refused, requireComment } from "./edit-rules.ts";
import { type EditOutcome, type EditRun, nodeIdsOf, ownerOf, type RowSwap } from "./library-edit.ts";

/** Write a comment of the store's user about each of these nodes. Their own times of change stay, as AiiDA leaves them. */
export function addComments(
  run: EditRun,
  { nodes, content }: { nodes: readonly string[]; content: string },
): EditOutcome {
  requireComment(content);
  const userId = ownerOf(run);
  let nextId = run.library.nextId("db_dbcomment");
  const swaps: RowSwap[] = [];
  for (const [node, nodeId] of nodeIdsOf(run, nodes)) {
    const uuid = randomUUID();
    const after = { id: nextId++, ctime: run.now, mtime: run.now, userId, content };
    run.rows.addComment(uuid, nodeId, after);
    swaps.push({ table: "comment", uuid, node, before: null, after });
  }
  return { swaps, group: null, changed: swaps.length };
}

/** Write a comment anew; it keeps its author. */
export function editComment(
  run: EditRun,
  { comment, content }: { comment: string; content: string },
): EditOutcome {
  const { node, state: before } = requireFound(run, comment);
  requireComment(content);
  if (before.content === content) return { swaps: [], group: null, changed: 0 };
  const after = { ...before, content, mtime: run.now };
  run.rows.setComment(comment, after);
  return { swaps: [{ table: "comment", uuid: comment, node, before, after }], group: null, changed: 1 };
}

export function deleteComment(run: EditRun, { comment }: { comment: string }): EditOutcome {
  const { node, state: before } = requireFound(run, comment);
  run.rows.deleteComment(comment);
  return { swaps: [{ table: "comment", uuid: comment, node, before, after: null }], group: null, changed: 1 };
}

function requireFound(run: EditRun, uuid: string) {
  const found = run.rows.comment(uuid);
  if (found) return found;
  throw refused("The comment is no longer in the library. Reload it.", { comment: uuid });
}
