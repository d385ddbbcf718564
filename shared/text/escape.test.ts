import { expect, test } from "vitest";
import { csvCell, escapeBlock, escapeLine } from "./escape.ts";

test("escapeLine shows what a terminal would act on", () => {
  expect(escapeLine("a\u001b[31mred\u0007\n\t\r\u009b")).toBe("a\\x1b[31mred\\x07\\n\\t\\r\\x9b");
  expect(escapeLine("a\u200bb\u2060c")).toBe("a\\u200bb\\u2060c");
  expect(escapeLine("file\u202Egpj.exe\u2066\u200e\u2028")).toBe("file\\u202egpj.exe\\u2066\\u200e\\u2028");
  expect(escapeLine("naïve ☃ 日本")).toBe("naïve ☃ 日本");
});

test("escapeBlock keeps lines, and blanks for tabs", () => {
  expect(escapeBlock("a\r\n\tb\rc\u001b")).toBe("a\n    b\\rc\\x1b");
});

test("csvCell quotes, and disarms formulas but not numbers", () => {
  expect(csvCell("=1+1")).toBe("'=1+1");
  expect(csvCell("@x")).toBe("'@x");
  expect(csvCell("-pk")).toBe("'-pk");
  expect(csvCell("-1.5e-3")).toBe("-1.5e-3");
  expect(csvCell('=HYPERLINK("x","y")')).toBe(`"'=HYPERLINK(""x"",""y"")"`);
  expect(csvCell("a,b")).toBe('"a,b"');
  expect(csvCell("two\nlines")).toBe("two\\nlines");
  expect(csvCell(null)).toBe("");
  expect(csvCell(-7)).toBe("-7");
});
