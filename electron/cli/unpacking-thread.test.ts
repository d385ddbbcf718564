import fs from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { writeBeforehand } from "../archive/beforehand.ts";
import type { JobContext } from "../archive/source.ts";
import { craftZip, type CraftedMember } from "../archive/testing/craft-zip.ts";
import { cancelledAt, quietJob, temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { createDatabase } from "../db/connect.ts";
import { fillDatabase } from "../db/testing/fill-database.ts";
import { openSource } from "../sources/open-source.ts";
import { UnpackingThread } from "./unpacking-thread.ts";
import { IS_UNWANTED, PLACES, UNPACKED_KIB } from "./watch-order.ts";

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

const write = (context: JobContext = quietJob()) => writeBeforehand(temporary(ARCHIVE), context);

/** The verb's side of a thread that does this. */
function thread(answer: ReturnType<typeof write>) {
  const seen = new Int32Array(new SharedArrayBuffer(PLACES * 4));
  return { seen, unpacking: new UnpackingThread(seen, answer) };
}

async function labelOf(unpacking: UnpackingThread, job: JobContext = quietJob()): Promise<unknown> {
  const source = await openSource(temporary(ARCHIVE), job, { beforehand: unpacking });
  try {
    return source.db.prepare("SELECT label FROM db_dbnode").pluck().get();
  } finally {
    source.close();
  }
}

const KEPT = ["known", "sqlite3", "written"];
const endings = () => inCache().map((name) => name.split(".").at(-1));

test("what was written beforehand is taken instead of unpacking, and kept as ever", async () => {
  makeArchive(database("large"));
  const written = await write();
  expect(endings()).toEqual(["tmp"]);
  const inode = fs.statSync(written!.file).ino;
  const { unpacking } = thread(Promise.resolve(written));
  const job = quietJob();
  expect(await labelOf(unpacking, job)).toBe("large");
  await unpacking.drop();
  expect(endings()).toEqual(KEPT);
  const kept = inCache().find((name) => name.endsWith(".sqlite3"))!;
  expect(fs.statSync(temporary(`cache/databases/${kept}`)).ino).toBe(inode);
  expect(job.reports).toHaveLength(1); // that it is done

  expect(await labelOf(thread(Promise.resolve(null)).unpacking)).toBe("large"); // from the cache
  fs.cpSync(temporary(ARCHIVE), temporary("copy"));
  fs.renameSync(temporary("copy"), temporary(ARCHIVE));
  expect(await write()).toBe(null); // may be a copy: whoever opens it compares
  expect(endings()).toEqual(KEPT);
});

test("while it is being written its progress is told, and a cancel is heard", async () => {
  makeArchive(database("large"));
  let answer: (written: Awaited<ReturnType<typeof write>>) => void = () => undefined;
  const { seen, unpacking } = thread(new Promise((resolve) => (answer = resolve)));
  Atomics.store(seen, UNPACKED_KIB, 1024);
  const job = quietJob();
  const opening = labelOf(unpacking, job);
  await vi.waitFor(() => expect(job.reports).not.toEqual([]));
  expect(job.reports[0]).toMatchObject({ phase: "unpacking the database", done: 1024 * 1024, unit: "bytes" });
  answer(await write());
  expect(await opening).toBe("large");

  for (const name of inCache()) fs.rmSync(temporary(`cache/databases/${name}`));
  const late = thread(new Promise((resolve) => (answer = resolve)));
  await expect(labelOf(late.unpacking, cancelledAt("unpacking the database"))).rejects.toMatchObject({
    code: "cancelled",
  });
  const dropping = late.unpacking.drop();
  expect(Atomics.load(late.seen, IS_UNWANTED)).toBe(1);
  answer(await write());
  await dropping;
  expect(inCache()).toEqual([]);
});

test("another database than the list of members names in the end is not taken", async () => {
  const [first, last] = [database("first"), database("last")];
  makeArchive(first, last); // the later one of a name counts
  const { unpacking } = thread(write());
  expect(await labelOf(unpacking)).toBe("last");
  await unpacking.drop();
  expect(endings()).toEqual(KEPT);

  // one of the same size and checksum, which the list names at another place
  for (const name of inCache()) fs.rmSync(temporary(`cache/databases/${name}`));
  makeArchive(first);
  const written = await write();
  const elsewhere = thread(Promise.resolve(written && { ...written, offset: written.offset + 1 }));
  expect(await labelOf(elsewhere.unpacking)).toBe("first");
  await elsewhere.unpacking.drop();
  expect(endings()).toEqual(KEPT);
});

test("a verb that fails before it wants the database leaves nothing of it", async () => {
  makeArchive(database("large"), { name: "metadata.json", data: "no JSON" });
  const { unpacking } = thread(write());
  await expect(labelOf(unpacking)).rejects.toMatchObject({ code: "archive/corrupt" });
  await unpacking.drop();
  expect(inCache()).toEqual([]);
});

test("nothing is written beforehand, and nothing said, where something is in the way", async () => {
  const whole = database("large");
  const data = whole.data as Buffer;
  const cases: CraftedMember[][] = [
    [],
    [{ name: "db.sqlite3", data: "small" }],
    [{ ...whole, crc: 1 }],
    [{ ...whole, size: data.length + 4096 }],
    [{ ...whole, size: data.length - 4096 }],
    [{ ...whole, packed: Buffer.alloc(100_000, 7), crc: 1, size: LARGE }],
    [{ ...whole, flags: 1 }],
    [{ ...whole, method: 12 }],
    [{ ...whole, data: Buffer.alloc(LARGE) }],
    [{ ...whole, local: { name: "db.sqlite4" } }],
  ];
  for (const members of cases) {
    makeArchive(...members);
    expect(await write()).toBe(null);
    expect(inCache()).toEqual([]);
  }
  makeArchive(whole);
  expect(await write(cancelledAt("unpacking the database"))).toBe(null);
  vi.stubEnv("STEMMA_MAX_DATABASE_BYTES", "1000");
  expect(await write()).toBe(null);
  vi.stubEnv("STEMMA_MAX_DATABASE_BYTES", "");
  fs.truncateSync(temporary(ARCHIVE), 10_000);
  expect(await write()).toBe(null);
  fs.rmSync(temporary(ARCHIVE));
  expect(await write()).toBe(null);
  expect(inCache()).toEqual([]);
});

test("two at once: the one that comes later leaves it to the other", async () => {
  makeArchive(database("large"));
  const [one, other] = await Promise.all([write(), write()]);
  expect([one, other].filter((written) => written !== null)).toHaveLength(1);
  const openings = [thread(Promise.resolve(one)), thread(Promise.resolve(other))];
  expect(await Promise.all(openings.map(({ unpacking }) => labelOf(unpacking)))).toEqual(["large", "large"]);
  expect(endings()).toEqual(KEPT);
});
