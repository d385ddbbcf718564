import fs from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { AppError } from "../../shared/ipc/errors.ts";
import type { Source } from "../archive/source.ts";
import { craftZip, type CraftedMember } from "../archive/testing/craft-zip.ts";
import { cancelledAt, quietJob, temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { ZipReader } from "../archive/zip-reader.ts";
import { openFile } from "../archive/open-file.ts";
import { createMemoryDatabase } from "../db/connect.ts";
import { fillDatabase, objectKey } from "../db/testing/fill-database.ts";
import type { ArchiveContents } from "../db/testing/contents.ts";
import { openSource } from "./open-source.ts";

const temporary = temporaryFolder();
const fixture = (name: string) => fileURLToPath(new URL(`../../e2e/fixtures/${name}`, import.meta.url));

const TABLES = [
  "db_dbuser",
  "db_dbcomputer",
  "db_dbauthinfo",
  "db_dbgroup",
  "db_dbnode",
  "db_dbcomment",
  "db_dblog",
  "db_dblink",
  "db_dbgroup_dbnodes",
];

/** All rows of a source as texts, by table; columns by name, as files differ in their order. */
function rowsOf({ db }: Source): Map<string, Set<string>> {
  return new Map(
    TABLES.map((table) => [
      table,
      new Set(
        db
          .prepare<[], Record<string, unknown>>(`SELECT * FROM ${table}`)
          .all()
          .map((row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))),
      ),
    ]),
  );
}

/** Open in part, look, close; null for a refusal, which must have a name. */
async function inPart<T>(file: string, work: (source: Source) => T): Promise<T | null> {
  let source: Source;
  try {
    source = await openSource(file, quietJob(), { readable: true });
  } catch (error) {
    if (error instanceof AppError && error.code !== "internal") return null;
    throw error;
  }
  try {
    return work(source);
  } finally {
    source.close();
  }
}

async function mustOpen<T>(file: string, work: (source: Source) => T): Promise<T> {
  const result = await inPart(file, (source) => ({ value: work(source) }));
  if (result === null) throw new Error(`${file} was refused`);
  return result.value;
}

function write(bytes: Buffer): string {
  const file = temporary("damaged.aiida");
  fs.writeFileSync(file, bytes);
  return file;
}

/** Every row is one of the whole file's, but for values that are told to be emptied, and every link, membership, comment and log has what it refers to. */
function expectPart(source: Source, whole: Map<string, Set<string>>): void {
  let others = 0;
  for (const [table, rows] of rowsOf(source)) {
    for (const row of rows) if (!whole.get(table)?.has(row)) others++;
  }
  // Of a row whose text is damaged the rest stays; each such value is counted.
  expect(others).toBeLessThanOrEqual(source.losses?.valuesEmptied ?? 0);
  expect(source.db.pragma("foreign_key_check")).toEqual([]);
}

const METADATA = JSON.stringify({ export_version: "main_0001", aiida_version: "2.9.4" });

/** An archive with enough rows that each table has branches, as its database and the members of its ZIP. */
function largeArchive(contents: ArchiveContents = {}) {
  const nodes = Array.from({ length: 400 }, (_, i) => ({
    type: "data.core.dict.Dict.",
    label: `node ${i}`,
    attributes: {
      value: i,
      text: "x".repeat((i * 37) % 900),
      ...(i % 50 === 0 && { long: "y".repeat(9000) }),
    },
    files: i % 20 === 0 ? { "a.txt": `contents of ${i}` } : {},
  }));
  const links = Array.from({ length: 300 }, (_, i) => [i + 1, i + 2, "create", `link_${i}`] as const);
  const groups = [{ label: "all", nodes: nodes.map((_, i) => i + 1) }];
  const logs = Array.from({ length: 100 }, (_, i) => ({ node: i + 1, message: "z".repeat(300) }));
  const comments = Array.from({ length: 40 }, (_, i) => ({ node: i + 1, content: "c".repeat(200) }));
  const db = createMemoryDatabase();
  const objects = fillDatabase(db, { nodes, links, groups, logs, comments, ...contents });
  const database = db.serialize();
  db.close();
  const members = (bytes: Buffer = database): CraftedMember[] => [
    { name: "metadata.json", data: METADATA },
    { name: "db.sqlite3", data: bytes },
    ...[...objects].map(([key, data]) => ({ name: `repo/${key}`, data })),
  ];
  return { database, objects, members };
}

test.each([
  "qe-si-eos",
  "graph1",
  "export_main_0001_simple",
  "export_main_0000_simple",
  "generated_main_0001_rich",
])("nothing is lost of the whole archive %s", async (name) => {
  const file = fixture(`${name}.aiida`);
  const ordinary = await openSource(file, quietJob());
  await mustOpen(file, (source) => {
    expect(source.losses).toBeNull();
    expect(source.metadataText).toBe(ordinary.metadataText);
    expect([...source.objects.keys()].sort()).toEqual([...ordinary.objects.keys()].sort());
    for (const key of ordinary.objects.keys()) expect(objectKey(source.objects.read(key))).toBe(key);
    const counts = (of: Source) => [...rowsOf(of)].map(([table, rows]) => [table, rows.size]);
    expect(counts(source)).toEqual(counts(ordinary));
  });
  ordinary.close();
});

test.each(["qe-si-eos", "export_main_0001_simple"])(
  "cut anywhere, %s is refused by name or a true part of it opens",
  { timeout: 120_000 },
  async (name) => {
    const bytes = fs.readFileSync(fixture(`${name}.aiida`));
    const whole = await mustOpen(fixture(`${name}.aiida`), rowsOf);
    let opened = 0;
    for (let percent = 1; percent < 100; percent++) {
      const file = write(bytes.subarray(0, Math.floor((bytes.length * percent) / 100)));
      await expect(openSource(file, quietJob())).rejects.toMatchObject({
        code: "archive/corrupt",
        details: { findings: expect.arrayContaining([expect.any(String)]), canReadPart: expect.any(Boolean) },
      });
      await inPart(file, (source) => {
        opened++;
        expectPart(source, whole);
        expect(source.losses).not.toBeNull();
      });
    }
    expect(opened).toBeGreaterThan(10);
  },
);

test.each([
  ["any page", 0],
  ["the second half of any page", 2048], // what is left of its rows and entries of indexes may be nonsense
])(
  "%s of a database can go, and the counts are those of what is missing",
  {
    timeout: 120_000,
  },
  async (_, from) => {
    const { database, members } = largeArchive();
    const whole = await mustOpen(write(craftZip(members())), rowsOf);
    const rowsIn = (rows: Map<string, Set<string>>) =>
      [...rows].reduce((sum, [table, { size }]) => sum + (table === "db_dblink" ? 0 : size), 0);
    const pages = database.length / 4096;
    for (let page = 2; page <= pages; page += 3) {
      const damaged = Buffer.from(database);
      damaged.fill(0, (page - 1) * 4096 + from, page * 4096);
      await mustOpen(write(craftZip(members(damaged))), (source) => {
        const rows = rowsOf(source);
        if (from === 0) expectPart(source, whole); // half a text is a text
        const { losses } = source;
        if (losses?.isAtLeast) return;
        const owner = [...rows.get("db_dbuser")!].filter((row) => row.includes("@lost.invalid")).length;
        expect(losses?.rowsSkipped ?? 0).toBe(rowsIn(whole) - rowsIn(rows) + owner);
        expect(losses?.linksDropped ?? 0).toBe(whole.get("db_dblink")!.size - rows.get("db_dblink")!.size);
      });
    }
  },
);

test("without the list of its tables a database is read by what its rows look like", async () => {
  const { database, members } = largeArchive();
  const whole = await mustOpen(write(craftZip(members())), rowsOf);
  database.fill(0, 0, 4096);
  await mustOpen(write(craftZip(members(database))), (source) => {
    expectPart(source, whole);
    expect(rowsOf(source).get("db_dbnode")?.size).toBeGreaterThan(350);
    expect(source.losses).toMatchObject({ isAtLeast: true });
  });
});

test("whatever bits flip in a database, it is refused by name or opens", { timeout: 120_000 }, async () => {
  const { database, members } = largeArchive();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(database.length - 1), fc.integer({ min: 1, max: 255 })), {
        minLength: 1,
        maxLength: 60,
      }),
      async (flips) => {
        const damaged = Buffer.from(database);
        for (const [at, mask] of flips) damaged[at]! ^= mask;
        await inPart(write(craftZip(members(damaged))), (source) => {
          expect(source.db.pragma("foreign_key_check")).toEqual([]);
          expect(source.db.pragma("integrity_check")).toEqual([{ integrity_check: "ok" }]);
        });
      },
    ),
    { numRuns: 40 },
  );
});

test("whatever bytes change in a file, it is refused by name or opens", { timeout: 120_000 }, async () => {
  const bytes = fs.readFileSync(fixture("generated_main_0001_rich.aiida"));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })), {
        minLength: 1,
        maxLength: 20,
      }),
      async (flips) => {
        const damaged = Buffer.from(bytes);
        for (const [at, mask] of flips) damaged[at]! ^= mask;
        await inPart(write(damaged), (source) => {
          for (const key of source.objects.keys()) expect(objectKey(source.objects.read(key))).toBe(key);
        });
      },
    ),
    { numRuns: 60 },
  );
});

test("members are found by their own headers, streamed and stored ones too", async () => {
  const { members, objects } = largeArchive();
  const streamed = members().map((member, i) => ({
    ...member,
    ...(i % 3 === 0 && { stored: true }),
    ...(i % 2 === 0 && i % 3 !== 0 && { flags: 8, local: { crc: 0, size: 0 } }),
  }));
  const whole = craftZip(streamed);
  const directory = whole.indexOf(Buffer.from("PK\x01\x02", "latin1"));
  await mustOpen(write(whole.subarray(0, directory)), (source) => {
    expect(source.losses).toMatchObject({
      rowsSkipped: 0,
      linksDropped: 0,
      objectsLost: 0,
      nodesWithoutFiles: 0,
    });
    expect(source.objects.count).toBe(objects.size);
    for (const [key, data] of objects) expect(source.objects.read(key)).toEqual(data);
  });
});

test("a database with another checksum opens, and that is told", async () => {
  const { members } = largeArchive();
  const wrong = members().map((member) => (member.name === "db.sqlite3" ? { ...member, crc: 1 } : member));
  const file = write(craftZip(wrong));
  await expect(openSource(file, quietJob())).rejects.toMatchObject({
    details: {
      check: "crc32",
      canReadPart: true,
      findings: expect.arrayContaining([expect.stringMatching(/checksum/)]),
    },
  });
  await mustOpen(file, (source) =>
    expect(source.losses).toMatchObject({
      rowsSkipped: 0,
      findings: ["db.sqlite3 does not match its checksum: values in it may be wrong."],
    }),
  );
});

test.each([
  ["missing", undefined, "main_0001"],
  ["malformed", '{"export_version": "main_0000", "aiida', "main_0000"],
  ["no object", "[]", "main_0001"],
  ["not text", Buffer.from([0xff, 0xfe, 0x7b]), "main_0001"],
])("metadata.json %s: the archive opens without it", async (_, data, version) => {
  const { members } = largeArchive();
  const [, ...others] = members();
  const file = write(craftZip(data === undefined ? others : [{ name: "metadata.json", data }, ...others]));
  await expect(openSource(file, quietJob())).rejects.toMatchObject({ details: { canReadPart: true } });
  await mustOpen(file, (source) => {
    expect(source).toMatchObject({ version, metadata: {}, metadataText: "{}" });
    expect(source.losses?.findings.length).toBeGreaterThan(0);
  });
});

test("files that are missing or damaged are absent, and their nodes are counted", async () => {
  const { members, objects } = largeArchive();
  const [first, second, third] = [...objects.keys()];
  const damaged = members()
    .filter(({ name }) => name !== `repo/${first}`)
    .map((member) => {
      if (member.name === `repo/${second}`) return { ...member, data: "other bytes" };
      return member.name === `repo/${third}` ? { ...member, crc: 7 } : member;
    });
  await mustOpen(write(craftZip(damaged)), (source) => {
    // The third has a wrong checksum beside it and the right bytes, as its name proves.
    expect(source.losses).toMatchObject({ objectsLost: 2, nodesWithoutFiles: 2, rowsSkipped: 0 });
    expect(source.objects.size(first!)).toBeNull();
    expect(source.objects.size(second!)).toBeNull();
    expect(() => source.objects.read(second!)).toThrow(/missing or damaged/);
    expect(source.objects.read(third!)).toEqual(objects.get(third!));
    expect(source.objects.count).toBe(objects.size - 2);
  });
});

test("rows that cannot stand are skipped, and what refers to them goes", async () => {
  const { members } = largeArchive();
  const db = createMemoryDatabase();
  fillDatabase(db, {
    nodes: [{}, {}, {}, { computer: 9 }, { user: 7 }],
    links: [
      [1, 2, "create", "a"],
      [1, 3, "create", "b"],
      [3, 99, "create", "c"],
    ],
    groups: [{ label: "g", nodes: [1, 3] }],
    logs: [{ node: 3, message: "on a node that goes" }],
  });
  db.exec("PRAGMA ignore_check_constraints = ON");
  db.exec("UPDATE db_dbnode SET uuid = '' WHERE id = 3");
  db.exec("UPDATE db_dbnode SET attributes = '{\"a\": ' WHERE id = 2");
  const database = db.serialize();
  db.close();
  const file = write(craftZip(members(database).slice(0, 2)));
  await mustOpen(file, (source) => {
    const ids = (table: string) => source.db.prepare(`SELECT id FROM ${table} ORDER BY id`).pluck().all();
    expect(ids("db_dbnode")).toEqual([1, 2, 4, 5]);
    expect(ids("db_dblink")).toEqual([1]);
    expect(source.db.prepare("SELECT attributes FROM db_dbnode WHERE id = 2").pluck().get()).toBe("{}");
    expect(source.db.prepare("SELECT dbcomputer_id FROM db_dbnode WHERE id = 4").pluck().get()).toBeNull();
    const owner = source.db.prepare(
      "SELECT email FROM db_dbuser JOIN db_dbnode ON user_id = db_dbuser.id WHERE db_dbnode.id = 5",
    );
    expect(owner.pluck().get()).toBe("unknown-owner@lost.invalid");
    expect(source.losses).toMatchObject({ rowsSkipped: 3, linksDropped: 2, valuesEmptied: 3 });
  });
});

test("trees that run in circles and cells that overlap come to an end", async () => {
  const { database, members } = largeArchive();
  const interior = Array.from({ length: database.length / 4096 - 1 }, (_, i) => i + 1).filter(
    (page) => database[page * 4096] === 5,
  );
  expect(interior.length).toBeGreaterThan(0);
  for (const page of interior) database.writeUInt32BE(page + 1, page * 4096 + 8); // its last branch is itself
  const leaf = database.findIndex((byte, at) => at % 4096 === 0 && at > 0 && byte === 13);
  for (let i = 0; i < 2000; i++) database.writeUInt16BE(database.readUInt16BE(leaf + 8), leaf + 8 + i * 2);
  database.writeUInt16BE(2000, leaf + 3);
  await inPart(write(craftZip(members(database))), (source) => expect(source.losses).not.toBeNull());
});

test("rows that were deleted do not come back", async () => {
  const db = createMemoryDatabase();
  fillDatabase(db, { nodes: Array.from({ length: 300 }, () => ({ attributes: { text: "x".repeat(500) } })) });
  db.exec("DELETE FROM db_dbnode WHERE id > 10");
  const database = db.serialize();
  db.close();
  const root = database.findIndex((byte, at) => at % 4096 === 0 && at > 0 && byte === 5);
  if (root > 0) database.fill(0, root, root + 4096);
  const { members } = largeArchive();
  await inPart(write(craftZip(members(database).slice(0, 2))), (source) => {
    const largest = source.db.prepare("SELECT max(id) FROM db_dbnode").pluck().get();
    expect(largest === null || Number(largest) <= 10).toBe(true);
  });
});

test("an unpacked archive opens in part as a packed one does", async () => {
  const { database, objects } = largeArchive();
  const folder = temporary("unpacked");
  fs.mkdirSync(`${folder}/repo`, { recursive: true });
  const keys = [...objects.keys()];
  for (const key of keys.slice(1))
    fs.writeFileSync(`${folder}/repo/${key}`, key === keys[1] ? "other" : objects.get(key)!);
  fs.writeFileSync(`${folder}/db.sqlite3`, database.subarray(0, database.length / 2));
  fs.writeFileSync(`${folder}/metadata.json`, "{");
  await expect(openSource(folder, quietJob())).rejects.toMatchObject({
    code: "archive/corrupt",
    details: { canReadPart: true },
  });
  const before = fs.readdirSync(folder);
  await mustOpen(folder, (source) => {
    expect(source).toMatchObject({ kind: "folder", version: "main_0001" });
    expect(source.losses).toMatchObject({ isAtLeast: false });
    expect(source.losses!.rowsSkipped).toBeGreaterThan(0);
    expect(source.objects.size(keys[0]!)).toBeNull();
    expect(source.objects.size(keys[1]!)).toBeNull();
  });
  expect(fs.readdirSync(folder)).toEqual(before);
});

test("what holds nothing of an archive is refused as ever, and there is no part to open", async () => {
  for (const bytes of [Buffer.alloc(0), Buffer.from("a letter"), Buffer.alloc(5000, 1)]) {
    await expect(openSource(write(bytes), quietJob(), { readable: true })).rejects.toMatchObject({
      code: "archive/not-an-archive",
    });
  }
  const noDatabase = write(craftZip([{ name: "metadata.json", data: METADATA }]));
  for (const readable of [false, true]) {
    await expect(openSource(noDatabase, quietJob(), { readable })).rejects.toMatchObject({
      code: "archive/corrupt",
      details: { canReadPart: false },
    });
  }
});

test("opening in part can be cancelled", async () => {
  const file = write(craftZip(largeArchive().members()));
  await expect(
    openSource(file, cancelledAt("unpacking the database"), { readable: true }),
  ).rejects.toMatchObject({
    code: "cancelled",
  });
});

test("the members of the crafted archives can be read in the ordinary way", async () => {
  const file = openFile(write(craftZip(largeArchive().members())));
  const zip = await ZipReader.open(file, { aborted: false });
  expect(zip?.member("db.sqlite3")).not.toBeNull();
  file.close();
});

test.each(["export_0.4_simple.aiida", "export_0.13_simple.aiida", "export_0.4_simple.tar.gz"])(
  "of the older archive %s opens what is left of it",
  async (name) => {
    const bytes = fs.readFileSync(fixture(name));
    const file = write(bytes.subarray(0, Math.floor(bytes.length * 0.9)));
    await expect(openSource(file, quietJob(), { cacheDir: temporary("cache") })).rejects.toMatchObject({
      code: "archive/corrupt",
      details: { canReadPart: true },
    });
    const source = await openSource(file, quietJob(), { readable: true, cacheDir: temporary("cache") });
    expect(source.db.prepare("SELECT count(*) FROM db_dbnode").pluck().get()).toBe(10);
    expect(source.losses).toMatchObject({ isAtLeast: true });
    source.close();
  },
);

test("what was made from a damaged archive says so when it is opened", async () => {
  const comment = "Made from the damaged archive x.aiida.";
  const { members } = largeArchive();
  const [, ...others] = members();
  const metadata = JSON.stringify({ ...JSON.parse(METADATA), stemma_comment: comment });
  const source = await openSource(
    write(craftZip([{ name: "metadata.json", data: metadata }, ...others])),
    quietJob(),
  );
  expect(source.warnings).toEqual([comment]);
  source.close();
});

test("a file that is refused and has lost nothing says why it was refused", async () => {
  const { members } = largeArchive();
  const [first, ...others] = members();
  const file = write(craftZip([{ ...first!, local: { crc: 5 } }, ...others]));
  await expect(openSource(file, quietJob())).rejects.toMatchObject({ code: "archive/corrupt" });
  await mustOpen(file, (source) =>
    expect(source.losses).toMatchObject({
      rowsSkipped: 0,
      objectsLost: 0,
      findings: expect.arrayContaining(["Nothing of its contents is lost."]),
    }),
  );
});
