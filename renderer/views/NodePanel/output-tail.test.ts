import { expect, test } from "vitest";
import { durationText, lastLine } from "./node-texts.ts";
import { outputTail } from "./output-tail.ts";

const lines = (text: string, isWhole = true) => outputTail(text, isWhole).lines.map((line) => line.text);

test("the last line of trouble comes with those around it, without empty and drawn ones", () => {
  const text =
    "start\n\n  error: early\n%%%%%%\n  a\n\n  b\n    convergence NOT achieved\n  -----\n  after\n  end\n  far\n";
  const tail = outputTail(text, true);
  expect(tail.lines.map((line) => line.text)).toEqual([
    "error: early",
    "a",
    "b",
    "  convergence NOT achieved",
    "after",
    "end",
  ]);
  expect(tail.lines.filter((line) => line.isTelling)).toHaveLength(2);
  expect(tail.lineNumber).toBe(8);
});

test("a warning counts only where nothing is worse", () => {
  expect(outputTail("error 1\nx\nwarning 2\n", true).lineNumber).toBe(1);
  expect(outputTail("a\nwarning 2\n", true).lineNumber).toBe(2);
});

test("without trouble the last lines are shown, and indentation that all share goes", () => {
  const text = Array.from({ length: 20 }, (_, at) => `\t  line ${at}`).join("\r\n");
  expect(lines(text)).toEqual(Array.from({ length: 6 }, (_, at) => `line ${at + 14}`));
  expect(outputTail(text, true).hasTelling).toBe(false);
});

test("the end of a long file leaves out its first, broken line and numbers none", () => {
  expect(lines("lf a line\nfull\n", false)).toEqual(["full"]);
  expect(outputTail("lf a line\nerror\n", false).lineNumber).toBeNull();
  expect(lines("one long line without an end", false)).toEqual(["one long line without an end"]);
});

test("nothing stays nothing", () => {
  expect(outputTail("\n\n", true)).toEqual({ lines: [], lineNumber: null, hasTelling: false });
});

test.each([
  [-5, "0.0 s"],
  [420, "0.4 s"],
  [999.9, "1.0 s"],
  [8000, "8 s"],
  [59_700, "1 min"],
  [185_000, "3 min 5 s"],
  [7_800_000, "2 h 10 min"],
  [273_600_000, "3 d 4 h"],
])("%d ms are %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test("the last line of a traceback is its exception", () => {
  expect(lastLine("Traceback:\n  x\nKeyError: 1\n\n")).toBe("KeyError: 1");
  expect(lastLine("")).toBe("");
});
