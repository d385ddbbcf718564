import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { expandFolders, keepDropped, takeDropped } from "./dropped.ts";

const temporary = temporaryFolder();

function put(...names: string[]): void {
  for (const name of names) {
    fs.mkdirSync(path.dirname(temporary(name)), { recursive: true });
    fs.writeFileSync(temporary(name), "");
  }
}

test("of a folder the archives in it are taken, and those below it", async () => {
  put("all/b.aiida", "all/deep/a.AIIDA", "all/notes.txt", "all/.hidden/c.aiida");
  put("all/unpacked/metadata.json", "all/unpacked/inner.aiida", "all/profile/container/config.json");
  fs.symlinkSync(temporary("all"), temporary("all/deep/again"));
  const dropped = await keepDropped([temporary("all"), temporary("single.aiida")]);
  expect(dropped).toMatchObject({ count: 5, folders: [{ name: "all", archives: 4, isAll: true }] });
  expect(takeDropped(dropped.token)).toEqual([
    temporary("all/b.aiida"),
    temporary("all/deep/a.AIIDA"),
    temporary("all/profile"),
    temporary("all/unpacked"),
    temporary("single.aiida"),
  ]);
  expect(takeDropped(dropped.token)).toEqual([]);
});

test("an unpacked archive and a profile are what they are; an empty folder holds nothing", async () => {
  put("unpacked/metadata.json", "profile/container/config.json", "empty/notes.txt");
  const folders = ["unpacked", "profile"].map((name) => temporary(name));
  expect(await expandFolders([...folders, temporary("empty"), temporary("gone")])).toEqual([
    ...folders,
    temporary("gone"),
  ]);
});
