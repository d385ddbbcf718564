import fc from "fast-check";
import { expect, test } from "vitest";
import { looksEmpty } from "./looks-empty.ts";

test("blanks of every kind look empty", () => {
  for (const text of ["", " ", "   ", "\u00a0\u3000", "\u200d", "\u2800\u3164"])
    expect(looksEmpty(text)).toBe(true);
});

test("a text with one visible character does not", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("", " ", "\u00a0"),
      fc.constantFrom("a", "0", "-", "漢", "\u{1f469}"),
      (blank, seen) => {
        expect(looksEmpty(`${blank}${seen}${blank}`)).toBe(false);
      },
    ),
  );
});
