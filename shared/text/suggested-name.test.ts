import { expect, test } from "vitest";
import { suggestedName } from "./suggested-name.ts";

test("the suggested name keeps the source's, without its ending", () => {
  expect(
    ["qe-si-bands.aiida", "old.tar.gz", "OLD.ZIP", "main_folder", ".aiida", ""].map(suggestedName),
  ).toStrictEqual([
    "qe-si-bands-selection.aiida",
    "old-selection.aiida",
    "OLD-selection.aiida",
    "main_folder-selection.aiida",
    "archive-selection.aiida",
    "archive-selection.aiida",
  ]);
});
