import { expect, test } from "vitest";
import { SETTINGS_LIST } from "../../../shared/text/settings-list.ts";
import { findSettings } from "./search-settings.ts";

const found = (query: string) => findSettings(query).map(({ key }) => key);

test("every word has to stand somewhere: heading, label, description, key or value", () => {
  expect(found("")).toHaveLength(SETTINGS_LIST.length);
  expect(found("DARK")).toEqual(["theme"]);
  expect(found("maxBytes")).toEqual(["cache.maxBytes"]);
  expect(found("workflow returned")).toEqual(["defaultRules.return_backward"]);
  expect(found("limits memory")).toContain("limits.STEMMA_MAX_OBJECT_BYTES");
  expect(found("row height")).toEqual(["density"]);
  expect(found("no such thing")).toEqual([]);
});
