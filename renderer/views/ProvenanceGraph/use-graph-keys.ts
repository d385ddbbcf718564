import type { KeyboardEvent } from "react";
import type { GraphBoard } from "../../graph/graph-board.ts";
import { spokenNode } from "../../graph/outline.ts";
import { firstNode, NOWHERE, walk, type WalkKey, type WalkState } from "../../graph/walk.ts";
import { useSourceId, useViewActions, viewOf } from "../../state/source-view.ts";
import type { MenuPlace } from "./NodeMenu.tsx";
import type { GraphActions } from "./use-graph-commands.ts";

interface GraphKeys {
  board: GraphBoard;
  actions: GraphActions;
  walked: WalkState;
  setWalked(next: WalkState): void;
  setMenu(place: MenuPlace | null): void;
  announce(sentence: string): void;
}

const ARROWS: Record<string, WalkKey> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};
const PAN_STEP = 60; // px on screen, with Shift

/** The keys of the canvas. Those with Ctrl, Alt or Meta belong to the commands of the window. */
export function useGraphKeys({ board, actions, walked, setWalked, setMenu, announce }: GraphKeys) {
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
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const { drawing } = board.getState();
    const isThere = walked.cursorId !== null && drawing.nodes.has(walked.cursorId);
    const cursorId = isThere ? walked.cursorId : null;
    const arrow = ARROWS[event.key];
    const run = (): boolean => {
      if (arrow && event.shiftKey) {
        const sign = arrow === "left" || arrow === "up" ? 1 : -1;
        const isSideways = arrow === "left" || arrow === "right";
        board.scene.camera.panBy(isSideways ? sign * PAN_STEP : 0, isSideways ? 0 : sign * PAN_STEP);
        return true;
      }
      if (arrow) {
        go(walk({ ...walked, cursorId }, arrow, drawing), arrow);
        return true;
      }
      if (event.key === "Home") {
        const first = firstNode(drawing);
        if (first !== null) go({ cursorId: first, cameFrom: null }, "up");
        return true;
      }
      if (event.key === "+" || event.key === "=") actions.zoomIn();
      else if (event.key === "-" || event.key === "_") actions.zoomOut();
      else if (event.key === "f" || event.key === "F") actions.fit();
      else if (event.key === "Escape") {
        view.choose(null);
        setWalked(NOWHERE);
        announce("Nothing is chosen.");
      } else if (cursorId === null) return false;
      else if (event.key === "Enter") view.choose(cursorId);
      else if (event.key === " ") toggleBasket(cursorId);
      else if (event.key === "e" || event.key === "E") actions.expand([cursorId]);
      else if (event.key === "c" || event.key === "C") actions.collapse([cursorId]);
      else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
        const place = board.scene.camera.placeOf(cursorId);
        if (place) setMenu({ nodeId: cursorId, x: place.x, y: place.y + place.height / 2 });
      } else return false;
      return true;
    };
    if (run()) event.preventDefault();
  };
}
