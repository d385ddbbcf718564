import type { UndoReason } from "../../../shared/model/undo-reason.ts";
import type { JobProgress, Source } from "../../archive/source.ts";
import {
  type EdgeTable,
  type NamedTable,
  prepareImportTraces,
  type TracedTable,
} from "../../db/queries/import-traces.ts";
import { type EdgeRow, prepareUndoReads } from "../../db/queries/import-undo.ts";
import type { TextBefore } from "./history-files.ts";
import type { ImportedRows } from "./imported-rows.ts";
import { importOf, readHistory, requireReadable, textsOf } from "./read-history.ts";
import { isHash } from "./trace-hash.ts";
import { UndoReasons } from "./undo-reasons.ts";

type Database = Source["db"];

/** What undoing an import takes out of a store, and what stands in its way. Ids ascend. */
export interface UndoPlan {
  imported: ImportedRows;
  nodeIds: readonly number[];
  /** Rows that go by themselves: not with a node. */
  ids: Record<Exclude<TracedTable, "db_dbnode">, readonly number[]>;
  /** Links and memberships that go with a node or a group. */
  touching: { links: number; memberships: number };
  /** Texts that come back. */
  restored: readonly TextBefore[];
  /** Texts that the import changed and somebody after it: they stay. */
  changedSince: number;
  /** Users and computers that stay because others need them by now. */
  stay: { users: number; computers: number };
  /** Why it cannot be undone; nothing else may depend on what goes. */
  reasons: UndoReason[];
}

const NOTHING = [1, 0] as const;
const SPAN = 2_000; // ids looked at in one go: some milliseconds

/**
 * Work out what undoing an import would do to a store as it is now. Reads only.
 * @yields Nodes looked at.
 * @throws AppError as `importOf`, and as `requireReadable` of the imports after it, whose nodes it could take.
 */
export function* planUndo(db: Database, store: string, importId: number): Generator<JobProgress, UndoPlan> {
  const history = readHistory(db, store);
  const imported = importOf(db, store, importId, history);
  requireReadable(store, (other) => other > importId);
  const reads = prepareUndoReads(db);
  const reasons = new UndoReasons();
  const touching = { links: 0, memberships: 0 };
  const { record } = imported;
  if (record.state === "undone") reasons.add("undone");

  const own: Record<NamedTable, Own> = {
    db_dbuser: ownOf(imported, "db_dbuser"),
    db_dbcomputer: ownOf(imported, "db_dbcomputer"),
    db_dbauthinfo: ownOf(imported, "db_dbauthinfo"),
    db_dbgroup: ownOf(imported, "db_dbgroup"),
    db_dbnode: yield* ownNodes(imported),
    db_dbcomment: ownOf(imported, "db_dbcomment"),
    db_dblog: ownOf(imported, "db_dblog"),
  };
  const nodes = own.db_dbnode;
  reasons.addAll("edited", nodes.changed);
  if (own.db_dbcomment.changed.length > 0) reasons.add("comments");
  const later = history.filter((other) => other.importId > importId && other.state !== "undone");
  const laterRows = later.map((other) => importOf(db, store, other.importId, history));
  for (const other of laterRows) yield* meet(other);

  const [lowest, highest] = [record.ids.db_dbnode[0] + 1, record.ids.db_dbnode[1]];
  const isWhole = nodes.ids.length === highest - lowest + 1; // then links among them need no look, and most are
  const inside = isWhole ? ([lowest, highest] as const) : NOTHING;
  for (let at = 0; at < nodes.ids.length; ) {
    const first = nodes.ids[at]!;
    const last = Math.min(first + SPAN - 1, highest);
    while (at < nodes.ids.length && nodes.ids[at]! <= last) at++;
    if (isWhole) touching.links += reads.countOutgoing(first, last);
    for (const row of reads.outgoing(first, last, inside)) {
      if (!isWhole && nodes.has(row[1])) touching.links++;
      lookAtLink(row, row[1], row[2]);
    }
    for (const row of reads.incoming(first, last, inside)) {
      if (nodes.has(row[2]) && !nodes.has(row[1])) touching.links++;
      lookAtLink(row, row[2], row[1]);
    }
    for (const [id, group, node, name] of reads.membersOfNodes(first, last)) {
      if (nodes.has(node)) touching.memberships++;
      if (!nodes.has(node) || own.db_dbgroup.has(group)) continue;
      const isOfLater = later.some(
        ({
          ids: {
            db_dbgroup_dbnodes: [from, to],
          },
        }) => id > from && id <= to,
      ); // it met the node
      if (!isOfLater && !imported.isOwnEdge("db_dbgroup_dbnodes", id, name))
        reasons.add("groups", node, group);
    }
    for (const [id, node] of reads.comments(first, last)) {
      if (nodes.has(node) && !own.db_dbcomment.has(id)) reasons.add("comments", node);
    }
    for (const [id, node] of reads.logs(first, last)) {
      if (nodes.has(node) && !own.db_dblog.has(id)) reasons.add("logs", node);
    }
    yield { phase: "looking for what depends on them", done: at, total: nodes.ids.length, unit: "nodes" };
  }
  for (const group of own.db_dbgroup.ids) {
    for (const [id, , node, name] of reads.membersOfGroup(group)) {
      if (nodes.has(node)) continue; // counted with its node
      touching.memberships++;
      if (!imported.isOwnEdge("db_dbgroup_dbnodes", id, name)) reasons.add("members", node, group);
    }
  }
  const edges = { db_dblink: ownEdges("db_dblink"), db_dbgroup_dbnodes: ownEdges("db_dbgroup_dbnodes") };
  const texts = textsToRestore();
  const isGoing = (table: NamedTable, id: number) => own[table].has(id);
  const unused = (table: "db_dbuser" | "db_dbcomputer") =>
    own[table].ids.filter((id) => !reads.isReferredTo(table, id, isGoing));
  const computers = unused("db_dbcomputer");
  const users = unused("db_dbuser");
  return {
    imported,
    nodeIds: nodes.ids,
    ids: {
      db_dbuser: users,
      db_dbcomputer: computers,
      db_dbauthinfo: own.db_dbauthinfo.ids,
      db_dbgroup: own.db_dbgroup.ids,
      db_dbcomment: own.db_dbcomment.ids,
      db_dblog: own.db_dblog.ids,
      ...edges,
    },
    touching,
    restored: texts.restored,
    changedSince: texts.changedSince,
    stay: {
      users: own.db_dbuser.ids.length - users.length,
      computers: own.db_dbcomputer.ids.length - computers.length,
    },
    reasons: reasons.list((groupIds) => reads.groupLabels(groupIds)),
  };

  /** What a later import found there belongs to it as well. A computer then stays without ado. */
  function* meet(other: ImportedRows): Generator<JobProgress, void> {
    const { importId: otherId } = other.record;
    for (const id of nodes.ids) if (other.hasMet("db_dbnode", id)) reasons.add("met", id, otherId);
    for (const table of ["db_dbgroup", "db_dbcomment", "db_dblog"] as const) {
      for (const id of own[table].ids) if (other.hasMet(table, id)) reasons.add("met", null, otherId);
    }
    own.db_dbcomputer.keep((id) => !other.hasMet("db_dbcomputer", id));
    yield { phase: "comparing with later imports", done: otherId, total: null, unit: "steps" };
  }

  /**
   * Which links and memberships a later import found is not noted. Who has both ends of a link has it; who put a node into
   * the group of this membership found it there.
   */
  function meetEdge(table: EdgeTable, one: number, other: number): void {
    for (const { record: found, hasMet } of laterRows) {
      const isMet =
        table === "db_dblink"
          ? hasMet("db_dbnode", one)
          : found.importGroup !== null && found.importGroup.uuid === reads.groupUuid(one);
      if (isMet && hasMet("db_dbnode", other)) reasons.add("met", null, found.importId);
    }
  }

  function lookAtLink([id, , , name]: EdgeRow, near: number, far: number): void {
    if (!nodes.has(near) || nodes.has(far)) return;
    if (!imported.isOwnEdge("db_dblink", id, name)) reasons.add("links", far);
  }

  /** Links and memberships that it added among what stays. */
  function ownEdges(table: EdgeTable): number[] {
    const [before, last] = record.ids[table];
    const found: number[] = [];
    for (const [id, one, other, name] of reads.edges(table, before + 1, last)) {
      const goesAnyway =
        nodes.has(other) || (table === "db_dblink" ? nodes.has(one) : own.db_dbgroup.has(one));
      if (goesAnyway || !imported.isOwnEdge(table, id, name)) continue;
      found.push(id);
      meetEdge(table, one, other);
    }
    return found;
  }

  function textsToRestore(): { restored: TextBefore[]; changedSince: number } {
    const known = textsOf(store, record);
    if (known === null) {
      reasons.add("texts");
      return { restored: [], changedSince: 0 };
    }
    const { text } = prepareImportTraces(db);
    const there = known.flatMap((one) => {
      const now = text(one.kind, one.id);
      return now && now[1] === one.uuid ? [{ one, isOurs: isHash(one.after, now[0] ?? "null") }] : [];
    });
    return {
      restored: there.filter(({ isOurs }) => isOurs).map(({ one }) => one),
      changedSince: there.filter(({ isOurs }) => !isOurs).length,
    };
  }
}

/** Rows of one table that are an import's own and still there. */
interface Own {
  readonly ids: readonly number[];
  readonly changed: readonly number[];
  has(id: number): boolean;
  keep(isKept: (id: number) => boolean): void;
}

function ownOf(imported: ImportedRows, table: NamedTable): Own {
  const collected = collector(imported, table);
  for (const slice of imported.rows(table)) collected.take(slice);
  return collected.own;
}

function* ownNodes(imported: ImportedRows): Generator<JobProgress, Own> {
  const collected = collector(imported, "db_dbnode");
  const [before, last] = imported.record.ids.db_dbnode;
  for (const slice of imported.rows("db_dbnode")) {
    collected.take(slice);
    yield { phase: "finding what came", done: collected.own.ids.length, total: last - before, unit: "nodes" };
  }
  return collected.own;
}

function collector(imported: ImportedRows, table: NamedTable) {
  const [before] = imported.record.ids[table];
  const isOwn = new Uint8Array(imported.span(table) + 1);
  let ids: number[] = [];
  const changed: number[] = [];
  return {
    take(slice: readonly { id: number; isChanged: boolean }[]): void {
      for (const { id, isChanged } of slice) {
        ids.push(id);
        isOwn[id - before] = 1;
        if (isChanged) changed.push(id);
      }
    },
    own: {
      get ids() {
        return ids;
      },
      changed,
      has: (id: number) => id > before && isOwn[id - before] === 1,
      keep(isKept: (id: number) => boolean): void {
        for (const id of ids) if (!isKept(id)) isOwn[id - before] = 0;
        ids = ids.filter(isKept);
      },
    },
  };
}
