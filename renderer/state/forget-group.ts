import { type SourceView, viewOf } from "./source-view.ts";
import type { UndoStep } from "./undo-steps.ts";

/** A group that the library does not hold any more leaves basket and filters, also those that Undo would bring back. */
export function forgetGroup(sourceId: string, group: { groupId: number; uuid: string }): void {
  const store = viewOf(sourceId);
  const without = <V extends Pick<SourceView, "basket" | "filter">>(of: V): V => {
    const isIn = of.basket.groupIds.has(group.groupId);
    const isFiltered = of.filter.groups?.includes(group.uuid) === true;
    if (!isIn && !isFiltered) return of;
    const groupIds = new Set([...of.basket.groupIds].filter((id) => id !== group.groupId));
    const { groups = [], ...rest } = of.filter;
    const left = groups.filter((uuid) => uuid !== group.uuid);
    return {
      ...of,
      basket: { ...of.basket, groupIds },
      filter: left.length > 0 ? { ...rest, groups: left } : rest,
    };
  };
  const stepsWithout = (steps: readonly UndoStep[]) =>
    steps.map((step) => ({ ...step, state: without(step.state) }));
  const view = store.getState();
  store.setState({ ...without(view), undo: stepsWithout(view.undo), redo: stepsWithout(view.redo) });
}
