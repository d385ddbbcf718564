import type { Source } from "../../archive/source.ts";
import type { CommentState, GroupState } from "../../db/queries/edit-rows.ts";
import { labelTaken, refused, requireLaidOut } from "./edit-rules.ts";
import { beginEdit, type Editing, type EditRun, type RowSwap } from "./library-edit.ts";

type NodeSwap = Extract<RowSwap, { table: "node" }>;
type MembersSwap = Extract<RowSwap, { table: "members" }>;

const SLICE_NODES = 2_000;

/**
 * Take an edit back, or do it again, inside a transaction of the caller's. Rows come out byte for byte as they were, their
 * times and ids too; only where somebody else changed another part of a row since, its time of change is now, and where an
 * id was given away since, the row gets the next one.
 * @yields How far it is, every few milliseconds.
 * @throws AppError `import/validation` when what the edit left was changed since, `import/uniqueness` when a label is taken:
 *   then nothing may be kept.
 */
export function* swapRows(
  db: Source["db"],
  swaps: readonly RowSwap[],
  direction: "undo" | "redo",
): Editing<void> {
  const run = beginEdit(db);
  for (const swap of direction === "undo" ? swaps.toReversed() : swaps) {
    const isBack = direction === "undo";
    if (swap.table === "node") swapNode(run, swap, isBack);
    else if (swap.table === "members") yield* swapMembers(run, swap, isBack);
    else {
      const [from, to] = isBack ? [swap.after, swap.before] : [swap.before, swap.after];
      if (swap.table === "group")
        swapGroup(run, swap.uuid, from as GroupState | null, to as GroupState | null);
      else swapComment(run, swap, from as CommentState | null, to as CommentState | null);
    }
  }
}

function changedSince(what: string) {
  return refused(`${what} was changed by somebody else since, so this cannot be done any more.`);
}

function goneSince(what: string) {
  return refused(`${what} is no longer in the library, so this cannot be done any more.`);
}

function nodeId(run: EditRun, uuid: string): number | undefined {
  return run.library.idsByUuid("db_dbnode", [uuid])[0]?.[1];
}

function swapNode(run: EditRun, { uuid, column, before, after }: NodeSwap, isBack: boolean): void {
  const [from, to] = isBack ? [after, before] : [before, after];
  const id = nodeId(run, uuid);
  if (id === undefined) throw goneSince("The node");
  const now = run.rows.nodeValue(id, column);
  if (now.value !== from.value) throw changedSince(`The ${column} of the node`);
  if (column === "extras" && to.value !== null) requireLaidOut(to.value); // the page is not to store what nobody can read
  run.rows.setNodeValue(id, column, {
    value: to.value,
    mtime: now.mtime === from.mtime ? to.mtime : run.now,
  });
}

function* swapMembers(run: EditRun, { group, change, rows }: MembersSwap, isBack: boolean): Editing<void> {
  const state = run.rows.group(group);
  if (!state) throw goneSince("The group");
  const ids = new Map(
    run.library.idsByUuid(
      "db_dbnode",
      rows.map(([, node]) => node),
    ),
  );
  const adds = (change === "added") !== isBack;
  let nextId = run.library.nextId("db_dbgroup_dbnodes");
  for (const [done, [memberId, node]] of rows.entries()) {
    const id = ids.get(node);
    const known = id === undefined ? undefined : run.rows.memberId(state.id, id);
    if (!adds && known !== undefined) run.rows.removeMember(known);
    if (adds && id === undefined) throw goneSince("A node of the group");
    if (adds && id !== undefined && known === undefined) {
      const isFree = !run.rows.isTaken("db_dbgroup_dbnodes", memberId);
      run.rows.addMember(isFree ? memberId : nextId, id, state.id);
      nextId = Math.max(nextId, (isFree ? memberId : nextId) + 1);
    }
    if (done % SLICE_NODES === SLICE_NODES - 1)
      yield {
        phase: adds ? "filling the group" : "emptying the group",
        done,
        total: rows.length,
        unit: "nodes",
      };
  }
}

function swapGroup(run: EditRun, uuid: string, from: GroupState | null, to: GroupState | null): void {
  const now = run.rows.group(uuid);
  if (from && !now) throw goneSince("The group");
  if (!from && now) throw changedSince("The group");
  if (now && (now.label !== from?.label || now.description !== from.description))
    throw changedSince("The group");
  if (!to) {
    if (now && run.rows.countMembers(now.id) > 0) throw changedSince("The group");
    return run.rows.deleteGroup(uuid);
  }
  const owner = run.rows.groupOfLabel(to.label, to.typeString);
  if (owner !== undefined && owner !== uuid) throw labelTaken(to.label, to.typeString);
  if (now) return run.rows.setGroup(uuid, to);
  const isTaken = run.rows.isTaken("db_dbgroup", to.id);
  run.rows.addGroup(uuid, { ...to, id: isTaken ? run.library.nextId("db_dbgroup") : to.id });
}

function swapComment(
  run: EditRun,
  { uuid, node }: { uuid: string; node: string },
  from: CommentState | null,
  to: CommentState | null,
): void {
  const now = run.rows.comment(uuid)?.state ?? null;
  if (from && !now) throw goneSince("The comment");
  if (now?.content !== from?.content || now?.mtime !== from?.mtime) throw changedSince("The comment");
  if (!to) return run.rows.deleteComment(uuid);
  if (now) return run.rows.setComment(uuid, to);
  const id = nodeId(run, node);
  if (id === undefined) throw goneSince("The node of the comment");
  const isTaken = run.rows.isTaken("db_dbcomment", to.id);
  run.rows.addComment(uuid, id, { ...to, id: isTaken ? run.library.nextId("db_dbcomment") : to.id });
}
