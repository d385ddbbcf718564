import type { ViewSnapshot } from "../../shared/ipc/view-snapshot-schema.ts";
import { KEPT_CHOSEN, KEPT_SHOWN } from "../../shared/model/view-limits.ts";
import { firstIds, idSet } from "./id-set.ts";
import type { SourceView } from "./source-view.ts";

/** The parts of a view that are kept for the next start. */
const KEPT_PARTS = [
  "mode",
  "tab",
  "filter",
  "sort",
  "provenance",
  "linkTypes",
  "depth",
  "basket",
  "focusedId",
  "markedIds",
  "shown",
] as const satisfies readonly (keyof SourceView)[];

/** True if two states of a view are kept as the same. */
export function isKeptAlike(one: SourceView, other: SourceView): boolean {
  return KEPT_PARTS.every((part) => one[part] === other[part]);
}

/** A view as plain data. What is too large to be kept is left out; of a basket its size stays, to be told. */
export function snapshotOf(view: SourceView): ViewSnapshot {
  const { mode, tab, filter, sort, provenance, linkTypes, depth, basket, focusedId, markedIds, shown } = view;
  const isTooLarge = basket.nodeIds.size > KEPT_CHOSEN;
  return {
    mode,
    tab,
    filter,
    sort,
    provenance,
    linkTypes: [...linkTypes],
    depth,
    basketAll: basket.all,
    switches: basket.switches,
    nodes: {
      focused: focusedId,
      marked: firstIds(markedIds, KEPT_CHOSEN),
      shown: shown && shown.size <= KEPT_SHOWN ? [...shown] : null,
      basket: isTooLarge ? [] : [...basket.nodeIds],
      basketGroups: [...basket.groupIds].slice(0, KEPT_CHOSEN),
    },
    basketTooLarge: isTooLarge ? basket.nodeIds.size : 0,
  };
}

/** What a kept view sets in a fresh one. Without nodes, it is what does not depend on the file's contents. */
export function viewFrom(kept: ViewSnapshot): Partial<SourceView> {
  const { nodes } = kept;
  const focusedId = nodes?.focused ?? null;
  return {
    mode: kept.mode,
    tab: kept.tab,
    filter: kept.filter,
    sort: kept.sort,
    provenance: kept.provenance,
    linkTypes: new Set(kept.linkTypes),
    depth: kept.depth,
    basket: {
      all: kept.basketAll,
      nodeIds: idSet(nodes?.basket ?? []),
      groupIds: new Set(nodes?.basketGroups),
      switches: kept.switches,
    },
    focusedId,
    markedIds: idSet(nodes?.marked ?? []),
    shown: nodes?.shown ? new Set(nodes.shown) : null,
    // The picture is arranged anew, so the node looked at may lie out of sight. Serials of requests begin at 1.
    center: focusedId === null ? null : { nodeId: focusedId, serial: 0 },
  };
}

/** Leave out what names nodes by PK: the file is another one by now. What was walked through goes too, and what was undoable of the view. */
export function withoutNodes(view: SourceView): Partial<SourceView> {
  return {
    ...viewFrom({ ...snapshotOf(view), nodes: null }),
    openFile: null,
    trailId: null,
    back: [],
    forward: [],
    undo: view.undo.filter(({ edit }) => edit), // changes of the library go by UUIDs
    redo: view.redo.filter(({ edit }) => edit),
  };
}
