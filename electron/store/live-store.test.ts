import fs from "node:fs";
import path from "node:path";
import type { Database } from "better-sqlite3";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { JobContext, Source } from "../archive/source.ts";
import { quietJob, temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { createDatabase } from "../db/connect.ts";
import { objectKey } from "../db/testing/fill-database.ts";
import { openSource } from "../sources/open-source.ts";
import { createPackIndex, everythingOf, writeLoose, writeStore } from "./testing/make-store.ts";

/** What happens while somebody else writes; with real AiiDA it is tried in `e2e/interop`. */

const temporary = temporaryFolder();
const LARGE = 34 * 1024 * 1024; // more than is held in memory

const labels = (source: Source) => source.db.prepare("SELECT label FROM db_dbnode ORDER BY id").pluck().all();
const database = () => temporary("profile/database.sqlite");

async function using<T>(
  use: (source: Source) => T | Promise<T>,
  job: JobContext = quietJob(),
  folder = temporary("profile"),
): Promise<T> {
  const source = await openSource(folder, job, { cacheDir: temporary("cache") });
  try {
    return await use(source);
  } finally {
    source.close();
  }
}

/** A connection as AiiDA's: rollback journal, no exclusive lock. */
function writer(file = database()): Database {
  const db = createDatabase(file);
  db.pragma("locking_mode = NORMAL");
  db.pragma("journal_mode = DELETE");
  db.pragma("synchronous = FULL");
  return db;
}

function makeLarge(): void {
  const db = writer();
  db.exec("CREATE TABLE ballast (id INTEGER PRIMARY KEY, bytes)");
  const insert = db.prepare("INSERT INTO ballast (bytes) VALUES (zeroblob(?))");
  for (let i = 0; i < 34; i++) insert.run(LARGE / 34);
  db.close();
}

function settled(...names: readonly string[]): void {
  for (const name of names) fs.utimesSync(temporary(`profile/${name}`), 1, 1);
}

test("what AiiDA writes after the opening does not mix with what is shown, and AiiDA does not wait", async () => {
  writeStore(temporary("profile"), { nodes: [{ label: "before" }] });
  await using((source) => {
    const db = writer();
    db.exec("UPDATE db_dbnode SET label = 'after'");
    db.close();
    expect(labels(source)).toEqual(["before"]);
  });
  await using((source) => expect(labels(source)).toEqual(["after"]));
});

const copies = () => fs.readdirSync(temporary("cache/databases")).filter((name) => name.endsWith(".sqlite3"));
const copying = "copying the database";

test("a large database is copied once, with progress, until AiiDA writes again", async () => {
  writeStore(temporary("profile"), { nodes: [{ label: "large" }] });
  makeLarge();
  settled("database.sqlite");
  const before = everythingOf(temporary("profile"));
  const job = quietJob();
  await using((source) => {
    expect(labels(source)).toEqual(["large"]);
    const last = job.reports.findLast(({ phase }) => phase === copying);
    expect(last).toMatchObject({ done: fs.statSync(database()).size, unit: "bytes" });
  }, job);
  expect(fs.readdirSync(temporary("cache/copies"))).toEqual([]);
  const [first] = copies();
  const second = quietJob();
  await using((source) => expect(labels(source)).toEqual(["large"]), second);
  expect(second.reports.filter(({ phase }) => phase === copying)).toEqual([]);
  expect(copies()).toEqual([first]);
  expect(everythingOf(temporary("profile"))).toEqual(before);

  await using(async (old) => {
    const db = writer();
    db.exec("UPDATE db_dbnode SET label = 'written'");
    db.close();
    settled("database.sqlite");
    await using((source) => expect(labels(source)).toEqual(["written"]));
    expect(labels(old)).toEqual(["large"]);
    expect(copies()).toContain(first); // somebody has it open
  });
  fs.utimesSync(database(), 2, 2);
  await using(() => null);
  expect(copies()).toHaveLength(1);
  expect(copies()).not.toContain(first);
});

test("a kept copy that was damaged is made again", async () => {
  writeStore(temporary("profile"), { nodes: [{ label: "large" }] });
  makeLarge();
  settled("database.sqlite");
  await using(() => null);
  fs.truncateSync(temporary(`cache/databases/${copies()[0]}`), 1000);
  await using((source) => expect(labels(source)).toEqual(["large"]));
});

test("a copy that is cancelled leaves nothing", async () => {
  writeStore(temporary("profile"), {});
  makeLarge();
  settled("database.sqlite");
  const signal = { aborted: false };
  const progress = () => void (signal.aborted = true);
  await expect(using(() => null, { signal, progress })).rejects.toMatchObject({ code: "cancelled" });
  expect(fs.readdirSync(temporary("cache/copies"))).toEqual([]);
});

/** A transaction that has already written to the database file: what a crash leaves, and what a long one looks like. */
function halfWritten(): Database {
  const db = writer();
  db.pragma("cache_size = 5");
  db.exec("BEGIN");
  db.exec("UPDATE db_dbnode SET label = 'half'");
  db.exec("UPDATE ballast SET bytes = randomblob(100000)");
  return db;
}

test("a transaction that was cut off by a crash is rolled back, in a copy", async () => {
  writeStore(temporary("profile"), { nodes: [{ label: "whole" }] });
  makeLarge();
  const db = halfWritten();
  fs.cpSync(temporary("profile"), temporary("crashed"), { recursive: true });
  db.exec("ROLLBACK");
  db.close();
  expect(fs.existsSync(temporary("crashed/database.sqlite-journal"))).toBe(true);
  const before = everythingOf(temporary("crashed"));
  await using((source) => expect(labels(source)).toEqual(["whole"]), quietJob(), temporary("crashed"));
  expect(everythingOf(temporary("crashed"))).toEqual(before);
});

test("during a long transaction the state before it is seen", async () => {
  writeStore(temporary("profile"), { nodes: [{ label: "whole" }] });
  makeLarge();
  const db = halfWritten();
  await using((source) => expect(labels(source)).toEqual(["whole"]));
  db.exec("COMMIT");
  db.close();
  await using((source) => expect(labels(source)).toEqual(["half"]));
});

test("a journal that names other databases is not followed", async () => {
  writeStore(temporary("profile"), {});
  fs.writeFileSync(temporary("precious"), "kept");
  const name = Buffer.from(temporary("precious"));
  const tail = Buffer.alloc(16);
  tail.writeUInt32BE(name.length, 0);
  tail.writeUInt32BE(
    name.reduce((sum, byte) => sum + byte, 0),
    4,
  );
  Buffer.from("d9d505f920a163d7", "hex").copy(tail, 8);
  const journal = Buffer.concat([Buffer.from("d9d505f920a163d7", "hex"), Buffer.alloc(504), name, tail]);
  fs.writeFileSync(`${database()}-journal`, journal);
  await expect(using(() => null)).rejects.toMatchObject({
    code: "store/corrupt",
    details: { check: "super-journal" },
  });
  expect(fs.readFileSync(temporary("precious"), "utf8")).toBe("kept");
});

test("a database with a write-ahead log is read with what stands in the log, in a copy", async () => {
  writeStore(temporary("profile"), { nodes: [{ label: "before" }] });
  const db = writer();
  db.pragma("journal_mode = WAL");
  db.exec("UPDATE db_dbnode SET label = 'in the log'");
  fs.cpSync(temporary("profile"), temporary("crashed"), { recursive: true });
  fs.rmSync(temporary("crashed/database.sqlite-shm"));
  const before = everythingOf(temporary("crashed"));
  await using((source) => expect(labels(source)).toEqual(["in the log"]), quietJob(), temporary("crashed"));
  await using((source) => expect(labels(source)).toEqual(["in the log"]));
  expect(everythingOf(temporary("crashed"))).toEqual(before);
  db.close();
});

/** A job that does something whenever it is asked whether to go on: somewhere in every copy. */
function meanwhile(work: () => void): JobContext {
  const signal = {
    get aborted() {
      work();
      return false;
    },
  };
  return { signal, progress: () => undefined };
}

test("where something is written beside the database all the time, it is copied while that has to wait", async () => {
  writeStore(temporary("profile"), { nodes: [{ label: "busy" }] });
  makeLarge();
  settled("database.sqlite");
  let writes = 0;
  const job = meanwhile(() => fs.writeFileSync(`${database()}-journal`, Buffer.alloc(++writes))); // no journal yet
  expect(await using(labels, job)).toEqual(["busy"]);
});

test("a database that never holds still is refused after a while", async () => {
  writeStore(temporary("profile"), {});
  makeLarge();
  let writes = 0;
  const job = meanwhile(() => fs.utimesSync(database(), 1, ++writes));
  await expect(using(() => null, job)).rejects.toMatchObject({ code: "store/locked" });
  expect(fs.readdirSync(temporary("cache/copies"))).toEqual([]);
});

test.each(["DELETE", "WAL"])(
  "while a long transaction writes without a break (%s), the state before it is seen",
  async (mode) => {
    const nodes = Array.from({ length: 300 }, (_, i) => ({
      label: `node ${i}`,
      attributes: { text: "x".repeat(2000) },
    }));
    writeStore(temporary("profile"), { nodes });
    const before = await using((source) =>
      source.db.prepare("SELECT label, attributes FROM db_dbnode").all(),
    );
    const db = writer();
    db.pragma(`journal_mode = ${mode}`);
    db.pragma("cache_size = 5"); // what is changed goes to the disk at once
    db.exec("BEGIN IMMEDIATE; DELETE FROM db_dbnode WHERE id < 20");
    const change = db.prepare(
      "UPDATE db_dbnode SET label = 'changed', attributes = hex(randomblob(3000)) WHERE id % 7 = ?",
    );
    let turn = 0;
    const writing = setInterval(() => change.run(turn++ % 7), 2);
    try {
      const during = await using((source) =>
        source.db.prepare("SELECT label, attributes FROM db_dbnode").all(),
      );
      expect(during).toEqual(before);
    } finally {
      clearInterval(writing);
    }
    expect(turn).toBeGreaterThan(0);
    db.exec("COMMIT");
    db.close();
  },
);

test("a database that somebody has locked is read all the same", async () => {
  writeStore(temporary("profile"), { nodes: [{ label: "locked" }] });
  const lock = writer();
  lock.exec("BEGIN EXCLUSIVE");
  expect(await using(labels)).toEqual(["locked"]);
  lock.close();
});

test("however a journal or log is damaged, the error has a name and nothing is written beside it", async () => {
  const nodes = Array.from({ length: 60 }, (_, i) => ({
    label: `node ${i}`,
    attributes: { text: "x".repeat(2000) },
  }));
  writeStore(temporary("profile"), { nodes });
  const db = writer();
  db.pragma("cache_size = 5");
  db.exec("BEGIN; UPDATE db_dbnode SET attributes = hex(randomblob(3000))");
  fs.cpSync(temporary("profile"), temporary("journal"), { recursive: true });
  db.exec("ROLLBACK");
  db.pragma("journal_mode = WAL");
  db.exec("UPDATE db_dbnode SET attributes = hex(randomblob(3000))");
  fs.cpSync(temporary("profile"), temporary("wal"), { recursive: true });
  db.close();
  fs.rmSync(temporary("wal/database.sqlite-shm"));
  const flip = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 255 }));
  fs.mkdirSync(temporary("cache/copies"), { recursive: true, mode: 0o700 });
  const whole = { journal: bytesIn("journal"), wal: bytesIn("wal") };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("journal" as const, "wal" as const),
      fc.array(flip, { maxLength: 6 }),
      fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      async (kind, flips, cut) => {
        const bytes = Buffer.from(
          whole[kind].subarray(0, cut === null ? undefined : cut * whole[kind].length),
        );
        for (const [at, bits] of flips) {
          // Half of the time in the first page, where what counts most stands.
          const place = Math.floor(at * (bits % 2 === 0 ? Math.min(bytes.length, 600) : bytes.length));
          if (place < bytes.length) bytes[place]! ^= bits;
        }
        const file = temporary(`${kind}/database.sqlite-${kind}`);
        fs.writeFileSync(file, bytes);
        fs.utimesSync(file, 1, 1);
        const before = fs.readdirSync(temporary(kind));
        const error = await using(labels, quietJob(), temporary(kind)).then(
          () => null,
          (thrown: unknown) => thrown,
        );
        if (error !== null) expect(error).toMatchObject({ code: "store/corrupt" });
        expect(fs.readdirSync(temporary(kind))).toEqual(before);
        expect(fs.readdirSync(temporary("cache/copies"))).toEqual([]);
      },
    ),
    { numRuns: 80 },
  );
});

const bytesIn = (kind: string) => fs.readFileSync(temporary(`${kind}/database.sqlite-${kind}`));

/** What `verdi storage maintain` does: append to the pack, say so in the index, remove the loose file. */
function pack(index: Database, text: string, packId = 0): void {
  const file = temporary(`profile/container/packs/${packId}`);
  const offset = fs.existsSync(file) ? fs.statSync(file).size : 0;
  fs.appendFileSync(file, text);
  index
    .prepare(
      `INSERT INTO db_object (hashkey, compressed, size, "offset", length, pack_id) VALUES (?, 0, ?, ?, ?, ?)
       ON CONFLICT (hashkey) DO UPDATE SET "offset" = excluded."offset", pack_id = excluded.pack_id`,
    )
    .run(objectKey(text), text.length, offset, text.length, packId);
  fs.rmSync(temporary(`profile/container/loose/${objectKey(text).replace(/^../, "$&/")}`), { force: true });
}

test("files that are packed while the profile is open are found where they are now", async () => {
  writeStore(temporary("profile"), { nodes: [{ files: { a: "AAA", b: "BBB", c: "CCC" } }] });
  fs.rmSync(temporary("profile/container/packs.idx"));
  const index = createPackIndex(temporary("profile/container/packs.idx"));
  await using(async ({ objects }) => {
    pack(index, "AAA");
    expect(objects.read(objectKey("AAA")).toString()).toBe("AAA");
    pack(index, "BBB");
    expect(objects.size(objectKey("BBB"))).toBe(3);
    fs.renameSync(temporary("profile/container/packs/0"), temporary("profile/container/packs/9"));
    fs.writeFileSync(temporary("profile/container/packs/0"), "#"); // repacked: the same pack, other places
    for (const text of ["BBB", "AAA"]) pack(index, text);
    for (const text of ["AAA", "BBB", "CCC"]) {
      expect(objects.read(objectKey(text)).toString()).toBe(text);
      for await (const chunk of objects.stream(objectKey(text))) expect(chunk.toString()).toBe(text);
    }
    const added = writeLoose(temporary("profile/container"), objectKey("DDD"), Buffer.from("DDD"));
    expect(objects.read(objectKey("DDD")).toString()).toBe("DDD");
    expect(fs.existsSync(added)).toBe(true);
  });
  index.close();
});

test("folders of copies whose process is gone are removed, those of others stay", async () => {
  writeStore(temporary("profile"), {});
  makeLarge();
  settled("database.sqlite");
  const orphan = temporary("cache/copies/999999999-00ff");
  const foreign = temporary("cache/copies/notes");
  for (const folder of [orphan, foreign]) fs.mkdirSync(folder, { recursive: true });
  await using(() => null);
  expect(fs.readdirSync(path.dirname(orphan))).toEqual(["notes"]);
});
