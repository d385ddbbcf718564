import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test, vi } from "vitest";
import { clearCache, trimCache } from "../archive/cache-files.ts";
import type { JobContext, Source } from "../archive/source.ts";
import { cancelledAt, quietJob, temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { objectKey } from "../db/testing/fill-database.ts";
import {
  legacyFolder,
  legacyMembers,
  legacyUuid,
  type Members,
  writeLegacy,
} from "../legacy/testing/make-legacy.ts";
import { openSource, type OpenOptions } from "./open-source.ts";

const temporary = temporaryFolder();
const fixture = (name: string) => fileURLToPath(new URL(`../../e2e/fixtures/${name}`, import.meta.url));
const CONTAINERS = ["zip", "tar", "tar.gz", "folder"] as const;
type Kind = (typeof CONTAINERS)[number];
afterEach(() => vi.unstubAllEnvs());

async function withSource<T>(
  file: string,
  work: (source: Source) => T | Promise<T>,
  { job = quietJob(), ...options }: OpenOptions & { job?: JobContext } = {},
): Promise<T> {
  const source = await openSource(file, job, { cacheDir: temporary("cache"), ...options });
  try {
    return await work(source);
  } finally {
    source.close();
  }
}

const repositories = (source: Source): unknown =>
  source.db
    .prepare<[], [string, string]>("SELECT uuid, repository_metadata FROM db_dbnode ORDER BY uuid")
    .raw()
    .all()
    .map(([uuid, text]) => [uuid, JSON.parse(text)]);

async function expectSound({ objects }: Source): Promise<void> {
  expect([...objects.keys()]).toHaveLength(objects.count);
  for (const key of objects.keys()) {
    const bytes = objects.read(key);
    expect(objectKey(bytes)).toBe(key);
    expect(objects.size(key)).toBe(bytes.length);
    expect(await objects.readSlice(key, 1, 3)).toEqual(bytes.subarray(1, 4));
    const parts: Buffer[] = [];
    for await (const part of objects.stream(key)) parts.push(Buffer.from(part));
    expect(Buffer.concat(parts).equals(bytes)).toBe(true);
  }
  expect(objects.size("0".repeat(64))).toBeNull();
  expect(() => objects.read("0".repeat(64))).toThrow(expect.objectContaining({ code: "archive/corrupt" }));
}

const VERSIONS = [
  "0.1",
  "0.2",
  "0.3",
  "0.4",
  "0.5",
  "0.6",
  "0.7",
  "0.8",
  "0.9",
  "0.10",
  "0.11",
  "0.12",
  "0.13",
];

test.each([
  ...VERSIONS.map((version) => [`export_${version}_simple.aiida`, version, "zip"]),
  ["export_0.2_simple.tar.gz", "0.2", "tar.gz"],
  ["export_0.4_simple.tar.gz", "0.4", "tar.gz"],
])("%s has the files of its family's current archive", async (name, version, container) => {
  const expected = await withSource(fixture("export_main_0001_simple.aiida"), repositories);
  await withSource(fixture(name), async (source) => {
    expect(source).toMatchObject({
      kind: "archive",
      container,
      version,
      readAs: "main_0001",
      losses: null,
      warnings: [],
    });
    expect(repositories(source)).toEqual(expected);
    expect(source.objects.count).toBe(16);
    await expectSound(source);
    expect(source.metadata["export_version"]).toBe(version);
    expect(JSON.parse(source.metadataText)).toEqual(source.metadata);
  });
  expect(fs.readdirSync(temporary("cache/databases"))).toEqual([]); // small: nothing is kept
});

const SAMPLE = legacyMembers([
  { files: { "a.txt": "one", "deep/er/b.txt": "two", "same.txt": "one", empty: null, nothing: "" } },
  { attributes: { value: 10 } },
]);
const PATH = `${legacyFolder(legacyUuid(1))}/path`;

test.each(CONTAINERS)("files and empty folders are read from a %s", async (container) => {
  const file = await writeLegacy(temporary("old"), container, SAMPLE);
  await withSource(file, async (source) => {
    expect(source).toMatchObject({ container, kind: container === "folder" ? "folder" : "archive" });
    const [[uuid, tree], [, none]] = repositories(source) as [[string, unknown], [string, unknown]];
    expect(uuid).toBe(legacyUuid(1));
    expect(tree).toEqual({
      o: {
        "a.txt": { k: objectKey(Buffer.from("one")) },
        deep: { o: { er: { o: { "b.txt": { k: objectKey(Buffer.from("two")) } } } } },
        "same.txt": { k: objectKey(Buffer.from("one")) },
        empty: {},
        nothing: { k: objectKey(Buffer.from("")) },
      },
    });
    expect(none).toEqual({});
    expect(source.objects.count).toBe(3);
    await expectSound(source);
  });
});

test.each(CONTAINERS)("what belongs to no node is left alone in a %s", async (container) => {
  const members: Members = new Map([
    ...SAMPLE,
    ["nodes/.DS_Store", Buffer.from("x")],
    [`${legacyFolder(legacyUuid(1))}/other/x.txt`, Buffer.from("x")],
    [`${legacyFolder(legacyUuid(1))}/x.txt`, Buffer.from("x")],
    ["readme.txt", Buffer.from("x")],
  ]);
  const file = await writeLegacy(temporary("old"), container, members);
  await withSource(file, ({ objects }) => expect(objects.count).toBe(3));
});

test.skipIf(process.platform === "win32")("no link of a folder is followed", async () => {
  const folder = await writeLegacy(temporary("old"), "folder", SAMPLE);
  fs.writeFileSync(temporary("secret"), "outside");
  fs.symlinkSync(temporary("secret"), path.join(folder, PATH, "link"));
  fs.symlinkSync(temporary(""), path.join(folder, PATH, "linked"));
  await withSource(folder, ({ objects, warnings }) => {
    expect(objects.count).toBe(3);
    expect(warnings).toEqual([expect.stringContaining("Ignored as no files and no folders (2)")]);
  });
  fs.rmSync(path.join(folder, "data.json"));
  fs.symlinkSync(temporary("secret"), path.join(folder, "data.json"));
  await expect(openSource(folder, quietJob())).rejects.toMatchObject({ code: "archive/corrupt" });
});

test("names that lead out of a tar are passed over, and links", async () => {
  const evil: Members = new Map([
    ...SAMPLE,
    [`${PATH}/../../../../../../evil`, Buffer.from("x")],
    ["/etc/evil", Buffer.from("x")],
    [`/${PATH}/evil`, Buffer.from("x")],
    [`${PATH}/c:\\evil`, Buffer.from("x")],
  ]);
  const file = await writeLegacy(temporary("old.tar"), "tar", evil);
  await withSource(file, ({ objects, warnings }) => {
    expect(objects.count).toBe(3);
    expect(warnings).toEqual([expect.stringContaining("Ignored because of unsafe names (4)")]);
  });
});

test.each(["zip", "tar", "tar.gz"] as const)("a %s cut short anywhere is damaged", async (container) => {
  const file = await writeLegacy(temporary("old"), container, SAMPLE);
  const whole = fs.readFileSync(file);
  for (const share of [0.3, 0.6, 0.9, 0.97]) {
    fs.writeFileSync(file, whole.subarray(0, Math.floor((whole.length - 1200) * share) + 100));
    await expect(openSource(file, quietJob()), String(share)).rejects.toMatchObject({
      code: "archive/corrupt",
    });
  }
});

test("damaged files are all named; asked to, the rest is shown", async () => {
  const file = await writeLegacy(temporary("old.zip"), "zip", SAMPLE);
  const bytes = fs.readFileSync(file);
  for (const name of ["a.txt", "b.txt"]) {
    const at = bytes.indexOf(name) + name.length;
    bytes[at + 1]! ^= 0xff;
  }
  fs.writeFileSync(file, bytes);
  const error = await openSource(file, quietJob()).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: "archive/corrupt", details: { damagedFiles: 2 } });
  await withSource(
    file,
    (source) => {
      expect(source.losses).toMatchObject({ objectsLost: 2, nodesWithoutFiles: 1, rowsSkipped: 0 });
      expect(source.objects.count).toBe(2);
    },
    { readable: true },
  );
});

test.each(["tar", "tar.gz"] as const)("of a %s cut short what is left is shown", async (container) => {
  const file = await writeLegacy(temporary("old"), container, SAMPLE);
  const whole = fs.readFileSync(file);
  const end = container === "tar" ? whole.indexOf("same.txt") : Math.floor(whole.length * 0.8);
  fs.writeFileSync(file, whole.subarray(0, end));
  await withSource(
    file,
    (source) => {
      expect(labels(source)).toEqual(["node 1", "node 2"]);
      expect(source.losses).toMatchObject({ isAtLeast: true, rowsSkipped: 0 });
      expect(source.losses?.findings[0]).toMatch(/cut short|damaged/);
      expect(source.objects.count).toBeGreaterThan(0);
    },
    { readable: true },
  );
});

test("a tar of a current version is damaged, one of a version to come is not supported", async () => {
  for (const container of ["tar", "tar.gz"] as const) {
    const current = await writeLegacy(temporary("x"), container, legacyMembers([], "main_0001"));
    await expect(openSource(current, quietJob())).rejects.toMatchObject({
      code: "archive/corrupt",
      details: { check: "container" },
    });
    const unknown = await writeLegacy(temporary("x"), container, legacyMembers([], "0.14"));
    await expect(openSource(unknown, quietJob())).rejects.toMatchObject({
      code: "archive/unsupported-version",
      details: { version: "0.14" },
    });
  }
});

/** More than is converted in memory: by `data.json`, or for a gzipped tar by the inflated tar. */
const large = (container: Kind, label = "x"): Members =>
  legacyMembers([
    container === "tar.gz"
      ? { attributes: { text: label }, files: { zeros: Buffer.alloc(33 * 1024 * 1024) } }
      : {
          attributes: { text: label.repeat(8.5 * 1024 * 1024) },
          files: { zeros: Buffer.alloc(1024 * 1024) },
        },
    { files: { "b.txt": "two" } },
  ]);
const kept = (): string[] =>
  fs
    .readdirSync(temporary("cache/databases"))
    .map((name) => name.replace(/^[0-9a-f]+\./, ""))
    .sort();
const labels = ({ db }: Source): unknown =>
  db.prepare("SELECT label FROM db_dbnode ORDER BY id").pluck().all();

test.each(CONTAINERS)(
  "a large %s is converted once, and the second opening reads nothing of it",
  async (container) => {
    const file = await writeLegacy(temporary("old"), container, large(container));
    const first = quietJob();
    const [rows, facts] = await withSource(
      file,
      async (source) => {
        await expectSound(source);
        return [repositories(source), [source.sizeBytes, source.metadataText, source.warnings]];
      },
      { job: first },
    );
    expect(first.reports.map(({ phase }) => phase)).toContain("reading the files of the nodes");
    const files = container === "tar.gz" ? ["sqlite3", "tar.index", "written"] : ["sqlite3", "written"];
    expect(kept()).toEqual(files);
    const second = quietJob();
    await withSource(
      file,
      async (source) => {
        expect([repositories(source), [source.sizeBytes, source.metadataText, source.warnings]]).toEqual([
          rows,
          facts,
        ]);
        await expectSound(source);
        expect(clearCache(temporary("cache"))).toEqual({ freedBytes: 0, inUse: 1 });
      },
      { job: second },
    );
    expect(second.reports.filter(({ phase }) => phase !== "looking through the folder")).toEqual([]);
    expect(clearCache(temporary("cache")).inUse).toBe(0);
    expect(kept()).toEqual([]);
  },
);

test("a changed file, or a file of a changed folder, is converted anew", async () => {
  const file = await writeLegacy(temporary("old.tar"), "tar", large("tar"));
  await withSource(file, labels);
  await writeLegacy(file, "tar", large("tar", "y"));
  await withSource(file, (source) => {
    expect(source.db.prepare("SELECT attributes FROM db_dbnode WHERE id = 1").pluck().get()).toMatch(
      /^\{"text": ?"yyy/,
    );
  });
  const folder = await writeLegacy(temporary("folder"), "folder", large("folder"));
  await withSource(folder, labels);
  fs.writeFileSync(path.join(folder, legacyFolder(legacyUuid(2)), "path/b.txt"), "new");
  await withSource(folder, ({ objects }) => expect(objects.size(objectKey(Buffer.from("new")))).toBe(3));
});

test("a cached conversion that is damaged, or lacks its tar, is made again", async () => {
  const file = await writeLegacy(temporary("old.tar.gz"), "tar.gz", large("tar.gz"));
  await withSource(file, labels);
  const nameOf = (end: string) =>
    temporary(
      `cache/databases/${fs.readdirSync(temporary("cache/databases")).find((name) => name.endsWith(end))}`,
    );
  fs.truncateSync(nameOf(".sqlite3"), 100_000);
  expect(await withSource(file, labels)).toEqual(["node 1", "node 2"]);
  fs.truncateSync(nameOf(".tar.index"), 1000);
  await withSource(file, expectSound);
  fs.rmSync(nameOf(".tar.index"));
  await withSource(file, expectSound);
  fs.writeFileSync(nameOf(".sqlite3"), fs.readFileSync(nameOf(".sqlite3")).fill(7, 0, 4096));
  await withSource(file, expectSound);
});

test("an opening waits for another one that converts the same archive", async () => {
  const file = await writeLegacy(temporary("old.tar.gz"), "tar.gz", large("tar.gz"));
  const second = quietJob();
  const others: Promise<unknown>[] = [];
  const first: JobContext = {
    signal: { aborted: false },
    progress: ({ phase }) => {
      const isFirst = others.length === 0 && phase === "reading the files of the nodes";
      if (isFirst) others.push(withSource(file, labels, { job: second }));
    },
  };
  expect(await withSource(file, labels, { job: first })).toEqual(["node 1", "node 2"]);
  expect(await Promise.all(others)).toEqual([["node 1", "node 2"]]);
  const phases = new Set(second.reports.map(({ phase }) => phase));
  expect([...phases]).toEqual(["waiting for another window or command that converts this archive"]);
});

test("openings at the very same time all end with a whole conversion", async () => {
  const file = await writeLegacy(temporary("old.tar.gz"), "tar.gz", large("tar.gz"));
  const all = await Promise.all([1, 2, 3].map(() => withSource(file, labels)));
  expect(all).toEqual([
    ["node 1", "node 2"],
    ["node 1", "node 2"],
    ["node 1", "node 2"],
  ]);
  expect(kept()).toEqual(["sqlite3", "tar.index", "written"]);
});

test("cancelled at any stage, nothing stays", async () => {
  const file = await writeLegacy(temporary("old.tar.gz"), "tar.gz", large("tar.gz"));
  const job = quietJob();
  await withSource(file, labels, { job });
  clearCache(temporary("cache"));
  const phases = new Set(job.reports.map(({ phase }) => phase));
  expect(phases.size).toBeGreaterThan(2);
  for (const phase of phases) {
    await expect(withSource(file, labels, { job: cancelledAt(phase) }), phase).rejects.toMatchObject({
      code: "cancelled",
    });
    expect(kept(), phase).toEqual([]);
  }
});

test("a small tar.gz with damage anywhere behind its start is damaged, and not some other file", async () => {
  const file = await writeLegacy(temporary("old.tar.gz"), "tar.gz", SAMPLE);
  const whole = fs.readFileSync(file);
  for (const at of [whole.length - 6, whole.length - 2, whole.length >> 1]) {
    const bytes = Buffer.from(whole);
    bytes[at]! ^= 0xff;
    fs.writeFileSync(file, bytes);
    await expect(withSource(file, labels), String(at)).rejects.toMatchObject({ code: "archive/corrupt" });
  }
});

test("a damaged archive leaves nothing in the cache", async () => {
  const file = await writeLegacy(temporary("old.tar.gz"), "tar.gz", large("tar.gz"));
  const bytes = fs.readFileSync(file);
  bytes[bytes.length - 6]! ^= 0xff; // its checksum
  fs.writeFileSync(file, bytes);
  await expect(withSource(file, labels)).rejects.toMatchObject({
    code: "archive/corrupt",
    details: { check: "gzip" },
  });
  expect(kept()).toEqual([]);
});

test.skipIf(process.platform === "win32")(
  "without a usable cache folder a private temporary file does",
  async () => {
    const file = temporary("old");
    fs.writeFileSync(temporary("cache"), "a file where the folder should be");
    fs.mkdirSync(temporary("tmp"));
    vi.stubEnv("TMPDIR", temporary("tmp"));
    for (const container of ["zip", "tar.gz"] as Kind[]) {
      await writeLegacy(file, container, large(container));
      await withSource(file, expectSound);
      expect(fs.readdirSync(temporary("tmp"))).toEqual([]);
      await expect(
        withSource(file, labels, { job: cancelledAt("reading the files of the nodes") }),
      ).rejects.toMatchObject({
        code: "cancelled",
      });
      expect(fs.readdirSync(temporary("tmp"))).toEqual([]);
    }
  },
);

test("trimmed with the rest, longest unused first", async () => {
  const one = await writeLegacy(temporary("one.tar.gz"), "tar.gz", large("tar.gz"));
  const two = await writeLegacy(temporary("two.tar.gz"), "tar.gz", large("tar.gz", "z"));
  await withSource(one, labels);
  await withSource(two, labels);
  expect(kept()).toHaveLength(6);
  const folder = temporary("cache/databases");
  const newest = fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(".sqlite3"))
    .map((name) => path.join(folder, name));
  newest.sort((a, b) => fs.statSync(b).mtimeMs - fs.statSync(a).mtimeMs);
  trimCache(folder, newest[0]!, 1);
  expect(kept()).toHaveLength(3);
});

test("a bomb is stopped in every container", async () => {
  vi.stubEnv("STEMMA_MAX_RATIO", "50");
  const bomb = legacyMembers([{ files: { zeros: Buffer.alloc(80 * 1024 * 1024) } }]);
  for (const container of ["zip", "tar.gz"] as Kind[]) {
    const file = await writeLegacy(temporary(container), container, bomb);
    await expect(withSource(file, labels)).rejects.toMatchObject({ code: "archive/limit" });
  }
  vi.stubEnv("STEMMA_MAX_UNPACKED_BYTES", "500");
  for (const container of ["zip", "tar.gz"] as Kind[]) {
    const file = await writeLegacy(temporary(container), container, SAMPLE);
    await expect(withSource(file, labels)).rejects.toMatchObject({
      code: "archive/limit",
      details: { limit: "STEMMA_MAX_UNPACKED_BYTES" },
    });
  }
  vi.unstubAllEnvs();
  vi.stubEnv("STEMMA_MAX_NODE_FILES", "3");
  const full = await writeLegacy(temporary("full.zip"), "zip", SAMPLE);
  await expect(withSource(full, labels)).rejects.toMatchObject({
    details: { limit: "STEMMA_MAX_NODE_FILES" },
  });
  vi.stubEnv("STEMMA_MAX_MEMBERS", "2");
  const file = await writeLegacy(temporary("many.tar"), "tar", SAMPLE);
  await expect(withSource(file, labels)).rejects.toMatchObject({ code: "archive/limit" });
});
