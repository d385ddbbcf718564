import { isProcess } from "../../../shared/model/node.ts";
import { menuNodes, nodeEntries } from "../../commands/node-menu.ts";
import { type MenuEntry, openMenuAt } from "../../components/ContextMenu/open-menu.ts";
import type { GraphBoard } from "../../graph/graph-board.ts";

/** What can be done with the picture as a whole. */
const BACKGROUND: readonly MenuEntry[] = [
  { command: "fit" },
  { command: "zoom-in" },
  { command: "zoom-out" },
  { command: "tidy" },
  "line",
  { command: "show-everything" },
  { command: "show-start" },
  "line",
  { command: "provenance-logical" },
  { command: "provenance-data" },
  { command: "provenance-call" },
  { command: "provenance-all" },
  "line",
  { command: "outline" },
  { command: "links-all" },
  { command: "select-none" },
  "line",
  { command: "save-picture" },
];

/** Open the menu of a node of the picture, or of the picture itself. `at`: px in the canvas. */
export function openGraphMenu(
  sourceId: string,
  board: GraphBoard,
  nodeId: number | null,
  at: { x: number; y: number },
): void {
  const { left, top } = board.scene.camera.corner;
  const place = { x: left + at.x, y: top + at.y };
  const drawn = nodeId === null ? undefined : board.getState().drawing.nodes.get(nodeId);
  if (nodeId === null || !drawn) return openMenuAt(place, "Graph menu", BACKGROUND);
  const nodeIds = menuNodes(sourceId, nodeId);
  const isSingle = nodeIds.length === 1;
  const entries = nodeEntries(sourceId, nodeIds, {
    from: "graph",
    isNoProcess: isSingle && !isProcess(drawn.node.nodeType),
    hasNoHiddenCalls: isSingle && drawn.hiddenCalls === 0,
  });
  openMenuAt(place, "Node menu", entries);
}
