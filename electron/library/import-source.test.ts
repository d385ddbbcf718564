import fs from "node:fs";
import path from "node:path";
import type { Database } from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { cancelledAt, quietJob, temporaryFolder } from "../archive/testing/temporary-folder.ts";
import type { JobContext } from "../archive/source.ts";
import { openForWriting } from "../db/connect.ts";
import type { ArchiveContents } from "../db/testing/contents.ts";
import { writeArchive } from "../db/testing/make-archive.ts";
import { openSource } from "../sources/open-source.ts";
import { createStore } from "./create-store.ts";
import { DEFAULT_OPTIONS, type ImportOptions } from "./import/import-run.ts";
import { importSource } from "./import/import-source.ts";
import { everythingIn, withStore } from "./testing/with-store.ts";

const temporary = temporaryFolder();
const CALCULATION = "process.calculation.calcfunction.CalcFunctionNode.";

const CHAIN: ArchiveContents = {
  users: [{ id: 7, email: "a@example.org" }],
  computers: [{ label: "cluster" }],
  nodes: [
    { files: { "in.txt": "input" }, extras: '{"kept": 1.0, "_aiida_hash": "x"}', user: 7 },
    {
      type: CALCULATION,
      files: { log: "input" },
      attributes: '{"sealed": true, "checkpoints": "c"}',
      user: 7,
    },
    { files: { "out.txt": "output" }, computer: 1, user: 7 },
  ],
  links: [
    [1, 2, "input_calc", "x"],
    [2, 3, "create", "result"],
    [3, 99, "create", "dangling"],
  ],
  groups: [{ label: "chosen", nodes: [1, 3], user: 7 }],
  comments: [{ node: 1, user: 7, content: "a comment" }],
  logs: [{ node: 2, message: "done" }],
};

async function bring(
  contents: ArchiveContents,
  options: Partial<ImportOptions> = {},
  job: JobContext = quietJob(),
) {
  const file = temporary("archive.aiida");
  writeArchive(file, contents);
  createStore(temporary("store"));
  const source = await openSource(file, quietJob());
  try {
    return await importSource(source, temporary("store"), { ...DEFAULT_OPTIONS, ...options }, job);
  } finally {
    source.close();
  }
}

const inStore = <T>(use: (db: Database) => T) => withStore(temporary("store"), use);
const everything = () => everythingIn(temporary("store"));
const filesIn = (folder: string) =>
  fs
    .readdirSync(temporary(`store/container/${folder}`), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile());

describe("an import", () => {
  test.each([1, 40])(
    "of %i files comes into a store whose empty folders were lost when it was copied",
    async (count) => {
      await bring({});
      for (const folder of ["sandbox", "packs", "loose"]) {
        fs.rmSync(temporary(`store/container/${folder}`), { recursive: true });
      }
      const files = Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, `contents ${i}`]));
      expect((await bring({ nodes: [{ files }] })).new.files).toBe(count);
      const store = await openSource(temporary("store"), quietJob());
      expect(store.objects.count).toBe(count);
      store.close();
    },
  );

  test("brings everything but dangling links, private extras and engine state", async () => {
    const { new: fresh, existing, importGroup } = await bring(CHAIN);
    expect(fresh).toEqual({
      nodes: 3,
      links: 2,
      groups: 1,
      computers: 1,
      users: 1,
      comments: 1,
      logs: 1,
      authinfos: 0,
      files: 2,
    });
    expect(Object.values(existing).every((count) => count === 0)).toBe(true);
    expect(importGroup?.label).toMatch(/^\d{8}-\d{6}$/);
    const nodes = inStore((db) =>
      db.prepare("SELECT extras, attributes FROM db_dbnode ORDER BY id").raw().all(),
    );
    expect(nodes[0]).toEqual(['{"kept": 1.0}', "{}"]);
    expect(nodes[1]).toEqual(["{}", '{"sealed": true}']);
    const source = await openSource(temporary("store"), quietJob());
    expect(source.objects.count).toBe(2);
    expect([...source.objects.keys()].map((key) => source.objects.read(key).toString()).sort()).toEqual([
      "input",
      "output",
    ]);
    source.close();
  });

  test("a second one finds everything there and changes nothing but its own group", async () => {
    await bring(CHAIN, { group: "none" });
    const before = everything();
    const { new: fresh, existing } = await bring(CHAIN, { group: "none" });
    expect(Object.values(fresh).every((count) => count === 0)).toBe(true);
    expect(existing).toMatchObject({ nodes: 3, links: 2, groups: 1, files: 2, comments: 1, logs: 1 });
    expect(everything()).toEqual(before);
  });

  test("links that are there in another order, or in part, are the same as those in the archive's", async () => {
    const nodes = [{}, { type: CALCULATION, attributes: '{"sealed": true}' }, {}, {}];
    const all = [
      [1, 2, "input_calc", "x"],
      [3, 2, "input_calc", "y"],
      [4, 2, "input_calc", "z"],
    ] as const;
    await bring({ nodes, links: [all[2], all[0]] });
    const { new: fresh, existing } = await bring({ nodes, links: all });
    expect([fresh.links, existing.links]).toEqual([1, 2]);
    const again = await bring({ nodes, links: all });
    expect([again.new.links, again.existing.links]).toEqual([0, 3]);
  });

  test("a later archive adds links between nodes that were there", async () => {
    await bring({ ...CHAIN, links: [] });
    expect((await bring(CHAIN)).new.links).toBe(2);
  });

  test("all nodes go into a named group, which is made once", async () => {
    const first = await bring(CHAIN, { group: { name: "mine" } });
    const second = await bring(CHAIN, { group: { name: "mine" } });
    expect(second.importGroup).toEqual(first.importGroup);
    const members = inStore((db) =>
      db
        .prepare(
          "SELECT count(*) FROM db_dbgroup_dbnodes JOIN db_dbgroup AS grp ON grp.id = dbgroup_id WHERE label = 'mine'",
        )
        .pluck()
        .get(),
    );
    expect(members).toBe(3);
  });

  test("a taken label of a computer or group gets another, told with the old one", async () => {
    await bring(CHAIN);
    const { relabelled } = await bring({
      computers: [{ uuid: "00000000-0000-4000-8000-00000000aaaa", label: "cluster" }],
      nodes: [{ uuid: "00000000-0000-4000-8000-00000000bbbb", computer: 1 }],
      groups: [{ uuid: "00000000-0000-4000-8000-00000000cccc", label: "chosen", nodes: [1] }],
    });
    expect(relabelled.map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ["computer", "cluster", "cluster (Imported #0)"],
      ["group", "chosen", "chosen (Imported #0)"],
    ]);
  });

  test("new rows choose their labels in the order of their UUIDs, as AiiDA reads them", async () => {
    await bring(CHAIN);
    const { relabelled } = await bring({
      groups: [
        { uuid: "00000000-0000-4000-8000-00000000cccc", label: "chosen", nodes: [] },
        { uuid: "00000000-0000-4000-8000-00000000bbbb", label: "chosen (Imported #0)", nodes: [] },
      ],
    });
    expect(relabelled.map(({ from, to }) => [from, to])).toEqual([["chosen", "chosen (Imported #1)"]]);
  });

  test("extras of nodes that are there change as asked, and only then their time", async () => {
    await bring({ nodes: [{ uuid: "00000000-0000-4000-8000-000000000001", extras: '{"a": 1, "b": 2}' }] });
    const changed = {
      nodes: [{ uuid: "00000000-0000-4000-8000-000000000001", extras: '{"b": 3.0, "c": 4}' }],
    };
    const extras = () => inStore((db) => db.prepare("SELECT extras FROM db_dbnode").pluck().get());
    expect((await bring(changed)).changed.extras).toBe(0);
    await bring(changed, { existingExtras: "keep_existing" });
    expect(extras()).toBe('{"a": 1, "b": 2, "c": 4}');
    await bring(changed, { existingExtras: "update_existing" });
    expect(extras()).toBe('{"a": 1, "b": 3.0, "c": 4}');
    expect((await bring(changed, { existingExtras: "update_existing" })).changed.extras).toBe(0);
    await bring(changed, { existingExtras: "mirror" });
    expect(extras()).toBe('{"b": 3.0, "c": 4}');
  });

  test("few files lie each by themselves, many in one pack", async () => {
    await bring(CHAIN);
    expect(filesIn("loose")).toHaveLength(2);
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i}.txt`, `many ${i}`]));
    await bring({ nodes: [{ uuid: "00000000-0000-4000-8000-00000000dddd", files: many }] });
    expect(filesIn("loose")).toHaveLength(2);
    expect(filesIn("packs").map(({ name }) => name)).toEqual(["0"]);
    expect(filesIn("sandbox")).toEqual([]);
    const source = await openSource(temporary("store"), quietJob());
    for (const key of source.objects.keys()) source.objects.read(key); // each compared with its key
    expect(source.objects.count).toBe(42);
    source.close();
  });
});

describe("nothing is left of an import", () => {
  test("that was only tried", async () => {
    createStore(temporary("store"));
    const before = everything();
    expect((await bring(CHAIN, { dryRun: true })).new.nodes).toBe(3);
    expect(everything()).toEqual(before);
    expect(filesIn("loose")).toEqual([]);
  });

  test("that was cancelled, at whatever moment", async () => {
    createStore(temporary("store"));
    const before = everything();
    for (const phase of [
      "importing users",
      "importing nodes",
      "importing links",
      "reading file lists",
      "copying files",
    ]) {
      await expect(bring(CHAIN, {}, cancelledAt(phase))).rejects.toMatchObject({ code: "cancelled" });
      expect(everything()).toEqual(before);
      expect(filesIn("sandbox")).toEqual([]);
    }
  });

  test.each([
    [
      "a second creator",
      [
        [1, 2, "input_calc", "x"],
        [2, 3, "create", "r"],
        [4, 3, "create", "s"],
      ],
      "import/uniqueness",
    ],
    ["a link to itself", [[2, 2, "create", "x"]], "import/validation"],
    ["a link between the wrong classes", [[1, 3, "create", "x"]], "import/validation"],
  ] as const)("that holds %s", async (_, links, code) => {
    createStore(temporary("store"));
    const before = everything();
    const nodes = [...CHAIN.nodes!, { type: CALCULATION, user: 7 }];
    await expect(bring({ ...CHAIN, nodes, links })).rejects.toMatchObject({ code });
    expect(everything()).toEqual(before);
  });

  test("whose files are not what they claim", async () => {
    createStore(temporary("store"));
    const before = everything();
    const lost = `{"o": {"f": {"k": "${"a".repeat(64)}"}}}`;
    await expect(bring({ nodes: [{ repositoryMetadata: lost }] })).rejects.toMatchObject({
      code: "archive/corrupt",
    });
    expect(everything()).toEqual(before);
  });
});

test("a process that ends at whatever moment leaves the store as it was, or as it is to be", async () => {
  createStore(temporary("store"));
  await bring({ nodes: [{ uuid: "00000000-0000-4000-8000-00000000eeee", files: { before: "before" } }] });
  const before = everything();
  const moments: string[] = [];
  const job: JobContext = {
    signal: { aborted: false },
    // What lies on the disk at this moment is what a process that is killed now leaves.
    progress: () => {
      moments.push(`killed-${moments.length}`);
      fs.cpSync(temporary("store"), temporary(moments.at(-1)), { recursive: true });
    },
  };
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i}.txt`, `many ${i}`]));
  await bring({ ...CHAIN, nodes: [...CHAIN.nodes!, { files: many, user: 7 }] }, {}, job);
  const after = everything();
  expect(moments.length).toBeGreaterThan(10);
  fs.renameSync(temporary("store"), temporary("finished"));
  for (const moment of moments) {
    fs.renameSync(temporary(moment), temporary("store"));
    const isBefore = JSON.stringify(everything()) === JSON.stringify(before);
    if (!isBefore) expect(everything()).toEqual(after);
    const source = await openSource(temporary("store"), quietJob());
    for (const key of source.objects.keys()) source.objects.read(key); // each compared with its key
    source.close();
    await bring(CHAIN, { group: "none" }); // and it goes on from there
    fs.rmSync(temporary("store"), { recursive: true });
  }
}, 60_000);

test("while another program writes, the store is locked", async () => {
  createStore(temporary("store"));
  const other = openForWriting(temporary("store/database.sqlite"), 0);
  other.exec("BEGIN IMMEDIATE");
  await expect(bring(CHAIN)).rejects.toMatchObject({ code: "store/locked" });
  other.close();
  await bring(CHAIN);
}, 20_000);

describe("a new store", () => {
  test("is made once, and then left as it is", () => {
    expect(createStore(temporary("store"))).toBe(true);
    const id = () => fs.readFileSync(temporary("store/container/config.json"), "utf8");
    const before = id();
    expect(createStore(temporary("store"))).toBe(false);
    expect(id()).toBe(before);
    expect(fs.readdirSync(temporary("")).filter((name) => name.includes(".new-"))).toEqual([]);
  });

  test("is not made among other things", () => {
    fs.mkdirSync(temporary("taken"));
    fs.writeFileSync(temporary("taken/notes.txt"), "");
    expect(() => createStore(temporary("taken"))).toThrow(
      expect.objectContaining({ code: "store/incompatible" }),
    );
    expect(() => createStore(temporary("taken/notes.txt/store"))).toThrow();
    expect(fs.readdirSync(path.join(temporary("taken")))).toEqual(["notes.txt"]);
  });
});
