import { beforeEach, describe, expect, test, vi } from "vitest";
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

describe("undo and redo", () => {
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
