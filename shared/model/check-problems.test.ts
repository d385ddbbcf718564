import fs from "node:fs";
import { expect, test } from "vitest";
import { PROBLEM_CODES, PROBLEM_KINDS, REMARK_CODES, REMARK_KINDS } from "./check-problems.ts";

const page = fs.readFileSync("docs/command.md", "utf8");

test("the page of the command explains the same codes with the same words", () => {
  const rows = [...Object.entries(PROBLEM_KINDS), ...Object.entries(REMARK_KINDS)];
  for (const [code, { title, advice }] of rows)
    expect(page).toContain(`| \`${code}\` | ${title} | ${advice} |`);
});

test("codes are words in kebab case, and none is both a problem and a remark", () => {
  const codes = [...PROBLEM_CODES, ...REMARK_CODES];
  for (const code of codes) expect(code).toMatch(/^[a-z]+(-[a-z]+)+$/);
  expect(new Set(codes).size).toBe(codes.length);
});
