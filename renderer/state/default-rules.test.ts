import { beforeEach, expect, test } from "vitest";
import { areSameRules } from "./default-rules.ts";
import { forgetView, setDefaultSwitches, viewActions, viewOf } from "./source-view.ts";

const switches = (sourceId: string) => viewOf(sourceId).getState().basket.switches;

beforeEach(() => {
  setDefaultSwitches({});
  for (const sourceId of ["a", "b", "c"]) forgetView(sourceId);
});

test("a basket whose rules nobody changed follows the defaults, another keeps its own", () => {
  viewOf("a");
  viewActions("b").setRule("return_backward", true);
  setDefaultSwitches({ create_backward: false });
  expect(switches("a")).toEqual({ create_backward: false });
  expect(switches("b")).toEqual({ return_backward: true });
  expect(switches("c")).toEqual({ create_backward: false }); // a new one begins with them
});

test("a reset goes to the defaults of the person, and Undo takes it back", () => {
  setDefaultSwitches({ create_backward: false });
  const actions = viewActions("a");
  actions.setRule("create_backward", true);
  actions.resetRules();
  expect(switches("a")).toEqual({ create_backward: false });
  actions.undo();
  expect(switches("a")).toEqual({ create_backward: true });
});

test("rules are the same when they come to the same, said or not", () => {
  expect(areSameRules({}, { create_backward: true, return_backward: false })).toBe(true);
  expect(areSameRules({}, { create_backward: false })).toBe(false);
});
