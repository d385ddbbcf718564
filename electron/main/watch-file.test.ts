import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { stampOf, watchFile } from "./watch-file.ts";

let folder = "";
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-watch-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const told = (seen: string[]) =>
  vi.waitFor(() => expect(seen.length).toBeGreaterThan(0), 8000).then(() => seen.splice(0));
const settle = () => new Promise((resolve) => setTimeout(resolve, 100)); // the first look is taken

test("a file that is replaced, gone or back is told once each", async () => {
  const file = path.join(folder, "a.aiida");
  fs.writeFileSync(file, "one");
  const { atime, mtime } = fs.statSync(file);
  const seen: string[] = [];
  const stop = watchFile(file, (change) => seen.push(change));
  await settle();
  const away = path.join(folder, "away");
  fs.renameSync(file, away);
  expect(await told(seen)).toEqual(["gone"]);
  fs.renameSync(away, file); // a drive that came back
  expect(await told(seen)).toEqual(["same"]);
  fs.writeFileSync(path.join(folder, "new"), "two");
  fs.utimesSync(path.join(folder, "new"), atime, mtime);
  fs.renameSync(path.join(folder, "new"), file); // same size, same time, another file
  expect(await told(seen)).toEqual(["changed"]);
  fs.rmSync(folder, { recursive: true });
  expect(await told(seen)).toEqual(["gone"]);
  stop();
});

test("a folder is judged by what an unpacked archive consists of", async () => {
  fs.writeFileSync(path.join(folder, "metadata.json"), "{}");
  const before = await stampOf(folder);
  fs.writeFileSync(path.join(folder, "notes.txt"), "beside it");
  expect(await stampOf(folder)).toBe(before);
  fs.writeFileSync(path.join(folder, "db.sqlite3"), "database");
  expect(await stampOf(folder)).not.toBe(before);
  expect(await stampOf(path.join(folder, "none"))).toBeNull();
});
