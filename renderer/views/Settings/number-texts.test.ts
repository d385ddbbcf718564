import { expect, test } from "vitest";
import { entryOf, type NumberEntry } from "../../../shared/text/settings-list.ts";
import { fieldText, readField, withUnit } from "./number-texts.ts";

const number = (key: string) => entryOf(key) as NumberEntry;
const database = number("limits.STEMMA_MAX_DATABASE_BYTES");
const members = number("limits.STEMMA_MAX_MEMBERS");

test("numbers stand in people's units", () => {
  expect(fieldText(database, database.default)).toBe("64");
  expect(withUnit(database, database.default)).toBe("64 GiB");
  expect(withUnit(members, members.default)).toBe("2,500,000 files");
  expect(readField(database, "0.5")).toEqual({ value: 512 * 1024 ** 2 });
  for (const value of [1, 12345, database.max]) {
    expect(readField(database, fieldText(database, value))).toEqual({ value });
  }
});

test("what cannot be saved is explained", () => {
  const problem = (entry: NumberEntry, text: string) =>
    (readField(entry, text) as { problem: string }).problem;
  expect(problem(members, "")).toBe(
    "This is not a number. Give a whole number from 1 to 1,000,000,000 files.",
  );
  expect(problem(members, "1.5")).toContain("Give a whole number");
  expect(problem(members, "0")).toContain("Give a whole number");
  expect(problem(database, "-1")).toBe("Give a number above 0 to 16,384 GiB.");
  expect(problem(number("cache.maxBytes"), "99999999")).toBe("Give a number from 0 to 16,384 GiB.");
});
