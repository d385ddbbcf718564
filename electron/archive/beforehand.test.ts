import fs from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createDatabase } from "../db/connect.ts";
import { fillDatabase } from "../db/testing/fill-database.ts";
import { openSource } from "../sources/open-source.ts";
import { type Beforehand, unpackBeforehand } from "./beforehand.ts";
import type { JobContext } from "./source.ts";
import { craftZip, type CraftedMember } from "./testing/craft-zip.ts";
import { cancelledAt, quietJob, temporaryFolder } from "./testing/temporary-folder.ts";

const temporary = temporaryFolder();
const LARGE = 34 * 1024 * 1024; // more than is held in memory
const inCache = (): string[] =>
  fs.existsSync(temporary("cache/databases")) ? fs.readdirSync(temporary("cache/databases")).sort() : [];
const ARCHIVE = "large.aiida";

beforeEach(() => vi.stubEnv("STEMMA_CACHE", temporary("cache")));
afterEach(() => vi.unstubAllEnvs());

function databaseOf(label: string): Buffer {
  const db = createDatabase(temporary(label));
  fillDatabase(db, { nodes: [{ label }] });
  db.exec("CREATE TABLE ballast (bytes)");
  db.prepare("INSERT INTO ballast VALUES (zeroblob(?))").run(LARGE);
  db.close();
  return fs.readFileSync(temporary(label));
}

function makeArchive(...members: CraftedMember[]): void {
  const metadata = { name: "metadata.json", data: '{"export_version": "main_0001"}' };
  fs.writeFileSync(temporary(ARCHIVE), craftZip([metadata, ...members]));
}

const database = (label: string): CraftedMember => ({ name: "db.sqlite3", data: databaseOf(label) });

const begin = () => unpackBeforehand(temporary(ARCHIVE));

async function labelOf(beforehand: Beforehand | null, job: JobContext = quietJob()): Promise<unknown> {
  const source = await openSource(temporary(ARCHIVE), job, { beforehand: beforehand ?? undefined });
  try {
    return source.db.prepare("SELECT label FROM db_dbnode").pluck().get();
  } finally {
    source.close();
  }
}

const KEPT = ["known", "sqlite3", "written"];
const endings = () => inCache().map((name) => name.split(".").at(-1));

test("what is begun beforehand is taken instead of unpacking, and kept as ever", async () => {
  makeArchive(database("large"));
  const begun = begin();
  expect(endings()).toEqual(["tmp"]);
  const inode = fs.statSync(temporary(`cache/databases/${inCache()[0]}`)).ino;
  const job = quietJob();
  expect(await labelOf(begun, job)).toBe("large");
  await begun?.drop();
  expect(endings()).toEqual(KEPT);
  const kept = inCache().find((name) => name.endsWith(".sqlite3"))!;
  expect(fs.statSync(temporary(`cache/databases/${kept}`)).ino).toBe(inode);
  expect(job.reports.at(-1)).toMatchObject({ phase: "unpacking the database", unit: "bytes" });
  expect(job.reports.at(-1)?.done).toBe(job.reports.at(-1)?.total);

  expect(begin()).toBe(null); // it is in the cache
  fs.cpSync(temporary(ARCHIVE), temporary("copy"));
  fs.renameSync(temporary("copy"), temporary(ARCHIVE));
  expect(begin()).toBe(null); // may be a copy: whoever opens it compares
  expect(endings()).toEqual(KEPT);
});

test("a cancel is heard, and nothing is left", async () => {
  makeArchive(database("large"));
  const begun = begin();
  await expect(labelOf(begun, cancelledAt("unpacking the database"))).rejects.toMatchObject({
    code: "cancelled",
  });
  await begun?.drop();
  expect(inCache()).toEqual([]);
});

test("another database than the list of members names in the end is not taken", async () => {
  const [first, last] = [database("first"), database("last")];
  makeArchive(first, last); // the later one of a name counts
  const begun = begin();
  expect(begun).not.toBe(null);
  expect(await labelOf(begun)).toBe("last");
  await begun?.drop();
  expect(endings()).toEqual(KEPT);
});

test("a database of the same size and checksum at another place is not taken", async () => {
  const whole = database("large");
  makeArchive(whole, whole);
  const begun = begin();
  expect(begun).not.toBe(null);
  expect(await labelOf(begun)).toBe("large");
  await begun?.drop();
  expect(endings()).toEqual(KEPT);
});

test("a verb that fails before it wants the database leaves nothing of it", async () => {
  makeArchive(database("large"), { name: "metadata.json", data: "no JSON" });
  const begun = begin();
  await expect(labelOf(begun)).rejects.toMatchObject({ code: "archive/corrupt" });
  await begun?.drop();
  expect(inCache()).toEqual([]);
});

test("damage is told as by who unpacks himself", async () => {
  const whole = database("large");
  const data = whole.data as Buffer;
  const cases: CraftedMember[] = [
    { ...whole, crc: 1 },
    { ...whole, size: data.length + 4096 },
    { ...whole, size: data.length - 4096 },
    { ...whole, packed: Buffer.alloc(100_000, 7), crc: 1, size: LARGE },
    { ...whole, data: Buffer.alloc(LARGE) },
    { ...whole, local: { name: "db.sqlite4" } },
  ];
  for (const member of cases) {
    makeArchive(member);
    const refusalOf = (beforehand: Beforehand | null) =>
      labelOf(beforehand).then(String, ({ code, message, details }) => ({ code, message, details }));
    const begun = begin();
    expect(begun).not.toBe(null);
    const refusal = await refusalOf(begun);
    await begun?.drop();
    expect(refusal).toMatchObject({ code: "archive/corrupt" });
    expect(refusal).toEqual(await refusalOf(null));
    expect(inCache()).toEqual([]);
  }
});

test("nothing is begun where something is in the way", () => {
  const whole = database("large");
  const cases: CraftedMember[][] = [
    [],
    [{ name: "db.sqlite3", data: "small" }],
    [{ ...whole, flags: 1 }],
    [{ ...whole, method: 12 }],
  ];
  for (const members of cases) {
    makeArchive(...members);
    expect(begin()).toBe(null);
  }
  makeArchive(whole);
  vi.stubEnv("STEMMA_MAX_DATABASE_BYTES", "1000");
  expect(begin()).toBe(null);
  vi.stubEnv("STEMMA_MAX_DATABASE_BYTES", "");
  fs.truncateSync(temporary(ARCHIVE), 10_000);
  expect(begin()).toBe(null);
  fs.rmSync(temporary(ARCHIVE));
  expect(begin()).toBe(null);
  expect(inCache()).toEqual([]);
});

test("two at once: the one that comes later leaves it to the other", async () => {
  makeArchive(database("large"));
  const [one, other] = [begin(), begin()];
  expect([one, other].filter((begun) => begun !== null)).toHaveLength(1);
  expect(await Promise.all([labelOf(one), labelOf(other)])).toEqual(["large", "large"]);
  expect(endings()).toEqual(KEPT);
});
