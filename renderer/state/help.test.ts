import { beforeEach, expect, test } from "vitest";
import { closeHelp, openGlossary, openRulesHelp, useHelp } from "./help.ts";

const open = () => useHelp.getState().pages;
beforeEach(() => useHelp.setState({ pages: [] }));

test("a page opens in front, and once", () => {
  openRulesHelp("create_backward");
  openGlossary("link");
  openGlossary("node");
  expect(open()).toEqual([
    { page: "rules", at: "create_backward" },
    { page: "glossary", at: "node" },
  ]);
});

test("a page that lies below comes to the front by closing those above", () => {
  openRulesHelp();
  openGlossary("rule");
  openRulesHelp("return_backward");
  expect(open()).toEqual([{ page: "rules", at: "return_backward" }]);
  openGlossary();
  closeHelp("glossary");
  expect(open()).toEqual([{ page: "rules", at: "return_backward" }]);
});

test("closing a page closes what was opened from it", () => {
  openGlossary();
  openRulesHelp();
  closeHelp("glossary");
  expect(open()).toEqual([]);
  closeHelp("rules");
  expect(open()).toEqual([]);
});
