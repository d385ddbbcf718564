import { afterEach, beforeEach, expect, test } from "vitest";
import { forgetGroup } from "./forget-group.ts";
import { forgetView, viewActions, viewOf } from "./source-view.ts";
import { withoutNodes } from "./view-snapshot.ts";

const actions = () => viewActions("one");
const view = () => viewOf("one").getState();
const labels = () => [view().undo.map(({ label }) => label), view().redo.map(({ label }) => label)];

beforeEach(() => actions().setShown([1, 2, 3]));
afterEach(() => forgetView("one"));

/** An edit whose swaps wait until the test lets them end. */
function edit() {
  const asked: ["undo" | "redo", (came: "done" | "later" | "never") => void][] = [];
  return {
    asked,
    step: {
      swap: (direction: "undo" | "redo") =>
        new Promise<"done" | "later" | "never">((resolve) => asked.push([direction, resolve])),
    },
    async end(came: "done" | "later" | "never" = "done") {
      asked.shift()?.[1](came);
      await new Promise((resolve) => setTimeout(resolve));
    },
  };
}

test("changes of the library and of the view are taken back in order, one after the other", async () => {
  const one = edit();
  actions().addToBasket([1]);
  actions().didEdit("rename group", one.step);
  actions().setFilter({ users: ["ada"] });
  actions().undo();
  expect(view().filter).toEqual({});
  actions().undo();
  actions().undo(); // before the library has answered
  expect(one.asked.map(([direction]) => direction)).toEqual(["undo"]);
  expect(view().basket.nodeIds.size).toBe(1);
  await one.end();
  expect(view().basket.nodeIds.size).toBe(0);
  expect(labels()).toEqual([[], ["filter by user", "rename group", "add 1 node to basket"]]);
  actions().redo();
  actions().redo();
  await one.end();
  expect(labels()).toEqual([["add 1 node to basket", "rename group"], ["filter by user"]]);
});

test("a step that cannot be taken now stays, one that never can goes", async () => {
  const one = edit();
  actions().didEdit("edit label", one.step);
  actions().undo();
  await one.end("later");
  expect(labels()).toEqual([["edit label"], []]);
  actions().undo();
  await one.end("never");
  expect(labels()).toEqual([[], []]);
});

test("what is done meanwhile stays", async () => {
  const one = edit();
  actions().didEdit("edit label", one.step);
  actions().undo();
  actions().addToBasket([2]);
  await one.end();
  expect(labels()).toEqual([["add 1 node to basket"], ["edit label"]]);
});

test("reading the source anew forgets steps of the view, and keeps those of the library", () => {
  actions().addToBasket([1]);
  actions().didEdit("edit label", edit().step);
  viewOf("one").setState(withoutNodes(view()));
  expect(labels()).toEqual([["edit label"], []]);
});

test("a deleted group leaves basket and filters, also those of steps before", () => {
  actions().addGroupToBasket(7);
  actions().setFilter({ groups: ["a", "b"], users: ["ada"] });
  forgetGroup("one", { groupId: 7, uuid: "a" });
  expect(view().basket.groupIds.size).toBe(0);
  expect(view().filter).toEqual({ groups: ["b"], users: ["ada"] });
  actions().undo();
  expect(view().basket.groupIds.size).toBe(0);
});
