import { expect, test } from "vitest";
import { ViewSnapshotSchema } from "../../shared/ipc/view-snapshot-schema.ts";
import { KEPT_CHOSEN, KEPT_SHOWN } from "../../shared/model/view-limits.ts";
import { forgetView, viewActions, viewOf } from "./source-view.ts";
import { isKeptAlike, snapshotOf, viewFrom, withoutNodes } from "./view-snapshot.ts";

/** A view as someone left it. */
function usedView() {
  forgetView("used");
  const view = viewActions("used");
  view.setShown([1, 2, 3, 4]);
  view.removeShown([4]);
  view.setMode("graph");
  view.choose(2, { tab: "links" });
  view.mark([2, 3], 2);
  view.setFilter({ nodeTypes: ["data.core.int.Int."] });
  view.setProvenance("logical");
  view.addToBasket([1, 3]);
  view.addGroupToBasket(7);
  view.setRule("create_backward", false);
  return viewOf("used").getState();
}

/** Out to main, into a file, and back into a fresh view. */
function restored(view: ReturnType<typeof usedView>) {
  const kept = ViewSnapshotSchema.parse(JSON.parse(JSON.stringify(snapshotOf(view))));
  forgetView("fresh");
  viewOf("fresh").setState(viewFrom(kept));
  return viewOf("fresh").getState();
}

test("a view comes back as it was left", () => {
  const before = usedView();
  const after = restored(before);
  for (const part of ["mode", "tab", "filter", "sort", "provenance", "linkTypes", "depth", "basket"] as const)
    expect(after[part]).toEqual(before[part]);
  expect(after.shown).toEqual(new Set([1, 2, 3]));
  expect(after.markedIds).toEqual(new Set([2, 3]));
  expect(after.focusedId).toBe(2);
  expect(after.center?.nodeId).toBe(2); // the node looked at is brought into sight
});

test("for another file only what names no nodes stays", () => {
  const before = usedView();
  const after = { ...before, ...withoutNodes(before) };
  expect(after).toMatchObject({
    mode: "graph",
    tab: "links",
    filter: before.filter,
    shown: null,
    focusedId: null,
  });
  expect(after.basket.switches).toEqual({ create_backward: false });
  expect(after.basket.nodeIds.size + after.basket.groupIds.size + after.markedIds.size).toBe(0);
  expect([after.undo, after.redo, after.back, after.forward]).toEqual([[], [], [], []]);
});

test("hovering and walking back change nothing that is kept", () => {
  const before = usedView();
  viewActions("used").setTrail(3);
  expect(isKeptAlike(before, viewOf("used").getState())).toBe(true);
  viewActions("used").addToBasket([9]);
  expect(isKeptAlike(before, viewOf("used").getState())).toBe(false);
});

test("what is too large is left out, and of a basket its size is told", () => {
  forgetView("large");
  const many = (count: number) => Array.from({ length: count }, (_, index) => index);
  viewActions("large").setShown(many(KEPT_SHOWN + 1));
  viewActions("large").addToBasket(many(KEPT_CHOSEN + 1));
  const snapshot = snapshotOf(viewOf("large").getState());
  expect(ViewSnapshotSchema.safeParse(snapshot).success).toBe(true);
  expect(snapshot.nodes).toMatchObject({ shown: null, basket: [] });
  expect(snapshot.basketTooLarge).toBe(KEPT_CHOSEN + 1);
});
