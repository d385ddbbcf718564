import { formatCount } from "../components/number-text.ts";
import type { MenuEntry } from "../components/ContextMenu/open-menu.ts";
import { useSources } from "../state/sources.ts";
import { viewActions, viewOf } from "../state/source-view.ts";

interface NodeMenuOptions {
  /** Where the menu is opened: a way to there is left out. */
  from: "graph" | "table" | "elsewhere";
  /** Known to be no process, or to have no called processes that are not shown. */
  isNoProcess?: boolean;
  hasNoHiddenCalls?: boolean;
}

/** What can be done with nodes, wherever they are met. On a marked node it is done with all marked ones. */
export function nodeEntries(
  sourceId: string,
  nodeIds: readonly number[],
  { from, isNoProcess = false, hasNoHiddenCalls = false }: NodeMenuOptions,
): MenuEntry[] {
  const { basket, shown, mode } = viewOf(sourceId).getState();
  const target = { nodeIds };
  const note = nodeIds.length > 1 ? `${formatCount(nodeIds.length)} nodes` : undefined;
  const many = note === undefined ? undefined : "choose a single node";
  const isIn = nodeIds.every((nodeId) => basket.nodeIds.has(nodeId));
  const isShown = nodeIds.some((nodeId) => shown?.has(nodeId));
  const notShown = isShown && mode !== "table" ? undefined : "it is not in the graph";
  const noGraph = mode === "table" ? "show the graph first" : undefined;
  const entries: (MenuEntry | false)[] = [
    isIn && !basket.all
      ? { command: "basket-remove", target, note }
      : {
          command: "basket-add",
          target,
          note,
          off: basket.all ? "the whole archive is in the basket" : undefined,
        },
    "line",
    from !== "graph" && { command: "show-in-graph", target, off: many },
    from !== "table" && { command: "show-in-table", target, off: many },
    {
      command: "go-to-caller",
      target,
      off: many ?? (isNoProcess ? "only processes have a caller" : undefined),
    },
    "line",
    {
      command: "expand-calls",
      target,
      note,
      off: noGraph ?? (hasNoHiddenCalls ? "nothing called is left to show" : undefined),
    },
    { command: "expand-inputs", target, note, off: noGraph },
    { command: "expand-outputs", target, note, off: noGraph },
    { command: "collapse", target, note, off: notShown },
    "line",
    { command: "show-ancestors", target, note, off: noGraph },
    { command: "show-descendants", target, note, off: noGraph },
    { command: "hide-node", target, note, off: notShown },
    { command: "show-only", target, note, off: noGraph },
    "line",
    ...editEntries(sourceId, target, note, many),
    { command: "copy-uuid", target, note },
    { command: "copy-pk", target, note },
    { command: "copy-label", target, note },
  ];
  return entries.filter((entry): entry is MenuEntry => entry !== false);
}

/** What changes nodes: archives offer none of it. */
function editEntries(
  sourceId: string,
  target: { nodeIds: readonly number[] },
  note: string | undefined,
  many: string | undefined,
): MenuEntry[] {
  const { tabs } = useSources.getState();
  if (!tabs.some(({ info, summary }) => info.sourceId === sourceId && summary?.isEditable)) return [];
  return [
    { command: "edit-label", target, off: many },
    { command: "group-add", target, note },
    { command: "group-remove", target, note },
    { command: "delete-nodes", target, note },
    "line",
  ];
}

/** The nodes that a menu on one of them is about: all marked ones if it is among them, else this one, which is chosen. */
export function menuNodes(sourceId: string, nodeId: number): readonly number[] {
  const { markedIds } = viewOf(sourceId).getState();
  if (markedIds.has(nodeId)) return [...markedIds];
  viewActions(sourceId).choose(nodeId);
  return [nodeId];
}
