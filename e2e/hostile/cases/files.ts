import fs from "node:fs";
import path from "node:path";
import type { ArchiveContents, TestNode } from "../../../electron/db/testing/contents.ts";
import { objectKey } from "../../../electron/db/testing/fill-database.ts";
import { archiveParts, WHOLE, zipOf } from "../support/archive-parts.ts";
import type { Expected, HostileCase, VerbName } from "../support/hostile-case.ts";
import { file } from "../support/write.ts";

const KEY = objectKey("contents");

/** An archive with one node whose file list is this text, and one object. */
function withList(
  repositoryMetadata: NonNullable<TestNode["repositoryMetadata"]>,
  more: ArchiveContents = {},
): Buffer {
  const parts = archiveParts({
    nodes: [{ id: 1, type: "data.core.folder.FolderData.", repositoryMetadata }],
    ...more,
  });
  parts.objects.set(KEY, Buffer.from("contents"));
  return zipOf(parts);
}

const folders = (levels: number, name = "d") =>
  `${`{"o":{"${name}":`.repeat(levels)}{"k":"${KEY}"}${"}}".repeat(levels)}`;
const filesAtEachLevel = (levels: number) =>
  `${`{"o":{"f":{"k":"${KEY}"},"d":`.repeat(levels)}{}${"}}".repeat(levels)}`;
const manyFiles = (count: number) =>
  `{"o":{${Array.from({ length: count }, (_, i) => `"f${i}":{"k":"${KEY}"}`).join(",")}}}`;
const manyEmpty = (count: number) =>
  `{"o":{${Array.from({ length: count }, (_, i) => `"${i}":{}`).join(",")}}}`;

const NAMED: [what: string, name: string][] = [
  ["..", "../../../../etc/passwd"],
  ["an absolute path", "/etc/passwd"],
  ["a drive letter", "C:\\Windows\\win.ini"],
  ["nothing", ""],
  ["NUL", "a\\u0000b"],
  ["control characters", "\\u001b[2J\\u0007\\r\\n\\u202e"],
  ["64 kB", "n".repeat(65_536)],
  ["__proto__", "__proto__"],
];

const LISTS: [what: string, list: () => string, verbs?: Partial<Record<VerbName, Expected>>][] = [
  ["5,000 levels of folders", () => folders(5_000)],
  ["5,000 levels of folders with a file in each", () => filesAtEachLevel(5_000)],
  [
    "50,000 levels of folders with a file in each",
    () => filesAtEachLevel(50_000),
    { show: "archive/limit", cat: "archive/limit" },
  ],
  [
    "5,000 levels of folders with names of 4 kB",
    () => folders(5_000, "n".repeat(4_000)),
    { show: ["done", "archive/limit"] },
  ],
  ["200,000 files", () => manyFiles(200_000)],
  ["510,000 files", () => manyFiles(510_000), { show: "archive/limit", cat: "archive/limit" }],
  [
    "2,100,000 empty folders",
    () => manyEmpty(2_100_000),
    {
      show: "archive/limit",
      traverse: "archive/limit",
      export: "archive/limit",
      migrate: ["done", "archive/limit"],
    },
  ],
  ["a file that is a folder too", () => `{"o":{"f":{"k":"${KEY}","o":{"g":{"k":"${KEY}"}}}}}`],
  ["a key at its root", () => `{"k":"${KEY}"}`],
  ["keys of wrong types", () => '{"o":{"a":{"k":1},"b":{"k":null},"c":{"k":{}},"d":7,"e":null,"f":[]}}'],
  ["entries that are a list", () => `{"o":[{"k":"${KEY}"}]}`],
];

const KEYS: [what: string, key: string][] = [
  ["leads out of the archive", "../../../../etc/passwd"],
  ["is in capitals", KEY.toUpperCase()],
  ["is empty", ""],
  ["is 1 MB long", "a".repeat(1_000_000)],
  ["names the database", "../db.sqlite3"],
];

const damagedObject = (change: (parts: ReturnType<typeof archiveParts>) => void) =>
  file(() => {
    const parts = archiveParts(WHOLE);
    change(parts);
    return zipOf(parts);
  });

/** An unpacked archive in a folder, then changed. */
function unpacked(change: (folder: string) => void): HostileCase["make"] {
  return (into) => {
    const folder = path.join(into, "archive");
    const parts = archiveParts(WHOLE);
    fs.mkdirSync(path.join(folder, "repo"), { recursive: true });
    fs.writeFileSync(path.join(folder, "metadata.json"), parts.metadata);
    fs.writeFileSync(path.join(folder, "db.sqlite3"), parts.database);
    for (const [key, bytes] of parts.objects) fs.writeFileSync(path.join(folder, "repo", key), bytes);
    change(folder);
    return folder;
  };
}

const firstObject = (folder: string) =>
  path.join(folder, "repo", fs.readdirSync(path.join(folder, "repo"))[0]!);
const LOST: Partial<Record<VerbName, Expected>> = {
  cat: ["done", "archive/corrupt"],
  export: "archive/corrupt",
  migrate: ["done", "archive/corrupt"],
  verify: "problems",
};

export const FILES: readonly HostileCase[] = [
  ...LISTS.map(
    ([what, list, verbs]): HostileCase => ({
      name: `a node with ${what}`,
      make: file(() => withList(list())),
      opens: "done",
      isLarge: true,
      verbs: {
        export: ["done", "archive/limit"],
        migrate: ["done", "archive/limit"],
        verify: ["done", "problems", "archive/limit"],
        ...verbs,
      },
    }),
  ),
  ...NAMED.map(
    ([what, name]): HostileCase => ({
      name: `a file whose name is ${what}`,
      make: file(() =>
        withList(`{"o": {"${name.replaceAll("\\W", "\\\\W").replaceAll("\\w", "\\\\w")}": {"k": "${KEY}"}}}`),
      ),
      opens: "done",
    }),
  ),
  ...KEYS.map(
    ([what, key]): HostileCase => ({
      name: `a key that ${what}`,
      make: file(() => withList({ o: { f: { k: key } } })),
      opens: "done",
      verbs: { cat: "archive/corrupt", export: "archive/corrupt", migrate: ["done", "archive/corrupt"] },
    }),
  ),
  {
    name: "objects that are missing",
    make: damagedObject(({ objects }) => objects.clear()),
    opens: "done",
    verbs: {
      cat: "archive/corrupt",
      export: "archive/corrupt",
      migrate: ["done", "archive/corrupt"],
      verify: "problems",
    },
  },
  {
    name: "objects that do not match their hash",
    make: damagedObject(({ objects }) => {
      for (const key of objects.keys()) objects.set(key, Buffer.from("other contents"));
    }),
    opens: "done",
    verbs: {
      cat: ["done", "archive/corrupt"],
      export: ["done", "archive/corrupt"],
      migrate: ["done", "archive/corrupt"],
      verify: "problems",
    },
  },
  {
    name: "an object that nobody asked for",
    make: damagedObject(({ objects }) => void objects.set("f".repeat(64), Buffer.from("#!/bin/sh\nexit 1"))),
    opens: "done",
    verbs: { migrate: ["done", "archive/corrupt"], verify: "problems" },
  },
  {
    name: "an unpacked archive, to see that the test sees it",
    make: unpacked(() => undefined),
    opens: "done",
  },
  {
    name: "a folder whose objects do not match their hash",
    make: unpacked((folder) => fs.writeFileSync(firstObject(folder), "x")),
    opens: "done",
    verbs: LOST,
  },
  {
    name: "a folder whose object is a symbolic link",
    make: unpacked((folder) => {
      const object = firstObject(folder);
      fs.rmSync(object);
      fs.symlinkSync("/etc/passwd", object);
    }),
    opens: "done",
    verbs: LOST,
  },
  {
    name: "a folder whose database is a symbolic link",
    make: unpacked((folder) => {
      fs.renameSync(path.join(folder, "db.sqlite3"), path.join(folder, "elsewhere"));
      fs.symlinkSync("elsewhere", path.join(folder, "db.sqlite3"));
    }),
    opens: "archive/corrupt",
  },
  {
    name: "a folder whose metadata is a folder",
    make: unpacked((folder) => {
      fs.rmSync(path.join(folder, "metadata.json"));
      fs.mkdirSync(path.join(folder, "metadata.json"));
    }),
    opens: ["archive/corrupt", "archive/not-an-archive"],
  },
  {
    name: "a folder of objects that is a symbolic link round in a ring",
    make: unpacked((folder) => {
      fs.rmSync(path.join(folder, "repo"), { recursive: true });
      fs.symlinkSync("repo", path.join(folder, "repo"));
    }),
    opens: ["done", "archive/corrupt"],
    verbs: LOST,
  },
  { name: "an empty folder", make: (folder) => folder, opens: "archive/not-an-archive" },
];
