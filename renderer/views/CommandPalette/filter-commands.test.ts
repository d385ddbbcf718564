import { expect, test } from "vitest";
import { COMMANDS } from "../../../shared/model/commands.ts";
import { filterCommands } from "./filter-commands.ts";

const ids = (text: string) => filterCommands(COMMANDS, text).map((command) => command.id);

test("nothing typed lists everything, in the order of the menus", () => {
  expect(ids("  ")).toEqual(COMMANDS.map((command) => command.id));
});

test("every word must occur, in label or menu, in any order", () => {
  expect(ids("ancestors show")).toEqual(["show-ancestors"]);
  expect(ids("basket clear")).toEqual(["basket-clear"]);
  expect(ids("no such thing")).toEqual([]);
});

test("labels that begin with the word come first", () => {
  expect(ids("open")[0]).toBe("open");
  expect(ids("zoom").slice(0, 2)).toEqual(["zoom-in", "zoom-out"]);
});
