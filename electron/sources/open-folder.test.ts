import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { createDatabase } from "../db/connect.ts";
import { fillDatabase, objectKey } from "../db/testing/fill-database.ts";
import { openSource } from "./open-source.ts";
import type { Source } from "../archive/source.ts";
import { quietJob, temporaryFolder } from "../archive/testing/temporary-folder.ts";

const temporary = temporaryFolder();
const posixTest = test.skipIf(process.platform === "win32");

/** An unpacked archive with one node that has the file `a`. `ballast` makes the database as large. */
function makeFolder(ballast = 0): string {
  const folder = temporary("unpacked");
  fs.mkdirSync(path.join(folder, "repo"), { recursive: true });
  fs.writeFileSync(path.join(folder, "metadata.json"), JSON.stringify({ export_version: "main_0001" }));
  const db = createDatabase(path.join(folder, "db.sqlite3"));
  const objects = fillDatabase(db, { nodes: [{ files: { a: "contents of a" } }] });
  db.exec("CREATE TABLE ballast (bytes)");
  db.prepare("INSERT INTO ballast VALUES (zeroblob(?))").run(ballast);
  db.close();
  for (const [key, bytes] of objects) fs.writeFileSync(path.join(folder, "repo", key), bytes);
  return folder;
}

const LARGE = 34 * 1024 * 1024;
const key = objectKey("contents of a");

async function withSource<T>(folder: string, work: (source: Source) => T | Promise<T>): Promise<T> {
  const source = await openSource(folder, quietJob());
  try {
    return await work(source);
  } finally {
    source.close();
  }
}

const nodes = (source: Source): unknown => source.db.prepare("SELECT count(*) FROM db_dbnode").pluck().get();

async function collect(chunks: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString();
}

test.each([
  ["small", 0],
  ["large", LARGE],
])("a %s unpacked archive opens and nothing appears in it", async (_, ballast) => {
  const folder = makeFolder(ballast);
  await withSource(folder, async (source) => {
    expect(source).toMatchObject({ kind: "folder", container: "folder", version: "main_0001", warnings: [] });
    expect(nodes(source)).toBe(1);
    expect([...source.objects.keys()]).toEqual([key]);
    expect(source.objects.raw(key)).toBeNull();
    expect(source.objects.read(key).toString()).toBe("contents of a");
    expect((await source.objects.readSlice(key, 3, 100)).toString()).toBe("tents of a");
    expect(await collect(source.objects.stream(key))).toBe("contents of a");
    expect(fs.readdirSync(folder).sort()).toEqual(["db.sqlite3", "metadata.json", "repo"]);
  });
});

test.each([
  ["small", 0],
  ["large", LARGE],
])("a %s database in write-ahead-log mode is read without its companions", async (_, ballast) => {
  const folder = makeFolder(ballast);
  const fd = fs.openSync(path.join(folder, "db.sqlite3"), "r+");
  fs.writeSync(fd, Buffer.from([2, 2]), 0, 2, 18);
  fs.closeSync(fd);
  await withSource(folder, (source) => {
    expect(nodes(source)).toBe(1);
    expect(fs.readdirSync(folder).sort()).toEqual(["db.sqlite3", "metadata.json", "repo"]);
  });
});

test("a journal beside a large database is left alone", async () => {
  const folder = makeFolder(LARGE);
  fs.writeFileSync(path.join(folder, "db.sqlite3-journal"), Buffer.alloc(1000, 1));
  await withSource(folder, (source) => expect(nodes(source)).toBe(1));
  expect(fs.statSync(path.join(folder, "db.sqlite3-journal")).size).toBe(1000);
});

test("an object whose contents are not what its name says is corrupt", async () => {
  const folder = makeFolder();
  fs.writeFileSync(path.join(folder, "repo", key), "contents of b");
  await withSource(folder, async ({ objects }) => {
    const details = expect.objectContaining({ member: `repo/${key}`, check: "sha256" });
    const damage = { code: "archive/corrupt", details };
    expect(() => objects.read(key)).toThrow(expect.objectContaining(damage));
    await expect(collect(objects.stream(key))).rejects.toMatchObject(damage);
  });
});

posixTest("symbolic links are not followed", async () => {
  const folder = makeFolder();
  fs.writeFileSync(temporary("outside"), "contents of a");
  fs.rmSync(path.join(folder, "repo", key));
  fs.symlinkSync(temporary("outside"), path.join(folder, "repo", key));
  await withSource(folder, ({ objects, warnings }) => {
    expect(objects.count).toBe(0);
    expect(objects.size(key)).toBeNull();
    expect(warnings).toEqual([expect.stringContaining("Ignored as no part of an archive (1)")]);
  });
  fs.renameSync(path.join(folder, "db.sqlite3"), temporary("db"));
  fs.symlinkSync(temporary("db"), path.join(folder, "db.sqlite3"));
  await expect(openSource(folder, quietJob())).rejects.toMatchObject({
    code: "archive/corrupt",
    details: { member: "db.sqlite3", check: "regular file" },
  });
});

test.each([
  ["metadata.json", "archive/corrupt"],
  ["db.sqlite3", "archive/corrupt"],
])("without %s it is %s", async (name, code) => {
  const folder = makeFolder();
  fs.rmSync(path.join(folder, name));
  await expect(openSource(folder, quietJob())).rejects.toMatchObject({ code, details: { member: name } });
});

test("without repo/ there are no objects; any other folder is not an archive", async () => {
  const folder = makeFolder();
  fs.rmSync(path.join(folder, "repo"), { recursive: true });
  await withSource(folder, ({ objects }) => expect(objects.count).toBe(0));
  await expect(openSource(temporary(), quietJob())).rejects.toMatchObject({ code: "archive/not-an-archive" });
});

test("a folder of a version that nobody knows names it", async () => {
  fs.mkdirSync(temporary("old"));
  fs.writeFileSync(temporary("old/metadata.json"), '{"export_version": "0.14"}');
  await expect(openSource(temporary("old"), quietJob())).rejects.toMatchObject({
    code: "archive/unsupported-version",
    details: { version: "0.14" },
  });
});
