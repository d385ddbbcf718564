import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { RecentFiles } from "./recent-files.ts";

let folder = "";
beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-recent-"))));
afterEach(() => fs.rmSync(folder, { recursive: true }));

const [good, bad] = ["/data/good.aiida", "/data/bad.aiida"];

test("a file that never opened is not listed, here or by the system", () => {
  const recent = new RecentFiles(folder);
  const inSystem = new Set<string>();
  recent.follow({
    added: (files) => files.forEach((file) => inSystem.add(file)),
    removed: (file) => inSystem.delete(file),
    cleared: () => inSystem.clear(),
  });
  recent.add([good, bad]);
  recent.opened(good, "7 nodes");
  recent.couldNotOpen(bad);
  expect(recent.paths()).toEqual([good]);
  expect([...inSystem]).toEqual([good]);
  recent.opened(bad, "3 nodes"); // as far as it can be read
  expect(recent.paths()).toEqual([bad, good]);
  expect(new RecentFiles(folder).paths()).toEqual([bad, good]);
});

test("a file that opened once stays, says that it does not open any more, and opens again", async () => {
  const recent = new RecentFiles(folder);
  recent.add([good]);
  recent.opened(good, "7 nodes");
  recent.add([good]);
  recent.couldNotOpen(good);
  const listed = async () =>
    (await new RecentFiles(folder).list()).map(({ isRefused, note }) => [isRefused, note]);
  expect(await listed()).toEqual([[true, "7 nodes"]]);
  recent.opened(good, "8 nodes");
  expect(await listed()).toEqual([[false, "8 nodes"]]);
});

test("a list of an older version is read as it is", async () => {
  const entry = { path: good, openedAt: "2026-01-01T00:00:00.000Z", note: null };
  fs.writeFileSync(path.join(folder, "recent-files.json"), JSON.stringify([entry]));
  expect(await new RecentFiles(folder).list()).toMatchObject([{ isRefused: false }]);
});
