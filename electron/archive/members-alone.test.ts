import fs from "node:fs";
import { expect, test } from "vitest";
import { databaseAlone, membersAlone } from "./members-alone.ts";
import { openFile } from "./open-file.ts";
import { type CraftedMember, craftZip } from "./testing/craft-zip.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";

const at = temporaryFolder();
const METADATA: CraftedMember = { name: "metadata.json", data: "{}" };
const DATA: CraftedMember = { name: "data.json", data: '{"a": 1}' };
const OTHERS: CraftedMember[] = Array.from({ length: 40 }, (_, i) => ({ name: `nodes/${i}`, data: `${i}` }));

/** The contents of both, as they are found; null where they are not. */
function found(zip: Buffer, bytesLooked = 1e6): string[] | null {
  fs.writeFileSync(at("file"), zip);
  const file = openFile(at("file"));
  try {
    const reader = membersAlone(file, ["metadata.json", "data.json"], bytesLooked);
    const contents = ["metadata.json", "data.json"].map((name) => reader?.member(name));
    return contents.every((member) => !!member)
      ? contents.map((member) => reader!.read(member!, 1000).toString())
      : null;
  } finally {
    file.close();
  }
}

test("two members are found wherever the list has them, with bytes before the ZIP and a comment behind it", () => {
  for (const members of [
    [METADATA, DATA, ...OTHERS],
    [...OTHERS, DATA, METADATA],
    [DATA, ...OTHERS, METADATA],
  ]) {
    expect(found(craftZip(members))).toEqual(["{}", '{"a": 1}']);
    expect(found(Buffer.concat([Buffer.from("#!/bin/sh"), craftZip(members)]))).toEqual(["{}", '{"a": 1}']);
  }
});

test("of two with one name the last counts, as in Python", () => {
  expect(found(craftZip([DATA, METADATA, { name: "data.json", data: "[]" }]))).toEqual(["{}", "[]"]);
});

test("nothing is told where one is missing, lies behind what is looked at, or the list is damaged", () => {
  expect(found(craftZip([METADATA, ...OTHERS]))).toBeNull();
  expect(found(craftZip([METADATA, ...OTHERS, DATA]), 500)).toBeNull();
  const damaged = craftZip([METADATA, ...OTHERS, DATA]);
  damaged.writeUInt32LE(0, damaged.lastIndexOf("data.json") - 46);
  expect(found(damaged)).toBeNull();
  expect(found(Buffer.from("no ZIP at all"))).toBeNull();
});

test("of a large member whose sizes stand elsewhere nothing is told", () => {
  expect(found(craftZip([METADATA, { ...DATA, compressedSize: 0xffffffff }]))).toBeNull();
});

test("a database is looked for at the beginning of the list only", () => {
  const at1 = at("file");
  const isFound = (members: CraftedMember[]): boolean => {
    fs.writeFileSync(at1, craftZip(members));
    const file = openFile(at1);
    try {
      return databaseAlone(file) !== null;
    } finally {
      file.close();
    }
  };
  const database: CraftedMember = { name: "db.sqlite3", data: "pages" };
  expect(isFound([METADATA, database, ...OTHERS])).toBe(true);
  expect(isFound([METADATA, ...OTHERS, database])).toBe(false);
});
