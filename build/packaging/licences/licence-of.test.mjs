import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { isAllowed, licenceOf } from "./licence-of.mjs";

test.each([
  ["MIT", true],
  ["(MIT OR GPL-3.0-only)", true],
  ["BSD-3-Clause AND MIT", true],
  ["MIT AND GPL-2.0-only", false],
  ["GPL-3.0-or-later", false],
  ["LGPL-2.1", false],
  ["MIT OR ISC AND GPL-2.0", false],
  ["SEE LICENSE IN LICENSE", false],
  ["UNLICENSED", false],
  [undefined, false],
])("%s may be shipped: %s", (expression, allowed) => {
  expect(isAllowed(expression)).toBe(allowed);
});

test("a package with a licence that is not on the list is named", () => {
  const folder = packageWith({ name: "greedy", version: "1.0.0", license: "AGPL-3.0" });
  expect(() => licenceOf(folder)).toThrow('greedy@1.0.0 would be shipped under "AGPL-3.0"');
});

test("the texts are those that the package ships, else the one it names", () => {
  const withFile = packageWith(
    { name: "a", version: "1.0.0", license: "ISC" },
    { "LICENSE.md": "Do as you like.\n" },
  );
  expect(licenceOf(withFile)).toMatchObject({ name: "a", licence: "ISC", text: "Do as you like." });
  const named = packageWith({ name: "b", version: "2.0.0", license: "MIT", author: "Ada <ada@example.org>" });
  expect(licenceOf(named).text).toMatch(
    /^MIT License\n\nCopyright \(c\) Ada\n\nPermission is hereby granted/,
  );
  const silent = packageWith({ name: "c", version: "2.0.0", license: "Apache-2.0" });
  expect(() => licenceOf(silent)).toThrow("no text of its licence");
});

function packageWith(manifest, files = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-licence-"));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  return folder;
}
