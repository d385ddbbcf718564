import { countIn, withoutIds } from "./id-set.ts";
import { type SourceView, viewOf } from "./source-view.ts";
import type { UndoStep } from "./undo-steps.ts";

/**
 * Nodes that the source does not hold any more leave the view: selection, picture, basket, places of Back and Forward, and what
 * Undo would bring back. What stays is not touched.
 * @returns How many of them were in the basket.
 */
export function forgetNodes(sourceId: string, gone: Int32Array): number {
  if (gone.length === 0) return 0;
  const store = viewOf(sourceId);
  const view = store.getState();
  const lost = new Set(gone);
  const isGone = (nodeId: number | null | undefined) => typeof nodeId === "number" && lost.has(nodeId);
  const without = (set: ReadonlySet<number>) => (countIn(set, gone) === 0 ? set : withoutIds(set, gone));
  const withoutGone = <V extends Pick<SourceView, "basket" | "shown">>(of: V): V => {
    const nodeIds = without(of.basket.nodeIds);
    const shown = of.shown && without(of.shown);
    if (nodeIds === of.basket.nodeIds && shown === of.shown) return of;
    return { ...of, shown, basket: { ...of.basket, nodeIds } };
  };
  const stepsWithout = (steps: readonly UndoStep[]) =>
    steps.map((step) => ({ ...step, state: withoutGone(step.state) }));
  const inBasket = countIn(view.basket.nodeIds, gone);
  const isFileGone = isGone(view.openFile?.nodeId) || isGone(view.openFile?.file.nodeId);
  store.setState({
    ...withoutGone(view),
    focusedId: isGone(view.focusedId) ? null : view.focusedId,
    markedIds: without(view.markedIds),
    trailId: isGone(view.trailId) ? null : view.trailId,
    openFile: isFileGone ? null : view.openFile,
    center: isGone(view.center?.nodeId) ? null : view.center,
    back: view.back.filter(({ nodeId }) => !isGone(nodeId)),
    forward: view.forward.filter(({ nodeId }) => !isGone(nodeId)),
    undo: stepsWithout(view.undo),
    redo: stepsWithout(view.redo),
  });
  return inBasket;
}
