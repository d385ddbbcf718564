import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createDatabase } from "../db/connect.ts";
import { fillDatabase } from "../db/testing/fill-database.ts";
import { cacheFolder } from "../archive/cache-folder.ts";
import { cacheUsage, clearCache, markOpen, maxCacheBytes, trimCache } from "../archive/cache-files.ts";
import { openSource } from "./open-source.ts";
import type { JobContext } from "../archive/source.ts";
import { cancelledAt, quietJob, temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { unpackAhead } from "../archive/unpack-ahead.ts";
import { wasUnpackedBefore } from "../archive/unpacked-before.ts";
import { ZipWriter } from "../archive/zip-writer.ts";

const temporary = temporaryFolder();
const LARGE = 34 * 1024 * 1024; // more than is held in memory
const inCache = (): string[] => fs.readdirSync(temporary("cache/databases")).sort();
const cached = (): string[] => inCache().filter((name) => name.endsWith(".sqlite3"));
const cachedFile = (): string => temporary(`cache/databases/${cached()[0]}`);

afterEach(() => vi.unstubAllEnvs());
beforeEach(async () => {
  const db = createDatabase(temporary("db"));
  fillDatabase(db, { nodes: [{ label: "large" }] });
  db.exec("CREATE TABLE ballast (bytes)");
  db.prepare("INSERT INTO ballast VALUES (zeroblob(?))").run(LARGE);
  db.close();
  const fd = fs.openSync(temporary("large.aiida"), "w");
  const zip = new ZipWriter(fd, { leading: ["metadata.json", "db.sqlite3"] });
  const bytes = fs.readFileSync(temporary("db"));
  await zip.addStream("db.sqlite3", [bytes], 1, bytes.length);
  zip.addBuffer("metadata.json", Buffer.from('{"export_version": "main_0001"}'), 0);
  zip.finish();
  fs.closeSync(fd);
});

async function labelOf(job: JobContext = quietJob(), cacheDir = temporary("cache")): Promise<unknown> {
  const source = await openSource(temporary("large.aiida"), job, { cacheDir });
  try {
    return source.db.prepare("SELECT label FROM db_dbnode").pluck().get();
  } finally {
    source.close();
  }
}

test("a large database is unpacked once, privately, with progress in bytes", async () => {
  const first = quietJob();
  expect(await labelOf(first)).toBe("large");
  const last = first.reports.at(-1);
  expect(last).toEqual({
    phase: "unpacking the database",
    done: last?.total,
    total: last?.total,
    unit: "bytes",
  });
  expect(inCache()).toEqual([
    expect.stringMatching(/^[0-9a-f]{32}\.[0-9a-f]{32}\.known$/),
    expect.stringMatching(/^[0-9a-f]{32}\.sqlite3$/),
    expect.stringMatching(/^[0-9a-f]{32}\.written$/),
  ]);
  if (process.platform !== "win32") {
    expect(fs.statSync(temporary("cache/databases")).mode & 0o777).toBe(0o700);
    expect(fs.statSync(cachedFile()).mode & 0o777).toBe(0o600);
  }
  const second = quietJob();
  expect(await labelOf(second)).toBe("large");
  expect(second.reports).toEqual([]); // not even its packed bytes were read
});

test("a copy finds the same database by its digest; a changed file does not", async () => {
  await labelOf();
  fs.cpSync(temporary("large.aiida"), temporary("copy.aiida"));
  fs.renameSync(temporary("copy.aiida"), temporary("large.aiida"));
  const job = quietJob();
  expect(await labelOf(job)).toBe("large");
  expect(new Set(job.reports.map(({ phase }) => phase))).toEqual(new Set(["reading the database"]));
  expect(cached()).toHaveLength(1);
});

test("a second opening waits for the one that unpacks, and goes on alone when that one dies", async () => {
  await labelOf();
  const [known] = inCache();
  const key = known!.split(".")[1]!;
  const whole = fs.readFileSync(cachedFile());
  const written = cachedFile().replace(".sqlite3", ".written");
  const mark = fs.readFileSync(written);
  const target = cachedFile();
  for (const name of inCache()) fs.rmSync(temporary(`cache/databases/${name}`));

  const temporaryName = (pid: number) => temporary(`cache/databases/${key}.sqlite3.${pid}-ff.tmp`);
  fs.writeFileSync(temporaryName(process.pid), whole.subarray(0, 1000));
  const job = quietJob();
  const waiting = labelOf(job);
  await new Promise((resolve) => setTimeout(resolve, 50));
  fs.writeFileSync(temporaryName(process.pid), whole);
  fs.writeFileSync(target.replace(".sqlite3", `.${key}.known`), "");
  fs.writeFileSync(written, mark);
  fs.renameSync(temporaryName(process.pid), target);
  expect(await waiting).toBe("large");
  expect(job.reports[0]).toMatchObject({ phase: "unpacking the database", done: 1000, total: whole.length });

  for (const name of inCache()) fs.rmSync(temporary(`cache/databases/${name}`));
  fs.writeFileSync(temporaryName(GONE), whole.subarray(0, 1000));
  expect(await labelOf()).toBe("large");
  expect(inCache().filter((name) => name.endsWith(".tmp"))).toEqual([]); // what the dead one left is gone
});

test("unpacked ahead, an opening at the same time or later unpacks nothing", async () => {
  process.env["STEMMA_CACHE"] = temporary("cache");
  try {
    const ahead = unpackAhead(temporary("large.aiida"));
    expect(await labelOf()).toBe("large");
    await ahead;
  } finally {
    delete process.env["STEMMA_CACHE"];
  }
  const job = quietJob();
  expect(await labelOf(job)).toBe("large");
  expect(job.reports).toEqual([]);
  expect(inCache().map((name) => name.split(".").at(-1))).toEqual(["known", "sqlite3", "written"]);
  fs.writeFileSync(temporary("other"), "no archive");
  await expect(unpackAhead(temporary("none"))).rejects.toMatchObject({ code: "archive/not-found" });
  await unpackAhead(temporary("other"));
});

test("at a glance it is told whether an archive was unpacked before", async () => {
  const env = { STEMMA_CACHE: temporary("cache") };
  const wasUnpacked = () => wasUnpackedBefore(temporary("large.aiida"), env);
  expect(wasUnpacked()).toBe(false);
  await labelOf();
  expect(wasUnpacked()).toBe(true);
  fs.truncateSync(cachedFile(), LARGE);
  expect(wasUnpacked()).toBe(false);
  await labelOf();
  expect(wasUnpacked()).toBe(true);
  fs.utimesSync(temporary("large.aiida"), 1, 1); // it may hold something else now
  expect(wasUnpacked()).toBe(false);
  fs.writeFileSync(temporary("other"), "no archive");
  expect(wasUnpackedBefore(temporary("other"), env)).toBe(false);
  expect(wasUnpackedBefore(temporary("none"), env)).toBe(false);
});

test("after a restart of the machine a database is compared with its checksum once", async () => {
  await labelOf();
  const mark = cachedFile().replace(".sqlite3", ".written");
  const before = JSON.parse(fs.readFileSync(mark, "utf8")) as { crc32: number; startedAt: number };
  const asOfAnEarlierStart = JSON.stringify({ ...before, startedAt: before.startedAt - 3_600_000 });
  const inode = fs.statSync(cachedFile()).ino;
  fs.writeFileSync(mark, asOfAnEarlierStart);
  expect(await labelOf()).toBe("large");
  expect(fs.statSync(cachedFile()).ino).toBe(inode);
  expect(JSON.parse(fs.readFileSync(mark, "utf8"))).toMatchObject({ crc32: before.crc32 });

  const fd = fs.openSync(cachedFile(), "r+");
  fs.writeSync(fd, Buffer.alloc(4096), 0, 4096, 20 * 1024 * 1024 + 4096); // a page that never reached the disk
  fs.writeSync(fd, Buffer.alloc(1, 7), 0, 1, 20 * 1024 * 1024);
  fs.closeSync(fd);
  fs.writeFileSync(mark, asOfAnEarlierStart);
  expect(await labelOf()).toBe("large");
  expect(fs.statSync(cachedFile()).ino).not.toBe(inode);
});

test("two openings at once both get a whole database", async () => {
  const labels = await Promise.all([labelOf(), labelOf(), labelOf()]);
  expect(labels).toEqual(["large", "large", "large"]);
  expect(cached()).toHaveLength(1);
});

test("cancelled while unpacking, nothing stays; while reading, nothing changes", async () => {
  await expect(labelOf(cancelledAt("unpacking the database"))).rejects.toMatchObject({ code: "cancelled" });
  expect(inCache()).toEqual([]);
  await labelOf();
  fs.cpSync(temporary("large.aiida"), temporary("copy.aiida"));
  fs.renameSync(temporary("copy.aiida"), temporary("large.aiida"));
  const before = inCache();
  await expect(labelOf(cancelledAt("reading the database"))).rejects.toMatchObject({ code: "cancelled" });
  expect(inCache()).toEqual(before);
});

test("a cached file of another size, or damaged, is replaced", async () => {
  await labelOf();
  fs.truncateSync(cachedFile(), 1000);
  expect(await labelOf()).toBe("large");
  const fd = fs.openSync(cachedFile(), "r+");
  fs.writeSync(fd, Buffer.alloc(4096, 9), 0, 4096, 0);
  fs.closeSync(fd);
  expect(await labelOf()).toBe("large");
});

test("without a usable cache folder a private temporary file does, and goes on closing", async () => {
  fs.writeFileSync(temporary("cache"), "a file where the folder should be");
  fs.mkdirSync(temporary("system"));
  vi.stubEnv("TMPDIR", temporary("system")); // other tests have things in the shared one
  expect(await labelOf()).toBe("large");
  expect(fs.readdirSync(temporary("system"))).toEqual([]);
});

test("a damaged large database leaves nothing in the cache", async () => {
  const file = temporary("large.aiida");
  const bytes = fs.readFileSync(file);
  bytes[20_000] = (bytes[20_000] ?? 0) ^ 0xff;
  fs.writeFileSync(file, bytes);
  await expect(labelOf()).rejects.toMatchObject({
    code: "archive/corrupt",
    details: { member: "db.sqlite3" },
  });
  expect(cached()).toEqual([]);
});

/** A folder of databases; ages in days. */
function fillCache(files: Record<string, { bytes: number; age: number }>): string {
  const folder = temporary("filled/databases");
  fs.mkdirSync(folder, { recursive: true });
  for (const [name, { bytes, age }] of Object.entries(files)) {
    const time = Date.now() / 1000 - age * 24 * 3600;
    fs.writeFileSync(path.join(folder, name), Buffer.alloc(bytes));
    fs.utimesSync(path.join(folder, name), time, time);
  }
  return folder;
}

const mine = (name: string): string => `${name}.${process.pid}-ff`;
const GONE = 2 ** 30; // no process has such a number

test("trimming removes the longest unused with their indexes, never the one in hand or an open one, and left-overs", () => {
  const folder = fillCache({
    "a.sqlite3": { bytes: 60, age: 5 },
    "a.graph-1.index": { bytes: 40, age: 0 },
    "b.sqlite3": { bytes: 60, age: 1 },
    "b.graph-1.index": { bytes: 40, age: 1 },
    "c.sqlite3": { bytes: 100, age: 9 },
    "d.sqlite3.1-ff.tmp": { bytes: 100, age: 2 },
    [`${mine("e.sqlite3")}.tmp`]: { bytes: 100, age: 0 },
    [`f.sqlite3.${GONE}-ff.tmp`]: { bytes: 100, age: 0 },
    "g.graph-1.index": { bytes: 100, age: 0 },
    "h.sqlite3": { bytes: 100, age: 8 },
    [`${mine("h")}.open`]: { bytes: 0, age: 0 },
  });
  trimCache(folder, path.join(folder, "c.sqlite3"), 350);
  expect(fs.readdirSync(folder).sort()).toEqual([
    "b.graph-1.index",
    "b.sqlite3",
    "c.sqlite3",
    `${mine("e.sqlite3")}.tmp`,
    `${mine("h")}.open`,
    "h.sqlite3",
  ]);
});

test("usage counts all bytes; clearing keeps what is open", () => {
  const folder = fillCache({
    "a.sqlite3": { bytes: 60, age: 5 },
    "a.graph-1.index": { bytes: 40, age: 0 },
    "b.sqlite3": { bytes: 60, age: 1 },
    [`b.${GONE}-ff.open`]: { bytes: 0, age: 0 },
    "c.sqlite3": { bytes: 100, age: 9 },
    "c.graph-1.index": { bytes: 10, age: 9 },
    [`f.sqlite3.${GONE}-ff.tmp`]: { bytes: 5, age: 0 },
    "stranger.txt": { bytes: 1000, age: 0 },
  });
  const cacheDir = path.dirname(folder);
  expect(cacheUsage(cacheDir)).toEqual({ bytes: 275, databases: 3 });
  const close = markOpen(path.join(folder, "c.sqlite3"));
  expect(clearCache(cacheDir)).toEqual({ freedBytes: 165, inUse: 1 });
  expect(cacheUsage(cacheDir)).toEqual({ bytes: 110, databases: 1 });
  close();
  expect(clearCache(cacheDir)).toEqual({ freedBytes: 110, inUse: 0 });
  expect(fs.readdirSync(folder)).toEqual(["stranger.txt"]);
  expect(cacheUsage(temporary("nowhere"))).toEqual({ bytes: 0, databases: 0 });
  expect(clearCache(temporary("nowhere"))).toEqual({ freedBytes: 0, inUse: 0 });
});

test("an open source keeps its database from being cleared", async () => {
  const cacheDir = temporary("cache");
  const source = await openSource(temporary("large.aiida"), quietJob(), { cacheDir });
  expect(clearCache(cacheDir)).toEqual({ freedBytes: 0, inUse: 1 });
  source.close();
  expect(clearCache(cacheDir).inUse).toBe(0);
  expect(cached()).toEqual([]);
});

test("the size of the cache can be set", () => {
  expect(maxCacheBytes({})).toBe(8 * 1024 ** 3);
  expect(maxCacheBytes({ STEMMA_CACHE_MAX_BYTES: "1000" })).toBe(1000);
  expect(maxCacheBytes({ STEMMA_CACHE_MAX_BYTES: "0" })).toBe(0);
  expect(maxCacheBytes({ STEMMA_CACHE_MAX_BYTES: "much" })).toBe(8 * 1024 ** 3);
});

test("the cache folder is the system's, unless named", () => {
  expect(cacheFolder({ STEMMA_CACHE: temporary("x") }, "linux")).toBe(temporary("x"));
  expect(cacheFolder({ XDG_CACHE_HOME: "/xdg" }, "linux")).toBe(path.join("/xdg", "stemma"));
  expect(cacheFolder({ XDG_CACHE_HOME: "relative" }, "linux")).toMatch(/[\\/]\.cache[\\/]stemma$/);
  expect(cacheFolder({}, "darwin")).toMatch(/Library[\\/]Caches[\\/]stemma$/);
  expect(cacheFolder({ LOCALAPPDATA: "/local" }, "win32")).toBe(path.join("/local", "stemma", "Cache"));
});
