import type { KeyboardEvent } from "react";
import { GRAPH_KEYS, partKeyOf } from "../../commands/part-keys.ts";
import type { GraphBoard } from "../../graph/graph-board.ts";
import { spokenNode } from "../../graph/outline.ts";
import { firstNode, NOWHERE, walk, type WalkKey, type WalkState } from "../../graph/walk.ts";
import { useSourceId, useViewActions, viewOf } from "../../state/source-view.ts";
import type { GraphActions } from "./use-graph-commands.ts";

interface GraphKeys {
  board: GraphBoard;
  actions: GraphActions;
  walked: WalkState;
  setWalked(next: WalkState): void;
  openMenu(nodeId: number | null, at: { x: number; y: number }): void;
  announce(sentence: string): void;
}

const PAN_STEP = 60; // px on screen, with Shift

/** The keys of the canvas. Those with Ctrl, Alt or Meta belong to the commands of the window. */
export function useGraphKeys({ board, actions, walked, setWalked, openMenu, announce }: GraphKeys) {
  const sourceId = useSourceId();
  const view = useViewActions();

  const go = (next: WalkState, key: WalkKey) => {
    const { drawing } = board.getState();
    const node = next.cursorId === null ? undefined : drawing.nodes.get(next.cursorId)?.node;
    if (!node) return announce("The graph is empty.");
    if (next.cursorId === walked.cursorId) {
      const all = key === "right" ? node.outgoing : key === "left" ? node.incoming : 0;
      return announce(
        all > 0
          ? `${all} more ${all === 1 ? "link leads" : "links lead"} to nodes that are not shown. E expands.`
          : "No further node.",
      );
    }
    setWalked(next);
    board.scene.camera.reveal([node.nodeId]);
    announce(spokenNode(node));
  };

  const toggleBasket = (nodeId: number) => {
    const isIn = viewOf(sourceId).getState().basket.nodeIds.has(nodeId);
    if (isIn) view.removeFromBasket([nodeId]);
    else view.addToBasket([nodeId]);
    announce(isIn ? "Removed from the basket." : "Added to the basket.");
  };

  return (event: KeyboardEvent<HTMLDivElement>) => {
    const id = partKeyOf(GRAPH_KEYS, event);
    if (id === null) return;
    const { drawing } = board.getState();
    const isThere = walked.cursorId !== null && drawing.nodes.has(walked.cursorId);
    const cursorId = isThere ? walked.cursorId : null;
    const step = (key: WalkKey) => () => go(walk({ ...walked, cursorId }, key, drawing), key);
    const pan = (x: number, y: number) => () => board.scene.camera.panBy(x, y);
    const onCursor = (run: (nodeId: number) => void) => () => {
      if (cursorId === null) announce("Go to a node first: the arrow keys walk to it.");
      else run(cursorId);
    };
    const menu = () => {
      const place = cursorId === null ? null : board.scene.camera.placeOf(cursorId);
      const { width, height } = board.scene.camera.size;
      if (place) openMenu(cursorId, { x: place.x, y: place.y + place.height / 2 });
      else openMenu(null, { x: width / 3, y: height / 3 });
    };
    const runs: Record<(typeof GRAPH_KEYS)[number]["id"], () => void> = {
      right: step("right"),
      left: step("left"),
      up: step("up"),
      down: step("down"),
      first() {
        const first = firstNode(drawing);
        if (first !== null) go({ cursorId: first, cameFrom: null }, "up");
      },
      choose: onCursor((nodeId) => view.choose(nodeId)),
      nothing() {
        view.choose(null);
        setWalked(NOWHERE);
        announce("Nothing is chosen.");
      },
      basket: onCursor(toggleBasket),
      expand: onCursor((nodeId) => actions.expand([nodeId])),
      collapse: onCursor((nodeId) => actions.collapse([nodeId])),
      "zoom-in": actions.zoomIn,
      "zoom-out": actions.zoomOut,
      fit: actions.fit,
      "pan-right": pan(-PAN_STEP, 0),
      "pan-left": pan(PAN_STEP, 0),
      "pan-up": pan(0, PAN_STEP),
      "pan-down": pan(0, -PAN_STEP),
      menu,
      "menu-f10": menu,
    };
    runs[id]();
    event.preventDefault();
  };
}
