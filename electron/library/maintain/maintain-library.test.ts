import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { cancelledAt, quietJob, temporaryFolder } from "../../archive/testing/temporary-folder.ts";
import { openForWriting } from "../../db/connect.ts";
import { writeArchive } from "../../db/testing/make-archive.ts";
import { openSource } from "../../sources/open-source.ts";
import { Container } from "../../store/container.ts";
import { createStore } from "../create-store.ts";
import { DEFAULT_OPTIONS } from "../import/import-run.ts";
import { importSource } from "../import/import-source.ts";
import { maintainLibrary } from "./maintain-library.ts";

const temporary = temporaryFolder();
const store = () => temporary("store");
const container = (...parts: string[]) => path.join(store(), "container", ...parts);
const OLD = Date.now() / 1000 - 2 * 60 * 60;

/** Nodes with so many files, each with contents of its own. */
async function bring(name: string, count: number): Promise<void> {
  const files = Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}.txt`, `${name} ${i}`]));
  const uuid = createHash("sha256").update(name).digest("hex").slice(0, 12);
  writeArchive(temporary("a.aiida"), { nodes: [{ uuid: `00000000-0000-4000-8000-${uuid}`, files }] });
  createStore(store());
  const source = await openSource(temporary("a.aiida"), quietJob());
  await importSource(source, store(), { ...DEFAULT_OPTIONS, group: "none" }, quietJob());
  source.close();
}

function plantLoose(text: string, isOld = true): string {
  const key = createHash("sha256").update(text).digest("hex");
  const file = container("loose", key.slice(0, 2), key.slice(2));
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  if (isOld) fs.utimesSync(file, OLD, OLD);
  return key;
}

function plantFile(place: string, name: string, text: string, isOld = true): void {
  fs.writeFileSync(container(place, name), text);
  if (isOld) fs.utimesSync(container(place, name), OLD, OLD);
}

function makePacksOld(): void {
  for (const name of fs.readdirSync(container("packs"))) fs.utimesSync(container("packs", name), OLD, OLD);
}

function deleteNodes(): void {
  const db = openForWriting(temporary("store/database.sqlite"), 0);
  db.exec("DELETE FROM db_dbnode");
  db.close();
}

const maintain = (full = false, dryRun = false) => maintainLibrary(store(), { full, dryRun }, quietJob());
const loose = () =>
  fs.readdirSync(container("loose"), { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
const packs = () => fs.readdirSync(container("packs")).sort();
const packBytes = () => packs().reduce((sum, name) => sum + fs.statSync(container("packs", name)).size, 0);

/** Every object of the store, each compared with its key. */
async function contents(): Promise<string[]> {
  const source = await openSource(store(), quietJob());
  try {
    return [...source.objects.keys()].map((key) => source.objects.read(key).toString()).sort();
  } finally {
    source.close();
  }
}

const entries = () => fs.readdirSync(store(), { recursive: true }).sort();

describe("maintenance", () => {
  test("puts loose objects into a pack, and does nothing the second time", async () => {
    await bring("few", 5);
    const before = await contents();
    expect(await maintain()).toMatchObject({ loosePacked: { count: 5 }, orphansRemoved: { count: 0 } });
    expect([loose().length, packs()]).toEqual([0, ["0"]]);
    expect(await contents()).toEqual(before);
    expect(await maintain()).toMatchObject({ loosePacked: { count: 0 }, bytesFreed: 0 });
    expect(packs()).toEqual(["0"]);
  });

  test("removes what no node names, unless it is new", async () => {
    await bring("few", 3);
    plantLoose("an old orphan");
    const fresh = plantLoose("a new one", false);
    const outcome = await maintain();
    expect(outcome).toMatchObject({
      orphansRemoved: { count: 1, bytes: 13 },
      orphansKept: { count: 1, bytes: 9 },
      bytesFreed: 13,
    });
    expect(loose().map(({ name }) => name)).toEqual([fresh.slice(2)]);
    expect(await maintain(true)).toMatchObject({ orphansRemoved: { count: 1 } });
    expect(loose()).toEqual([]);
  });

  test("removes what is there twice, and what interrupted work left", async () => {
    await bring("many", 40);
    const twice = plantLoose("many 7");
    plantFile("sandbox", "a".repeat(32), "half");
    plantFile("sandbox", "b".repeat(32), "being written", false);
    plantFile("packs", "9", "never indexed");
    plantFile("duplicates", `${twice}.0`, "many 7");
    expect(await maintain()).toMatchObject({
      duplicatesRemoved: { count: 1, bytes: 6 },
      leftoversRemoved: { count: 3, bytes: 4 + 13 + 6 },
      bytesFreed: 6 + 4 + 13 + 6,
    });
    expect([loose(), packs(), fs.readdirSync(container("duplicates"))]).toEqual([[], ["0"], []]);
    expect(fs.readdirSync(container("sandbox"))).toEqual(["b".repeat(32)]);
  });

  test("forgets packed objects, whose room a full one gives back", async () => {
    await bring("many", 40);
    await bring("other", 40);
    const db = openForWriting(temporary("store/database.sqlite"), 0);
    db.exec("DELETE FROM db_dbnode WHERE id = 1");
    db.close();
    makePacksOld();
    expect(await maintain()).toMatchObject({ orphansRemoved: { count: 40 } });
    expect(packs()).toEqual(["1"]); // the other one was empty
    expect((await contents()).every((text) => text.startsWith("other"))).toBe(true);
  });

  test("a pack of which only the empty content is left stays", async () => {
    const files = { "empty.txt": "" };
    writeArchive(temporary("a.aiida"), {
      nodes: [{ uuid: "00000000-0000-4000-8000-00000000eeee", files }],
    });
    const own = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i}.txt`, `to go ${i}`]));
    writeArchive(temporary("b.aiida"), {
      nodes: [{ uuid: "00000000-0000-4000-8000-00000000ffff", files: { ...own, ...files } }],
    });
    createStore(store());
    for (const name of ["b.aiida", "a.aiida"]) {
      const source = await openSource(temporary(name), quietJob());
      await importSource(source, store(), { ...DEFAULT_OPTIONS, group: "none" }, quietJob());
      source.close();
    }
    const db = openForWriting(temporary("store/database.sqlite"), 0);
    db.exec("DELETE FROM db_dbnode WHERE uuid LIKE '%ffff'");
    db.close();
    makePacksOld();
    expect(await maintain()).toMatchObject({ orphansRemoved: { count: 40 } });
    expect([packs(), await contents()]).toEqual([["0"], [""]]);
    await maintain(true);
    expect([packs().length, packBytes(), await contents()]).toEqual([1, 0, [""]]);
  });

  test("a full one writes packs anew without gaps, compressed objects as they are", async () => {
    await bring("many", 40);
    await bring("other", 40);
    compressInPack("other 3");
    const before = await contents();
    const bytes = packBytes();
    fs.appendFileSync(container("packs", "0"), "x".repeat(5000));
    const { packsRewritten, bytesFreed } = await maintain(true);
    expect({ packsRewritten, bytesFreed }).toEqual({ packsRewritten: 2, bytesFreed: 5000 + hole });
    expect(packs()).toHaveLength(1);
    expect(packBytes()).toBe(bytes - hole);
    expect(await contents()).toEqual(before);
    expect(await maintain(true)).toMatchObject({ packsRewritten: 0, bytesFreed: 0 });
  });

  test("says beforehand what it would do, and does nothing then", async () => {
    await bring("few", 5);
    await bring("many", 40);
    plantLoose("an orphan");
    plantFile("sandbox", "a".repeat(32), "half");
    for (const full of [false, true]) {
      const before = entries();
      const said = await maintain(full, true);
      expect(entries()).toEqual(before);
      expect(said.dryRun).toBe(true);
      if (full) continue;
      fs.cpSync(store(), temporary("copy"), { recursive: true, preserveTimestamps: true });
      const done = await maintainLibrary(temporary("copy"), { full, dryRun: false }, quietJob());
      expect({ ...said, path: "", dryRun: false }).toEqual({ ...done, path: "" });
    }
  });

  test("leaves damaged objects where they are and names them", async () => {
    await bring("few", 5);
    const [one] = loose();
    fs.writeFileSync(path.join(one!.parentPath, one!.name), "damaged");
    const { damaged, loosePacked } = await maintain();
    expect([damaged, loosePacked.count]).toEqual([[path.basename(one!.parentPath) + one!.name], 4]);
    expect(loose()).toHaveLength(1);
  });

  test("throws nothing away where contents are missing that nodes name", async () => {
    await bring("few", 5);
    fs.rmSync(path.join(loose()[0]!.parentPath, loose()[0]!.name));
    plantLoose("an orphan");
    await expect(maintain()).rejects.toMatchObject({ code: "store/corrupt", details: { count: 1 } });
    expect(loose()).toHaveLength(5);
  });

  test.each([
    ["is gone", () => fs.rmSync(container("packs", packs()[0]!))],
    ["is cut short", () => fs.truncateSync(container("packs", packs()[0]!), 10)],
  ])("throws nothing away where a pack %s, unless it held nothing that is named", async (_title, lose) => {
    await bring("named", 1200);
    lose();
    const why = { code: "store/corrupt", details: { member: "container/packs/0", check: "member missing" } };
    for (const full of [false, true]) await expect(maintain(full)).rejects.toMatchObject(why);
    await expect(maintain(false, true)).rejects.toMatchObject(why);
    await expect(bring("named", 1200)).resolves.toBeUndefined(); // brings no node that would name what is lost
    writeArchive(temporary("b.aiida"), { nodes: [{ files: { "0.txt": "named 0" } }] });
    const source = await openSource(temporary("b.aiida"), quietJob());
    const options = { ...DEFAULT_OPTIONS, group: "none" as const };
    await expect(importSource(source, store(), options, quietJob())).rejects.toMatchObject(why);
    source.close();
    deleteNodes();
    expect(await maintain(true)).toMatchObject({ orphansRemoved: { count: 1200 } });
    expect(packs()).toEqual([]);
  });

  test("of a store without nodes leaves nothing but its frame", async () => {
    await bring("few", 5);
    await bring("many", 40);
    deleteNodes();
    await maintain(true);
    expect([loose(), packs(), await contents()]).toEqual([[], [], []]);
  });

  test("is refused while somebody else writes", async () => {
    await bring("few", 2);
    const other = openForWriting(temporary("store/database.sqlite"), 0);
    other.exec("BEGIN IMMEDIATE");
    await expect(maintain()).rejects.toMatchObject({ code: "store/locked" });
    other.close();
  }, 20_000);

  test("cancelled at any moment leaves every content where it can be read", async () => {
    await bring("few", 5);
    await bring("many", 40);
    await bring("other", 40);
    plantLoose("an orphan");
    const before = await contents();
    for (const phase of ["reading file lists", "writing packs anew"]) {
      await expect(
        maintainLibrary(store(), { full: true, dryRun: false }, cancelledAt(phase)),
      ).rejects.toMatchObject({ code: "cancelled" });
      expect((await contents()).filter((text) => text !== "an orphan")).toEqual(
        before.filter((text) => text !== "an orphan"),
      );
      expect(fs.readdirSync(container("sandbox"))).toEqual([]);
    }
  });
});

let hole = 0;

/** Put an object behind the others of its pack, compressed, as AiiDA may have packed it. */
function compressInPack(text: string): void {
  const key = createHash("sha256").update(text).digest("hex");
  const index = openForWriting(container("packs.idx"), 0);
  const row = index.prepare("SELECT pack_id AS pack, length FROM db_object WHERE hashkey = ?").get(key) as {
    pack: number;
    length: number;
  };
  const file = container("packs", String(row.pack));
  const packed = deflateSync(text);
  const offset = fs.statSync(file).size;
  fs.appendFileSync(file, packed);
  index
    .prepare('UPDATE db_object SET compressed = 1, "offset" = ?, length = ? WHERE hashkey = ?')
    .run(offset, packed.length, key);
  index.close();
  hole = row.length;
}

test("the container lists what is loose, packed, and where", async () => {
  await bring("few", 2);
  await bring("many", 40);
  const opened = await Container.open(container(), quietJob());
  expect([...opened.loose()]).toHaveLength(2);
  expect(opened.packedCount).toBe(40);
  expect([...opened.packed(0)].map(({ offset }) => offset)).toEqual(
    [...opened.packed(0)].map(({ offset }) => offset).toSorted((a, b) => a - b),
  );
  expect(opened.bytesByPack().get(0)).toBe(fs.statSync(container("packs", "0")).size);
  opened.close();
});
