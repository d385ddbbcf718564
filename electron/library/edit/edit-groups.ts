import { randomUUID } from "node:crypto";
import { AppError } from "../../../shared/ipc/errors.ts";
import type { GroupState, MemberRow } from "../../db/queries/edit-rows.ts";
import { labelTaken, requireGroupLabel, requireText } from "./edit-rules.ts";
import {
  type Editing,
  type EditOutcome,
  type EditRun,
  nodeIdsOf,
  ownerOf,
  type RowSwap,
} from "./library-edit.ts";

/** The type of groups that people make (`aiida/orm/groups.py`, entry point `core`). */
const PLAIN_GROUP = "core";
const SLICE_NODES = 2_000;

/** Make a group of the plain type with these nodes in it. */
export function* createGroup(
  run: EditRun,
  { label, description, nodes }: { label: string; description: string; nodes: readonly string[] },
): Editing<EditOutcome> {
  requireGroupLabel(label);
  requireText(description, "description");
  requireFree(run, label, PLAIN_GROUP);
  const uuid = randomUUID();
  const after: GroupState = {
    id: run.library.nextId("db_dbgroup"),
    label,
    typeString: PLAIN_GROUP,
    time: run.now,
    description,
    extras: "{}",
    userId: ownerOf(run),
  };
  run.rows.addGroup(uuid, after);
  const made: RowSwap = { table: "group", uuid, before: null, after };
  const { swaps } = yield* addNodes(run, { group: uuid, nodes });
  return { swaps: [made, ...swaps], group: uuid, changed: 1 };
}

/** Give a group another label; its time stays, as AiiDA leaves it. */
export function renameGroup(run: EditRun, { group, label }: { group: string; label: string }): EditOutcome {
  const before = requireGroup(run, group);
  requireGroupLabel(label);
  if (before.label !== label) requireFree(run, label, before.typeString);
  return changeGroup(run, group, before, { ...before, label });
}

export function describeGroup(
  run: EditRun,
  { group, description }: { group: string; description: string },
): EditOutcome {
  const before = requireGroup(run, group);
  requireText(description, "description");
  return changeGroup(run, group, before, { ...before, description });
}

function changeGroup(run: EditRun, uuid: string, before: GroupState, after: GroupState): EditOutcome {
  if (before.label === after.label && before.description === after.description)
    return { swaps: [], group: uuid, changed: 0 };
  run.rows.setGroup(uuid, after);
  return { swaps: [{ table: "group", uuid, before, after }], group: uuid, changed: 1 };
}

/** Delete a group; its nodes stay. */
export function* deleteGroup(run: EditRun, { group }: { group: string }): Editing<EditOutcome> {
  const before = requireGroup(run, group);
  const members = run.rows.memberRows(before.id);
  const swaps = yield* removeRows(run, group, members);
  run.rows.deleteGroup(group);
  return { swaps: [...swaps, { table: "group", uuid: group, before, after: null }], group, changed: 1 };
}

/** Put nodes into a group; those that are in it stay. No time of theirs or of the group changes. */
export function* addNodes(
  run: EditRun,
  { group, nodes }: { group: string; nodes: readonly string[] },
): Editing<EditOutcome> {
  const { id: groupId } = requireGroup(run, group);
  let nextId = run.library.nextId("db_dbgroup_dbnodes");
  const rows: MemberRow[] = [];
  const ids = nodeIdsOf(run, nodes);
  let done = 0;
  for (const [uuid, nodeId] of ids) {
    if (run.rows.memberId(groupId, nodeId) === undefined) {
      run.rows.addMember(nextId, nodeId, groupId);
      rows.push([nextId++, uuid]);
    }
    if (++done % SLICE_NODES === 0)
      yield { phase: "filling the group", done, total: ids.size, unit: "nodes" };
  }
  return { swaps: memberSwap(group, "added", rows), group, changed: rows.length };
}

/** Take nodes out of a group; those that are not in it do not matter. */
export function* removeNodes(
  run: EditRun,
  { group, nodes }: { group: string; nodes: readonly string[] },
): Editing<EditOutcome> {
  const { id: groupId } = requireGroup(run, group);
  const members: MemberRow[] = [];
  for (const [uuid, nodeId] of nodeIdsOf(run, nodes)) {
    const id = run.rows.memberId(groupId, nodeId);
    if (id !== undefined) members.push([id, uuid]);
  }
  const swaps = yield* removeRows(run, group, members);
  return { swaps, group, changed: members.length };
}

/** Take all nodes out of a group, which stays. */
export function* clearGroup(run: EditRun, { group }: { group: string }): Editing<EditOutcome> {
  const members = run.rows.memberRows(requireGroup(run, group).id);
  const swaps = yield* removeRows(run, group, members);
  return { swaps, group, changed: members.length };
}

function* removeRows(run: EditRun, group: string, rows: MemberRow[]): Editing<RowSwap[]> {
  for (const [done, [id]] of rows.entries()) {
    run.rows.removeMember(id);
    if (done % SLICE_NODES === SLICE_NODES - 1)
      yield { phase: "emptying the group", done, total: rows.length, unit: "nodes" };
  }
  return memberSwap(group, "removed", rows);
}

function memberSwap(group: string, change: "added" | "removed", rows: MemberRow[]): RowSwap[] {
  return rows.length === 0 ? [] : [{ table: "members", group, change, rows }];
}

/** @throws AppError `group/not-found`. */
function requireGroup(run: EditRun, uuid: string): GroupState {
  const found = run.rows.group(uuid);
  if (found) return found;
  throw new AppError("group/not-found", "The group is no longer in the library. Reload it.", { group: uuid });
}

/** @throws AppError `import/uniqueness` when a group of the type has the label. */
function requireFree(run: EditRun, label: string, typeString: string): void {
  if (run.rows.groupOfLabel(label, typeString) !== undefined) throw labelTaken(label, typeString);
}
