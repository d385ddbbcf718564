import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { pack } from "tar-stream";
import { expect, test } from "vitest";
import { AppError } from "../../shared/ipc/errors.ts";
import { objectKey } from "../db/testing/fill-database.ts";
import { writeArchive } from "../db/testing/make-archive.ts";
import { readingArchive } from "../db/to-archive-error.ts";
import { openSource } from "./open-source.ts";
import type { Source } from "../archive/source.ts";
import { craftZip } from "../archive/testing/craft-zip.ts";
import { quietJob, temporaryFolder } from "../archive/testing/temporary-folder.ts";

const temporary = temporaryFolder();
const fixture = (name: string) => fileURLToPath(new URL(`../../e2e/fixtures/${name}`, import.meta.url));
const posixTest = test.skipIf(process.platform === "win32");

async function withSource<T>(file: string, work: (source: Source) => T | Promise<T>): Promise<T> {
  const source = await openSource(file, quietJob());
  try {
    return await work(source);
  } finally {
    source.close();
  }
}

const count = (source: Source, table: string): unknown =>
  source.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();

/** A file as an archive's ZIP would have it, with these members instead of the real ones. */
function crafted(members: Record<string, string | Buffer | undefined>): string {
  const file = temporary("crafted.aiida");
  const kept = Object.entries(members).flatMap(([name, data]) =>
    data === undefined ? [] : [{ name, data }],
  );
  fs.writeFileSync(file, craftZip(kept));
  return file;
}

const metadata = JSON.stringify({ export_version: "main_0001" });

test.each([
  ["arithmetic.add.aiida", "main_0001", 7, 6, 8],
  ["arithmetic.add_old.aiida", "main_0001", 7, 6, 6],
  ["export_main_0000_simple.aiida", "main_0000", 10, 8, 16],
  ["export_main_0001_simple.aiida", "main_0001", 10, 8, 16],
  ["generated_main_0001_rich.aiida", "main_0001", 31, 22, 20],
  ["graph1.aiida", "1.0", 10, 15, 1],
  ["qe-failures.aiida", "main_0001", 184, 317, 157],
  ["qe-si-bands.aiida", "main_0001", 69, 139, 68],
  ["qe-si-eos.aiida", "main_0001", 127, 281, 170],
  ["qe-si-relax-trajectory.aiida", "main_0001", 78, 156, 78],
])("%s opens, and every object is what its key says", async (name, version, nodes, links, objects) => {
  await withSource(fixture(name), async (source) => {
    expect(source).toMatchObject({ kind: "archive", container: "zip", version });
    expect([count(source, "db_dbnode"), count(source, "db_dblink")]).toEqual([nodes, links]);
    expect(source.objects.count).toBe(objects);
    for (const key of source.objects.keys()) {
      const bytes = source.objects.read(key);
      expect(objectKey(bytes)).toBe(key);
      expect(source.objects.size(key)).toBe(bytes.length);
      expect(await source.objects.readSlice(key, 1, 3)).toEqual(bytes.subarray(1, 4));
      expect(source.objects.raw(key)?.size).toBe(bytes.length);
    }
    expect(JSON.parse(source.metadataText)).toEqual(source.metadata);
  });
});

test("a tar without metadata.json is no archive", async () => {
  await expect(openSource(fixture("empty.aiida"), quietJob())).rejects.toMatchObject({
    code: "archive/corrupt",
    details: { member: "metadata.json" },
  });
});

test.each([
  ["no metadata.json", { "db.sqlite3": "x" }, "metadata.json", "member missing"],
  ["broken JSON", { "metadata.json": "{", "db.sqlite3": "x" }, "metadata.json", "json"],
  ["a JSON array", { "metadata.json": "[]" }, "metadata.json", "json object"],
  ["no version", { "metadata.json": "{}" }, "metadata.json", "export_version"],
  ["a number as version", { "metadata.json": '{"export_version": 1}' }, "metadata.json", "export_version"],
  ["not UTF-8", { "metadata.json": Buffer.from([0x7b, 0xff, 0x7d]) }, "metadata.json", "utf-8"],
  ["no database", { "metadata.json": metadata }, "db.sqlite3", "member missing"],
  ["an empty database", { "metadata.json": metadata, "db.sqlite3": "" }, "db.sqlite3", "sqlite header"],
  [
    "text as database",
    { "metadata.json": metadata, "db.sqlite3": "x".repeat(5000) },
    "db.sqlite3",
    "sqlite header",
  ],
  [
    "only a database header",
    { "metadata.json": metadata, "db.sqlite3": `SQLite format 3\0${"\0".repeat(500)}` },
    "db.sqlite3",
    "database",
  ],
])("an archive with %s is corrupt, naming member and check", async (_, members, member, check) => {
  await expect(openSource(crafted(members), quietJob())).rejects.toMatchObject({
    code: "archive/corrupt",
    details: { member, check },
  });
});

test("a byte order mark in metadata.json does not matter", async () => {
  const file = crafted({ "metadata.json": `\ufeff${JSON.stringify({ export_version: "9.9" })}` });
  await expect(openSource(file, quietJob())).rejects.toMatchObject({ details: { version: "9.9" } });
});

test.each([["main_0002"], ["9.9"], ["constructor"], ["\u202egnp.exe"]])(
  "version %j is not supported",
  async (version) => {
    const file = crafted({ "metadata.json": JSON.stringify({ export_version: version }) });
    const error = await openSource(file, quietJob()).catch((e: unknown) => e);
    const shown = version.replace("\u202e", "\\u{202e}"); // nothing turns round what stands behind it
    expect(error).toMatchObject({ code: "archive/unsupported-version", details: { version: shown } });
    expect(error instanceof Error && error.message).not.toContain("\u202e");
  },
);

test.each([
  ["text", Buffer.from("hello, this is no archive")],
  ["nothing", Buffer.alloc(0)],
  ["zeros", Buffer.alloc(2000)],
  ["a picture", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex")],
  ["gzipped text", gzipSync("hello")],
  ["the start of a gzip file", Buffer.from([0x1f, 0x8b, 8, 0])],
  ["xz", Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 1, 2])],
])("%s is not an archive", async (_, bytes) => {
  fs.writeFileSync(temporary("file.aiida"), bytes);
  await expect(openSource(temporary("file.aiida"), quietJob())).rejects.toMatchObject({
    code: "archive/not-an-archive",
  });
});

async function tarOf(members: Record<string, string>): Promise<Buffer> {
  const tar = pack();
  for (const [name, data] of Object.entries(members)) tar.entry({ name }, data);
  tar.finalize();
  const parts: Buffer[] = [];
  for await (const part of tar) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

test("a tar of a current version is corrupt: only ZIP can hold one", async () => {
  const file = temporary("tar.aiida");
  fs.writeFileSync(file, await tarOf({ "./metadata.json": metadata }));
  await expect(openSource(file, quietJob())).rejects.toMatchObject({
    code: "archive/corrupt",
    details: { check: "container" },
  });
});

test("a tar cut short or damaged is corrupt", async () => {
  const whole = await tarOf({ "data.json": "x".repeat(5000), "metadata.json": metadata });
  const damaged = Buffer.concat([whole.subarray(0, 6000), Buffer.alloc(3000, 7)]);
  for (const bytes of [whole.subarray(0, 3000), damaged, gzipSync(whole).subarray(0, 120)]) {
    fs.writeFileSync(temporary("cut.aiida"), bytes);
    await expect(openSource(temporary("cut.aiida"), quietJob())).rejects.toMatchObject({
      code: "archive/corrupt",
    });
  }
});

test("a gzip bomb in a tar is stopped", async () => {
  const bomb = gzipSync(await tarOf({ "data.json": "0".repeat(80 * 1024 * 1024) }), { level: 9 });
  fs.writeFileSync(temporary("bomb.aiida"), bomb);
  await expect(openSource(temporary("bomb.aiida"), quietJob())).rejects.toMatchObject({
    code: "archive/limit",
    details: { limit: "STEMMA_MAX_RATIO" },
  });
});

test("metadata.json beyond its limit is named as such", async () => {
  process.env["STEMMA_MAX_METADATA_BYTES"] = "100";
  try {
    const file = crafted({
      "metadata.json": JSON.stringify({ export_version: "main_0001", more: "x".repeat(200) }),
    });
    await expect(openSource(file, quietJob())).rejects.toMatchObject({
      code: "archive/limit",
      details: { limit: "STEMMA_MAX_METADATA_BYTES", member: "metadata.json" },
    });
  } finally {
    delete process.env["STEMMA_MAX_METADATA_BYTES"];
  }
});

test("a path that is not there is not found", async () => {
  await expect(openSource(temporary("nothing.aiida"), quietJob())).rejects.toMatchObject({
    code: "archive/not-found",
  });
  await expect(openSource(fixture("graph1.aiida/x"), quietJob())).rejects.toMatchObject({
    code: "archive/not-found",
  });
});

posixTest("a pipe is not an archive, and is not waited for", async () => {
  execFileSync("mkfifo", [temporary("pipe.aiida")]);
  await expect(openSource(temporary("pipe.aiida"), quietJob())).rejects.toMatchObject({
    code: "archive/not-an-archive",
  });
});

test.skipIf(process.platform === "win32" || process.getuid?.() === 0)(
  "a file without permission is denied",
  async () => {
    const file = writeArchive(temporary("secret.aiida"));
    fs.chmodSync(file, 0);
    await expect(openSource(file, quietJob())).rejects.toMatchObject({ code: "disk/denied" });
  },
);

test("hostile and doubled members are told, and do no harm", async () => {
  const real = fs.readFileSync(writeArchive(temporary("real.aiida"), { nodes: [{ files: { a: "A" } }] }));
  fs.writeFileSync(temporary("real.aiida"), real);
  const database = await withSource(temporary("real.aiida"), (source) => source.db.serialize());
  const file = temporary("odd.aiida");
  const members = [
    { name: "metadata.json", data: JSON.stringify({ export_version: "main_0000" }) },
    { name: "metadata.json", data: metadata },
    { name: "db.sqlite3", data: database },
    { name: "../../evil", data: "x" },
    { name: "repo/../../evil", data: "x" },
    { name: "repo/", data: "" },
    { name: `repo/${"A".repeat(64)}`, data: "x" },
    { name: `repo/${objectKey("A")}`, data: "A" },
  ];
  fs.writeFileSync(file, craftZip(members));
  await withSource(file, (source) => {
    expect(source.version).toBe("main_0001");
    expect([...source.objects.keys()]).toEqual([objectKey("A")]);
    expect(source.warnings.map((warning) => warning.split(":")[0])).toEqual([
      "Occur more than once; the last one counts (1)",
      "Ignored because of unsafe names (2)",
      "Ignored as no part of an archive (1)",
    ]);
  });
});

test("an object that is missing or damaged is named when it is read, not before", async () => {
  const missing = objectKey("gone");
  const contents = { nodes: [{ files: { a: "gone" } }], missingObjects: [missing] };
  await withSource(writeArchive(temporary("gap.aiida"), contents), async ({ objects }) => {
    const damage = {
      code: "archive/corrupt",
      details: { member: `repo/${missing}`, check: "member missing" },
    };
    expect(objects.size(missing)).toBeNull();
    expect(objects.raw(missing)).toBeNull();
    expect(() => objects.read(missing)).toThrow(expect.objectContaining(damage));
    await expect(objects.readSlice(missing, 0, 1)).rejects.toMatchObject(damage);
  });
});

test("reading leaves the file as it was, and nothing beside it", async () => {
  const file = writeArchive(temporary("kept.aiida"), { nodes: [{ files: { a: "A" } }] });
  const before = { bytes: fs.readFileSync(file), mtime: fs.statSync(file).mtimeMs };
  await withSource(file, (source) => source.objects.read(objectKey("A")));
  expect({ bytes: fs.readFileSync(file), mtime: fs.statSync(file).mtimeMs }).toEqual(before);
  expect(fs.readdirSync(temporary())).toEqual(["kept.aiida"]);
});

test("however a file is cut or its bits are flipped, the error has a name", async () => {
  const contents = {
    nodes: [{ files: { a: "A".repeat(300), b: "B" } }, { attributes: { x: 1 } }],
    links: [[1, 2, "create", "r"]] as const,
  };
  const whole = fs.readFileSync(writeArchive(temporary("whole.aiida"), contents, 0)); // stored: flips reach SQLite
  const file = temporary("hurt.aiida");
  const useAll = (source: Source) => {
    readingArchive(() => {
      for (const table of ["db_dbnode", "db_dblink", "db_dbuser"])
        source.db.prepare(`SELECT * FROM ${table}`).all();
    });
    for (const key of source.objects.keys()) source.objects.read(key);
  };
  const flip = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }));
  await fc.assert(
    fc.asyncProperty(
      fc.array(flip, { maxLength: 4 }),
      fc.option(fc.nat(whole.length)),
      async (flips, cut) => {
        const bytes = Buffer.from(whole.subarray(0, cut ?? whole.length));
        for (const [at, bits] of flips) if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ bits;
        fs.writeFileSync(file, bytes);
        const error = await withSource(file, useAll).catch((e: unknown) => e);
        if (error === undefined) return;
        expect(error).toBeInstanceOf(AppError);
        expect((error as AppError).code).toMatch(/^archive\//);
      },
    ),
    { numRuns: 400 },
  );
});

test("a damaged database in a whole ZIP is corrupt wherever the damage is", async () => {
  const file = writeArchive(temporary("whole.aiida"), { nodes: [{}, {}], links: [[1, 2, "create", "r"]] });
  const database = await withSource(file, (source) => source.db.serialize());
  await fc.assert(
    fc.asyncProperty(
      fc.nat(database.length - 100),
      fc.uint8Array({ minLength: 1, maxLength: 64 }),
      async (at, noise) => {
        const hurt = Buffer.from(database);
        hurt.set(noise, at);
        const hurtFile = crafted({ "metadata.json": metadata, "db.sqlite3": hurt });
        const read = (source: Source) =>
          readingArchive(() =>
            source.db.prepare("SELECT * FROM db_dbnode JOIN db_dblink ON output_id = db_dbnode.id").all(),
          );
        const error = await withSource(hurtFile, read).then(
          () => null,
          (e: unknown) => e,
        );
        if (error !== null)
          expect(error).toMatchObject({ code: "archive/corrupt", details: { member: "db.sqlite3" } });
      },
    ),
    { numRuns: 300 },
  );
});

test("opening that was cancelled before it began does nothing", async () => {
  const job = { signal: { aborted: true }, progress: () => undefined };
  await expect(openSource(fixture("graph1.aiida"), job)).rejects.toMatchObject({ code: "cancelled" });
});

test("a path with blanks and odd characters opens", async () => {
  const folder = temporary("a b#c%20?ü ");
  fs.mkdirSync(folder);
  await withSource(writeArchive(path.join(folder, "x y.aiida ")), (source) =>
    expect(count(source, "db_dbuser")).toBe(1),
  );
});
