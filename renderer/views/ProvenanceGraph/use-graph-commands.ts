import { useCallback, useState } from "react";
import { type CommandEntry, useCommands } from "../../commands/commands.ts";
import { nodesOf, useNothingChosen } from "../../commands/node-commands.ts";
import { collapsedBy } from "../../graph/collapse.ts";
import type { GraphBoard } from "../../graph/graph-board.ts";
import { engineCall } from "../../ipc/engine-client.ts";
import { host } from "../../ipc/host.ts";
import { telling } from "../../queries/telling.ts";
import { START_LIMIT } from "../../queries/first-answers.ts";
import { notify } from "../../state/notices.ts";
import { useSettings } from "../../state/settings.ts";
import { useSourceId, useViewActions, viewActions, viewOf } from "../../state/source-view.ts";
import { nodesText } from "../../state/undo-steps.ts";
import { useSources } from "../../state/sources.ts";
import { growPicture, offerTidy } from "./grow.ts";

const ALL_THE_WAY = 1_000_000; // links; the engine stops where nothing follows
const ZOOM_STEP = 1.25;

/** Everything that can be done to the picture, by menu, palette, toolbar, context menu or key. */
export interface GraphActions {
  zoomIn(): void;
  zoomOut(): void;
  fit(): void;
  tidy(): void;
  showEverything(): void;
  showStart(): void;
  expand(nodeIds: readonly number[]): void; // what is nearest at hand: called processes, else neighbours
  expandCalls(nodeIds: readonly number[]): void;
  expandInputs(nodeIds: readonly number[]): void;
  expandOutputs(nodeIds: readonly number[]): void;
  collapse(nodeIds: readonly number[]): void;
  showAncestors(nodeIds: readonly number[]): void;
  showDescendants(nodeIds: readonly number[]): void;
  hide(nodeIds: readonly number[]): void;
  showOnly(nodeIds: readonly number[]): void;
  savePicture(): void;
}

/**
 * The actions on a board, and the commands that run them on the marked nodes.
 * @param announce Says a sentence to those who do not see the picture.
 */
export function useGraphCommands(board: GraphBoard, announce: (sentence: string) => void) {
  const sourceId = useSourceId();
  const view = useViewActions();
  const [askCount, setAskCount] = useState<number[] | null>(null);

  const grow = useCallback(
    async (nodeIds: readonly number[], step: Parameters<typeof growPicture>[2], options = {}) =>
      announce(await growPicture(sourceId, nodeIds, step, options)),
    [announce, sourceId],
  );
  const depth = () => viewOf(sourceId).getState().depth ?? ALL_THE_WAY;
  const drawing = () => board.getState().drawing;

  const actions: GraphActions = {
    zoomIn: () => board.scene.camera.zoomBy(ZOOM_STEP),
    zoomOut: () => board.scene.camera.zoomBy(1 / ZOOM_STEP),
    fit: () => board.scene.camera.fit(),
    tidy: view.tidy,
    showEverything: () => void telling(() => showEverything(sourceId, setAskCount)),
    showStart: () => void telling(() => showStart(sourceId)),
    expand: (nodeIds) => void expandNearest(nodeIds),
    expandCalls: (nodeIds) => void grow(nodeIds, "calls"),
    expandInputs: (nodeIds) => void grow(nodeIds, "inputs"),
    expandOutputs: (nodeIds) => void grow(nodeIds, "outputs"),
    collapse(nodeIds) {
      const nodes = [...drawing().nodes.values()].map(({ node }) => node);
      const links = [...drawing().links.values()].map(({ link }) => link);
      const closed = new Set(nodeIds.flatMap((nodeId) => [...collapsedBy(nodeId, nodes, links)]));
      if (closed.size > 0) view.removeShown(closed);
      announce(closed.size === 0 ? "There is nothing to collapse here." : `${closed.size} nodes hidden.`);
    },
    showAncestors: (nodeIds) => void grow(nodeIds, "ancestors", { depth: depth() }),
    showDescendants: (nodeIds) => void grow(nodeIds, "descendants", { depth: depth() }),
    hide(nodeIds) {
      view.removeShown(nodeIds, { offersUndo: true });
    },
    showOnly: (nodeIds) => view.setShown(nodeIds, `show only ${nodesText(nodeIds.length)}`),
    savePicture: () => void telling(() => savePicture(board, sourceId)),
  };

  async function expandNearest(nodeIds: readonly number[]): Promise<void> {
    const closed = nodeIds.filter((nodeId) => (drawing().nodes.get(nodeId)?.hiddenCalls ?? 0) > 0);
    if (closed.length > 0) return grow(closed, "calls");
    const inputs = await growPicture(sourceId, nodeIds, "inputs");
    const outputs = await growPicture(sourceId, nodeIds, "outputs");
    announce(`Inputs: ${inputs} Outputs: ${outputs}`);
  }

  const off = useNothingChosen();
  const onNodes = (run: (nodeIds: readonly number[]) => void): CommandEntry => ({
    run: (target) => run(nodesOf(sourceId, target)),
    off,
  });
  useCommands({
    "zoom-in": { run: actions.zoomIn },
    "zoom-out": { run: actions.zoomOut },
    fit: { run: actions.fit },
    tidy: { run: actions.tidy },
    "show-everything": { run: actions.showEverything },
    "show-start": { run: actions.showStart },
    "show-ancestors": onNodes(actions.showAncestors),
    "show-descendants": onNodes(actions.showDescendants),
    expand: onNodes(actions.expand),
    "expand-calls": onNodes(actions.expandCalls),
    "expand-inputs": onNodes(actions.expandInputs),
    "expand-outputs": onNodes(actions.expandOutputs),
    collapse: onNodes(actions.collapse),
    "hide-node": onNodes(actions.hide),
    "show-only": onNodes(actions.showOnly),
    "save-picture": { run: actions.savePicture },
  });

  return {
    actions,
    askCount,
    answer(isWanted: boolean) {
      if (isWanted && askCount) {
        view.showAll(askCount);
        offerTidy(askCount.length);
      }
      setAskCount(null);
    },
  };
}

/** Show every node; from the number on that the settings say, hand the ids over to be asked about first. */
async function showEverything(sourceId: string, ask: (nodeIds: number[]) => void): Promise<void> {
  const { sort } = viewOf(sourceId).getState();
  const all = await engineCall(sourceId, "nodes.list", { filter: {}, sort });
  if (all.nodeIds.length > useSettings.getState().graphAskAbove) return ask([...all.nodeIds]);
  const before = viewOf(sourceId).getState().shown?.size ?? 0;
  viewActions(sourceId).showAll(all.nodeIds);
  if (before > 0 && all.nodeIds.length > 2 * before) offerTidy(all.nodeIds.length - before);
}

async function showStart(sourceId: string): Promise<void> {
  const start = await engineCall(sourceId, "graph.start", { limit: START_LIMIT });
  viewActions(sourceId).setShown(start.nodeIds, "show top-level processes");
}

async function savePicture(board: GraphBoard, sourceId: string): Promise<void> {
  const bytes = await board.scene.picture();
  const name = useSources.getState().tabs.find((tab) => tab.info.sourceId === sourceId)?.info.name ?? "graph";
  const target = await host("targets.choose", {
    kind: "picture",
    suggestedName: `${name.replace(/\.aiida$/i, "").slice(0, 200)}.png`,
  });
  if (!target) return;
  await host("targets.write", { token: target.token, bytes });
  notify(`Saved ${target.name}.`, {
    action: {
      label: "Show in folder",
      run: () => void host("targets.showInFolder", { token: target.token }),
    },
  });
}
