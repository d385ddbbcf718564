import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { StateFile } from "./state-file.ts";

let folder = "";
beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-state-"))));
afterEach(() => fs.rmSync(folder, { recursive: true }));

const numberIn = (file: string) =>
  new StateFile(path.join(folder, file), (value) => (typeof value === "number" ? value : 0));

test("what is set is there for the next start, and for nobody else's eyes", () => {
  numberIn("sub/state.json").set(5);
  expect(numberIn("sub/state.json").get()).toBe(5);
  expect(fs.statSync(path.join(folder, "sub/state.json")).mode & 0o777).toBe(0o600);
});

test("a missing or damaged file gives the default", () => {
  fs.writeFileSync(path.join(folder, "bad.json"), "[".repeat(100_000));
  expect([numberIn("none.json").get(), numberIn("bad.json").get()]).toEqual([0, 0]);
});

test("where it cannot be written the value holds until the end, and nothing is left behind", () => {
  fs.mkdirSync(path.join(folder, "taken.json")); // stands in the way, for root too
  const state = numberIn("taken.json");
  state.set(7);
  expect(state.get()).toBe(7);
  expect(fs.readdirSync(folder)).toEqual(["taken.json"]);

  fs.writeFileSync(path.join(folder, "file"), "");
  const below = numberIn("file/state.json"); // its folder cannot be made
  below.set(8);
  expect(below.get()).toBe(8);
});
