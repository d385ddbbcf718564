import fs from "node:fs";
import path from "node:path";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { AppError } from "../../shared/ipc/errors.ts";
import type { Source } from "../archive/source.ts";
import { cancelledAt, quietJob, temporaryFolder } from "../archive/testing/temporary-folder.ts";
import type { ArchiveContents } from "../db/testing/contents.ts";
import { objectKey } from "../db/testing/fill-database.ts";
import { openSource } from "../sources/open-source.ts";
import { openStore } from "./open-store.ts";
import { everythingOf, type Lying, type StoreShape, writeStore } from "./testing/make-store.ts";

const temporary = temporaryFolder();
const CONTENTS: ArchiveContents = {
  nodes: [
    { id: 7, label: "first", files: { "a.txt": "A", "folder/b.bin": Buffer.alloc(3000, "b") } },
    { id: 9, files: { "c.txt": "C", empty: "" } },
  ],
};
const WAYS: readonly Lying[] = ["loose", "packed", "compressed", "both"];

async function withStore<T>(
  contents: ArchiveContents,
  shape: StoreShape,
  use: (source: Source, folder: string) => T | Promise<T>,
): Promise<T> {
  const folder = writeStore(temporary("profile"), contents, shape);
  return using(folder, (source) => use(source, folder));
}

async function using<T>(folder: string, use: (source: Source) => T | Promise<T>): Promise<T> {
  const source = await openSource(folder, quietJob(), { cacheDir: temporary("cache") });
  try {
    return await use(source);
  } finally {
    source.close();
  }
}

const refusal = (code: string, details: Record<string, unknown> = {}) =>
  expect.objectContaining({ code, details: expect.objectContaining(details) });

async function bytesOf(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

test("a profile folder opens by its contents, however its files lie", async () => {
  await withStore(CONTENTS, { lying: (i) => WAYS[i % WAYS.length]!, gap: 5 }, (source, folder) => {
    expect(source).toMatchObject({
      path: folder,
      kind: "store",
      container: "store",
      version: "main_0002",
      metadata: {},
      losses: null,
      warnings: [],
    });
    expect(source.db.prepare("SELECT id FROM db_dbnode ORDER BY id").pluck().all()).toEqual([7, 9]);
    const contents = ["A", "b".repeat(3000), "C", ""];
    expect(source.objects.count).toBe(4);
    expect([...source.objects.keys()].sort()).toEqual(contents.map((text) => objectKey(text)).sort());
    for (const text of contents) {
      expect(source.objects.size(objectKey(text))).toBe(text.length);
      expect(source.objects.read(objectKey(text)).toString()).toBe(text);
      expect(source.objects.raw(objectKey(text))).toBeNull();
    }
    const files = [
      "database.sqlite",
      "container/packs.idx",
      "container/config.json",
      "container/packs/0",
      ...["A", ""].map((text) => `container/loose/${objectKey(text).replace(/^../, "$&/")}`),
    ];
    const sizes = files.map((name) => fs.statSync(path.join(folder, name)).size);
    expect(source.sizeBytes).toBe(sizes.reduce((sum, size) => sum + size, 0));
  });
});

test("files read the same in whatever way they lie, whole, in slices and as a stream", async () => {
  const large = Buffer.from(Array.from({ length: 40_000 }, (_, i) => (i * 7919) % 251));
  const key = objectKey(large);
  for (const way of WAYS) {
    for (const prefix of [0, 5]) {
      fs.rmSync(temporary("profile"), { recursive: true, force: true });
      const shape = { lying: () => way, config: { loose_prefix_len: prefix } };
      await withStore({ nodes: [{ files: { large } }] }, shape, async ({ objects }) => {
        expect(objects.read(key)).toEqual(large);
        expect(await bytesOf(objects.stream(key))).toEqual(large);
        expect(await objects.readSlice(key, 39_990, 100)).toEqual(large.subarray(39_990));
        expect(objects.count).toBe(1);
      });
    }
  }
});

test("the profile may be named by its database or its container, or by a link", async () => {
  const folder = writeStore(temporary("profile"), CONTENTS);
  fs.symlinkSync(folder, temporary("link"));
  fs.renameSync(path.join(folder, "container"), temporary("moved"));
  fs.symlinkSync(temporary("moved"), path.join(folder, "container"));
  for (const name of ["profile", "profile/database.sqlite", "profile/container", "link"]) {
    await using(temporary(name), (source) => {
      expect(source.kind).toBe("store");
      expect(source.objects.read(objectKey("A")).toString()).toBe("A");
    });
  }
});

test("main_0001 is read, other versions are not", async () => {
  await withStore({}, { version: "main_0001" }, ({ version }) => expect(version).toBe("main_0001"));
  for (const version of ["main_0003", "main_0000", "0.13", null]) {
    fs.rmSync(temporary("profile"), { recursive: true });
    await expect(withStore({}, { version }, () => null)).rejects.toEqual(refusal("store/incompatible"));
  }
});

test("half a profile says what is missing", async () => {
  const folder = writeStore(temporary("profile"), CONTENTS);
  fs.renameSync(path.join(folder, "container"), temporary("kept"));
  await expect(using(folder, () => null)).rejects.toEqual(
    refusal("store/not-found", { missing: "container" }),
  );
  fs.renameSync(temporary("kept"), path.join(folder, "container"));
  fs.rmSync(path.join(folder, "database.sqlite"));
  await expect(using(folder, () => null)).rejects.toEqual(
    refusal("store/not-found", { missing: "database.sqlite" }),
  );
  fs.rmSync(folder, { recursive: true });
  await expect(openStore(folder, quietJob())).rejects.toMatchObject({
    code: "store/not-found",
    message: expect.stringContaining(`The store ${folder} is not there any more`),
  });
});

test.each([
  ["hash_type", { hash_type: "sha1" }, "store/incompatible"],
  ["container_version", { container_version: 2 }, "store/incompatible"],
  ["compression_algorithm", { compression_algorithm: "lzma+1" }, "store/incompatible"],
  ["loose_prefix_len", { loose_prefix_len: -1 }, "store/corrupt"],
  ["loose_prefix_len", { loose_prefix_len: 64 }, "store/corrupt"],
  ["loose_prefix_len", { loose_prefix_len: 1.5 }, "store/corrupt"],
  ["loose_prefix_len", { loose_prefix_len: "../.." }, "store/corrupt"],
  ["container_id", { container_id: 5 }, "store/corrupt"],
  ["hash_type", { hash_type: undefined }, "store/corrupt"],
  ["repository uuid", { container_id: "another" }, "store/corrupt"],
])("a container whose configuration is odd: %s %j", async (check, config, code) => {
  await expect(withStore({}, { config }, () => null)).rejects.toEqual(refusal(code, { check }));
});

test("a version of the container that is nested deeper than it could be written is another version", async () => {
  const folder = writeStore(temporary("profile"), CONTENTS);
  const deep = `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`;
  fs.writeFileSync(path.join(folder, "container/config.json"), `{"container_version":${deep}}`);
  await expect(using(folder, () => null)).rejects.toEqual(
    refusal("store/incompatible", { check: "container_version" }),
  );
});

test("a database that names no container is corrupt", async () => {
  await expect(withStore({}, { namedContainer: null }, () => null)).rejects.toEqual(
    refusal("store/corrupt", { check: "repository uuid" }),
  );
});

test("reading leaves everything as it was, and nothing new", async () => {
  const folder = writeStore(temporary("profile"), CONTENTS, { lying: (i) => WAYS[i % 4]! });
  const before = everythingOf(folder);
  await using(folder, async (source) => {
    for (const key of source.objects.keys()) await bytesOf(source.objects.stream(key));
    expect(everythingOf(folder)).toEqual(before);
  });
  expect(everythingOf(folder)).toEqual(before);
  expect(fs.existsSync(temporary("cache/copies"))).toBe(false); // a small one is copied into memory
});

test("a damaged or missing file is named when it is read, not before", async () => {
  const files = { a: "A".repeat(500), b: "B".repeat(500), c: "C".repeat(500), d: "D" };
  const shape: StoreShape = { lying: (i) => (["packed", "compressed", "loose", "loose"] as const)[i]! };
  await withStore({ nodes: [{ files }] }, shape, async ({ objects }, folder) => {
    const pack = path.join(folder, "container/packs/0");
    const bytes = fs.readFileSync(pack);
    bytes[100]! ^= 1;
    bytes[505]! ^= 1;
    fs.writeFileSync(pack, bytes);
    const loose = (text: string) =>
      path.join(folder, "container/loose", objectKey(text).replace(/^../, "$&/"));
    fs.writeFileSync(loose(files.c), "other");
    fs.rmSync(loose(files.d));
    for (const text of Object.values(files)) {
      const key = objectKey(text);
      expect(() => objects.read(key)).toThrow(refusal("store/corrupt", { key }));
      await expect(bytesOf(objects.stream(key))).rejects.toEqual(refusal("store/corrupt", { key }));
    }
    expect(objects.size(objectKey(files.d))).toBeNull();
    expect(() => objects.read("../../config.json")).toThrow(refusal("store/corrupt"));
  });
});

test("links, pipes and folders where files should be lead nowhere", async () => {
  const folder = writeStore(temporary("profile"), CONTENTS, { lying: (i) => (i === 0 ? "packed" : "loose") });
  const packs = path.join(folder, "container/packs/0");
  fs.writeFileSync(temporary("secret"), "C");
  fs.rmSync(packs);
  fs.symlinkSync(temporary("secret"), packs);
  const loose = path.join(folder, "container/loose", objectKey("C").replace(/^../, "$&/"));
  fs.rmSync(loose);
  fs.symlinkSync(temporary("secret"), loose);
  await using(folder, ({ objects }) => {
    for (const text of ["A", "C"])
      expect(() => objects.read(objectKey(text))).toThrow(
        refusal("store/corrupt", { check: "regular file" }),
      );
  });
  for (const name of ["database.sqlite", "container/packs.idx", "container/config.json"]) {
    const file = path.join(folder, name);
    const kept = fs.readFileSync(file);
    fs.rmSync(file);
    fs.symlinkSync(temporary("secret"), file);
    await expect(using(folder, () => null)).rejects.toEqual(
      refusal("store/corrupt", { check: "regular file" }),
    );
    fs.rmSync(file);
    fs.writeFileSync(file, kept);
  }
});

test("places in packs that cannot be, and bombs, are refused without reading them", async () => {
  const zeros = deflateSync(Buffer.alloc(50_000_000));
  const folder = writeStore(temporary("profile"), CONTENTS, { lying: () => "packed" });
  fs.writeFileSync(path.join(folder, "container/packs/0"), zeros);
  const { createPackIndex } = await import("./testing/make-store.ts");
  fs.rmSync(path.join(folder, "container/packs.idx"));
  const index = createPackIndex(path.join(folder, "container/packs.idx"));
  const rows: [compressed: unknown, size: unknown, offset: unknown, length: unknown, packId: unknown][] = [
    [0, 10, 1_000_000, 10, 0],
    [0, 10, -1, 10, 0],
    [0, 2 ** 52, 0, 2 ** 52, 0],
    [0, 9, 0, 10, 0],
    [1, 2 ** 40, 0, 100, 0],
    [1, 100, 0, zeros.length, 0],
    [1, zeros.length * 1000, 0, zeros.length, 0],
    [0, 1, 0, 1, "../../config.json"],
    [0, 1, 0, 1, 7],
    [0, "1", "0", null, 0].map((value) => value ?? "x") as [unknown, unknown, unknown, unknown, unknown],
  ];
  const keys = rows.map((row) => objectKey(String(row)));
  rows.forEach((row, i) =>
    index
      .prepare(
        'INSERT INTO db_object (hashkey, compressed, size, "offset", length, pack_id) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(keys[i], ...row),
  );
  index.close();
  await using(folder, async ({ objects }) => {
    for (const key of keys) {
      expect(() => objects.read(key, 1e9)).toThrow(refusal("store/corrupt"));
      await expect(bytesOf(objects.stream(key))).rejects.toEqual(refusal("store/corrupt"));
    }
    expect(() => objects.read(keys[6]!, 1000)).toThrow(refusal("archive/limit"));
  });
});

test("an index without its table, columns or key index is refused", async () => {
  const { createPackIndex } = await import("./testing/make-store.ts");
  const statements = [
    "DROP TABLE db_object",
    "DROP INDEX ix_db_object_hashkey",
    'ALTER TABLE db_object DROP COLUMN "offset"',
    "ALTER TABLE db_object RENAME TO other; CREATE VIEW db_object AS SELECT * FROM other",
  ];
  for (const statement of statements) {
    const folder = writeStore(temporary(`profile ${statements.indexOf(statement)}`), CONTENTS);
    fs.rmSync(path.join(folder, "container/packs.idx"));
    const index = createPackIndex(path.join(folder, "container/packs.idx"));
    index.exec(statement);
    index.close();
    await expect(using(folder, () => null)).rejects.toEqual(
      refusal("store/corrupt", { member: "container/packs.idx" }),
    );
  }
});

test("files of holes do not become full ones", async () => {
  for (const name of ["database.sqlite", "container/packs.idx"]) {
    const folder = writeStore(temporary(path.basename(name)), CONTENTS);
    fs.truncateSync(path.join(folder, name), 2 ** 34);
    await expect(using(folder, () => null)).rejects.toEqual(
      refusal("archive/limit", { limit: "STEMMA_MAX_RATIO" }),
    );
    expect(fs.readdirSync(temporary("cache/copies"))).toEqual([]);
  }
});

test("an index whose columns hold other things than numbers and keys is read without them", async () => {
  const folder = writeStore(temporary("profile"), CONTENTS, { lying: () => "packed" });
  fs.rmSync(path.join(folder, "container/packs.idx"));
  const { createPackIndex } = await import("./testing/make-store.ts");
  const index = createPackIndex(path.join(folder, "container/packs.idx"));
  const long = "x".repeat(1_000_000);
  const insert = index.prepare(
    'INSERT INTO db_object (hashkey, compressed, size, "offset", length, pack_id) VALUES (?, ?, ?, ?, ?, ?)',
  );
  insert.run(long, 0, 1, 0, 1, 0);
  insert.run(Buffer.alloc(64), 0, 1, 0, 1, 0);
  insert.run(objectKey("A"), long, long, Buffer.alloc(9), 2 ** 60, "0");
  index.close();
  await using(folder, ({ objects }) => {
    expect([...objects.keys()]).toEqual([objectKey("A")]);
    expect(objects.count).toBe(1);
    expect(objects.totalBytes).toBe(0);
    expect(() => objects.read(objectKey("A"))).toThrow(refusal("store/corrupt", { check: "row" }));
  });
});

test("without an index there are only loose files", async () => {
  const folder = writeStore(temporary("profile"), CONTENTS);
  fs.rmSync(path.join(folder, "container/packs.idx"));
  await using(folder, ({ objects }) => expect(objects.count).toBe(4));
});

test("cancelled before it began, it does nothing; while files are looked at, it leaves nothing", async () => {
  const folder = writeStore(temporary("profile"), CONTENTS);
  const job = { signal: { aborted: true }, progress: () => undefined };
  await expect(openSource(folder, job)).rejects.toMatchObject({ code: "cancelled" });
  const late = cancelledAt("looking at the files");
  await openSource(folder, late).then(
    (source) => source.close(), // few files are looked at before anybody is asked
    (error: unknown) => expect(error).toMatchObject({ code: "cancelled" }),
  );
});

test("however database, index or configuration are damaged, the error has a name", async () => {
  const folder = writeStore(temporary("profile"), CONTENTS, { lying: (i) => WAYS[i % 4]! });
  const names = ["database.sqlite", "container/packs.idx", "container/config.json", "container/packs/0"];
  const whole = new Map(names.map((name) => [name, fs.readFileSync(path.join(folder, name))]));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...names),
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 255 })), {
        maxLength: 4,
      }),
      fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      async (name, flips, cut) => {
        const original = whole.get(name)!;
        const bytes = Buffer.from(
          original.subarray(0, cut === null ? undefined : Math.floor(cut * original.length)),
        );
        for (const [at, bits] of flips) {
          const place = Math.min(bytes.length - 1, Math.floor(at * bytes.length));
          if (place >= 0) bytes[place]! ^= bits;
        }
        fs.writeFileSync(path.join(folder, name), bytes);
        fs.utimesSync(path.join(folder, name), 1, 1);
        const error = await using(folder, async (source) => {
          for (const key of source.objects.keys()) await bytesOf(source.objects.stream(key));
        }).catch((e: unknown) => e);
        fs.writeFileSync(path.join(folder, name), original);
        fs.utimesSync(path.join(folder, name), 1, 1);
        if (error === undefined) return;
        expect(error).toBeInstanceOf(AppError);
        expect((error as AppError).code).toMatch(/^store\/(?:corrupt|incompatible)$|^archive\/limit$/);
      },
    ),
    { numRuns: 250 },
  );
});
