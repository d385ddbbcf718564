import { countOf } from "../components/number-text.ts";
import { engineCall } from "../ipc/engine-client.ts";
import { notify } from "../state/notices.ts";
import { viewOf } from "../state/source-view.ts";
import { useSources } from "../state/sources.ts";
import { snapshotOf, viewFrom } from "../state/view-snapshot.ts";
import type { ViewSnapshot } from "../../shared/ipc/view-snapshot-schema.ts";

const ROWS_PER_CALL = 1000; // as many as the engine gives
const NODES_COMPARED = 20_000; // twenty calls each time; a larger view starts anew
const ANSWER_MS = 2_000; // an engine that hangs is not waited for: it may be why the source is reloaded

/** A view and the UUIDs of its nodes, taken before its source is read anew. */
interface TakenView {
  view: ViewSnapshot;
  uuids: ReadonlyMap<number, string>;
  /** The graph showed all nodes there were. */
  isWhole: boolean;
}

const taken = new Map<string, TakenView>();

/** Before a source is read anew: remember which nodes the view names, by UUID. */
export async function takeNodes(sourceId: string): Promise<void> {
  const view = snapshotOf(viewOf(sourceId).getState());
  const isWhole = view.nodes?.shown?.length === nodeCount(sourceId);
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), ANSWER_MS));
  const uuids = await Promise.race([uuidsOf(sourceId, namedIn(view)).catch(() => null), late]); // gone: nothing to compare with
  if (uuids) taken.set(sourceId, { view, uuids, isWhole });
}

/** After it was read anew: bring back what the view named, as far as the same PK still is the same node. */
export async function bringNodesBack(sourceId: string): Promise<void> {
  const before = taken.get(sourceId);
  taken.delete(sourceId);
  const nodes = before?.view.nodes;
  if (!before || !nodes) return;
  const now = await uuidsOf(sourceId, [...before.uuids.keys()]);
  const isSame = (nodeId: number) => now.has(nodeId) && now.get(nodeId) === before.uuids.get(nodeId);
  const shown = before.isWhole ? null : nodes.shown?.filter(isSame); // whoever saw everything sees what came, too
  const basket = nodes.basket.filter(isSame);
  tellLoss(nodes.basket.length - basket.length, nodes.basketGroups.length);
  viewOf(sourceId).setState(
    viewFrom({
      ...before.view,
      nodes: {
        focused: nodes.focused !== null && isSame(nodes.focused) ? nodes.focused : null,
        marked: nodes.marked.filter(isSame),
        shown: shown && shown.length > 0 ? shown : null,
        basket,
        basketGroups: [], // a group's PK is not compared, so it is not trusted
      },
    }),
  );
}

/** A basket that got smaller by itself is not to be found out after the export. */
function tellLoss(nodes: number, groups: number): void {
  const lost = [nodes > 0 && countOf(nodes, "node"), groups > 0 && countOf(groups, "group")].filter(Boolean);
  if (lost.length === 0) return;
  const reason =
    groups > 0 ? "choose groups again in the file as it is now" : "the file does not hold them any more";
  notify(`Taken out of the basket: ${lost.join(" and ")}; ${reason}.`, { stays: true });
}

function nodeCount(sourceId: string): number | undefined {
  return useSources.getState().tabs.find(({ info }) => info.sourceId === sourceId)?.summary?.counts.nodes;
}

function namedIn({ nodes }: ViewSnapshot): number[] {
  if (!nodes) return [];
  const focused = nodes.focused === null ? [] : [nodes.focused];
  return [...new Set([...focused, ...nodes.basket, ...nodes.marked, ...(nodes.shown ?? [])])];
}

async function uuidsOf(sourceId: string, nodeIds: readonly number[]): Promise<Map<number, string>> {
  const uuids = new Map<number, string>();
  for (let start = 0; start < Math.min(nodeIds.length, NODES_COMPARED); start += ROWS_PER_CALL) {
    const rows = await engineCall(sourceId, "nodes.rows", {
      nodeIds: nodeIds.slice(start, start + ROWS_PER_CALL),
    });
    for (const { nodeId, uuid } of rows) uuids.set(nodeId, uuid);
  }
  return uuids;
}
