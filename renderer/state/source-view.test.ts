import { beforeEach, describe, expect, test, vi } from "vitest";
import { useNotices } from "./notices.ts";
import { forgetView, isBasketFilled, selectionOf, viewActions, viewOf } from "./source-view.ts";

const view = () => viewOf("s").getState();
const actions = () => viewActions("s");

beforeEach(() => forgetView("s"));

describe("back and forward", () => {
  test("walk the nodes that were looked at", () => {
    actions().choose(1);
    actions().choose(2);
    actions().choose(3);
    actions().goBack();
    actions().goBack();
    expect(view().focusedId).toBe(1);
    actions().goForward();
    expect(view().focusedId).toBe(2);
    actions().choose(9); // a new way forgets the old forward
    expect(view().forward).toEqual([]);
    actions().goBack();
    expect(view().focusedId).toBe(2);
  });

  test("choosing the same node again is no step", () => {
    actions().choose(1);
    actions().choose(1);
    expect(view().back).toHaveLength(1);
  });

  test("arrow keys in a row are one step, a click after them another", () => {
    actions().choose(1);
    actions().choose(2, { byArrow: true });
    actions().choose(3, { byArrow: true });
    actions().mark([3, 4], 4, { byArrow: true });
    actions().choose(9);
    expect(view().back.map((place) => place.nodeId)).toEqual([null, 1, 4]);
    actions().goBack();
    expect(view().focusedId).toBe(4);
    actions().goBack();
    expect(view().focusedId).toBe(1);
  });

  test("arrow keys after a pause, or after going back, begin a new step", () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    actions().choose(1, { byArrow: true });
    vi.advanceTimersByTime(5000);
    actions().choose(2, { byArrow: true });
    actions().goBack();
    actions().choose(7, { byArrow: true });
    vi.useRealTimers();
    expect(view().back.map((place) => place.nodeId)).toEqual([null, 1]);
  });

  test("the view mode is part of the place", () => {
    actions().setMode("table");
    actions().goBack();
    expect(view().mode).toBe("split");
    actions().goForward();
    expect(view().mode).toBe("table");
  });
});

test("the inspector's tab is part of the place, and places are reached in one go", () => {
  actions().choose(1);
  actions().setTab("files");
  actions().choose(2);
  actions().choose(3);
  actions().travel(-2);
  expect(view()).toMatchObject({ focusedId: 1, tab: "files" });
  expect(view().forward.map((place) => place.nodeId)).toEqual([3, 2]);
  actions().goBack();
  expect(view()).toMatchObject({ focusedId: 1, tab: "overview" });
  actions().travel(3);
  expect(view()).toMatchObject({ focusedId: 3, tab: "files", forward: [] });
});

describe("undo and redo", () => {
  test("say what they are about", () => {
    actions().setShown([1, 2]);
    actions().addToBasket([1, 2, 3]);
    actions().setFilter({ states: ["finished[0]"] });
    actions().setFilter({});
    actions().setSort({ column: "label", descending: false });
    actions().setRule("create_backward", false);
    actions().tidy();
    actions().removeShown([1]);
    expect(view().undo.map((step) => step.label)).toEqual([
      "add 3 nodes to basket",
      "filter by state",
      "clear filters",
      "sort by label",
      "switch create_backward off",
      "tidy layout",
      "hide 1 node",
    ]);
  });

  test("bring back filters, order, provenance, link types, depth and the arrangement", () => {
    actions().setShown([1]);
    const before = view();
    actions().setFilter({ users: ["ada"] });
    actions().setSort({ column: "pk", descending: false });
    actions().setProvenance("data");
    actions().setLinkTypes(new Set(["create"]));
    actions().setDepth(2);
    actions().tidy();
    const after = view();
    for (let step = 0; step < 6; step++) actions().undo();
    for (const field of ["filter", "sort", "provenance", "linkTypes", "depth", "arrangement"] as const)
      expect(view()[field]).toEqual(before[field]);
    for (let step = 0; step < 6; step++) actions().redo();
    for (const field of ["filter", "sort", "provenance", "linkTypes", "depth", "arrangement"] as const)
      expect(view()[field]).toEqual(after[field]);
  });

  test("what changes nothing is no step", () => {
    actions().setShown([1]);
    actions().addToBasket([1]);
    actions().addToBasket([1]);
    actions().setFilter({});
    actions().setSort(view().sort);
    actions().removeShown([77]);
    actions().removeFromBasket([77]);
    expect(view().undo).toHaveLength(1);
  });

  test("moves of a slider are one step", () => {
    for (const hour of [1, 2, 3]) actions().setFilter({ createdAfter: `2026-11-22 0${hour}:00:00.000000` });
    actions().undo();
    expect(view().filter).toEqual({});
  });

  test("a cleared basket comes back by the button of its notice, whatever was done since", () => {
    useNotices.setState({ notices: [] });
    actions().addToBasket([1, 2]);
    actions().clearBasket();
    actions().setDepth(3);
    useNotices.getState().notices[0]?.actions[0]?.run(() => undefined);
    expect([...view().basket.nodeIds]).toEqual([1, 2]);
    expect(view().depth).toBe(3);
  });

  test("one source knows nothing of another", () => {
    actions().addToBasket([1]);
    viewActions("t").addToBasket([2]);
    actions().undo();
    actions().undo();
    expect([...viewOf("t").getState().basket.nodeIds]).toEqual([2]);
    forgetView("t");
  });

  test("bring back the basket, its rules and what the graph shows", () => {
    actions().setShown([1, 2]);
    actions().addToBasket([1]);
    actions().setRule("create_backward", false);
    actions().addShown([3]);
    actions().undo();
    expect([...view().shown!]).toEqual([1, 2]);
    actions().undo();
    expect(view().basket.switches).toEqual({});
    actions().undo();
    expect(isBasketFilled(view().basket)).toBe(false);
    actions().redo();
    expect([...view().basket.nodeIds]).toEqual([1]);
  });

  test("the first view is not undone to nothing", () => {
    actions().setShown([1]);
    actions().undo();
    expect([...view().shown!]).toEqual([1]);
  });
});

test("equal baskets are equal selections, however they were filled", () => {
  actions().addToBasket([3, 1]);
  actions().addToBasket([2]);
  const first = selectionOf(view().basket);
  actions().clearBasket();
  actions().addToBasket([2, 1, 3]);
  expect(selectionOf(view().basket)).toEqual(first);
  actions().addAllToBasket();
  expect(selectionOf(view().basket)).toMatchObject({ all: true, nodeIds: [] });
});
