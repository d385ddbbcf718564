import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { workFolderPrefix } from "../ipc/work-folder.ts";
import { UnfinishedWriting } from "./unfinished-writing.ts";

let folder = "";
beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-unfinished-"))));
afterEach(() => fs.rmSync(folder, { recursive: true }));

const half = (pid: number) => {
  const work = path.join(folder, `${workFolderPrefix(pid)}abc`);
  fs.mkdirSync(work);
  fs.writeFileSync(path.join(work, "archive"), "half");
};
const left = () => fs.readdirSync(folder).filter((name) => name.startsWith("."));

test("what an engine of a killed app was writing is gone at the next start, what others write stays", () => {
  half(11);
  half(12);
  new UnfinishedWriting(folder).add(path.join(folder, "out.aiida"), 11);
  new UnfinishedWriting(folder).sweep();
  expect(left()).toEqual([`${workFolderPrefix(12)}abc`]);
});

test("an engine that has ended in order is no longer looked after", () => {
  const places = new UnfinishedWriting(folder);
  places.add(path.join(folder, "a.aiida"), 11);
  places.add(path.join(folder, "b.aiida"), 12);
  places.ended(11);
  half(11);
  half(12);
  new UnfinishedWriting(folder).sweep();
  expect(left()).toEqual([`${workFolderPrefix(11)}abc`]);
});

test("a damaged record and a folder that is gone are no reason not to start", () => {
  fs.writeFileSync(path.join(folder, "unfinished.json"), '[{"target": 5}]');
  new UnfinishedWriting(folder).sweep();
  new UnfinishedWriting(folder).add("/nowhere/there/out.aiida", 11);
  new UnfinishedWriting(folder).sweep();
  expect(left()).toEqual([]);
});
