import fs from "node:fs";
import path from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../archive/testing/temporary-folder.ts";
import { writeArchive } from "../../db/testing/make-archive.ts";
import { main } from "../cli.ts";

const at = temporaryFolder();
const BANDS = "e2e/fixtures/qe-si-bands.aiida"; // 69 nodes, in groups of 1 and 8
const FAILURES = "e2e/fixtures/qe-failures.aiida"; // 184 nodes, 66 of them the same

beforeEach(() => vi.stubEnv("STEMMA_CACHE", at("cache")));
afterEach(() => vi.unstubAllEnvs());

async function run(...words: string[]): Promise<{ status: number; stdout: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const status = await main(["import", "--store", at("store"), ...words], { stdout, stderr });
  return { status, stdout: String(stdout.read() ?? "") };
}

const json = async (...words: string[]) => JSON.parse((await run(...words, "--json")).stdout) as unknown;

test("a dry run of several files says of each what importing all of them in turn comes to", async () => {
  // What a dry run alone says, and what only an import has.
  const own = new Set(["dryRun", "differing", "importGroup", "importId"]);
  const without = (outcomes: unknown) =>
    (outcomes as object[]).map((one) => Object.entries(one).filter(([key]) => !own.has(key)));
  const tried = await json("--dry-run", BANDS, FAILURES);
  expect(tried).toMatchObject([
    { dryRun: true, new: { nodes: 69 }, existing: { nodes: 0 }, bytes: expect.any(Number) },
    { dryRun: true, new: { nodes: 118 }, existing: { nodes: 66 }, linksBetweenExisting: 0 },
  ]);
  expect(without(await json(BANDS, FAILURES))).toEqual(without(tried));
});

test("a file that cannot be read, or a dry run, leaves no empty store", async () => {
  expect((await run("nowhere.aiida")).status).toBe(1);
  expect((await run("-n", BANDS)).status).toBe(0);
  expect(fs.existsSync(at("store"))).toBe(false);
  for (const place of ["e2e/fixtures", `${BANDS}/inside`]) {
    expect(await json(BANDS, "--store", place)).toMatchObject({ error: { code: "store/incompatible" } });
  }
});

test("a folder stands for the archives in it, but an unpacked archive, a profile or the store for itself", async () => {
  for (const name of ["10", "9", "in/8"]) {
    fs.mkdirSync(path.dirname(at(`all/${name}`)), { recursive: true });
    fs.copyFileSync(BANDS, at(`all/${name}.aiida`));
  }
  fs.mkdirSync(at("all/empty"));
  const found = await json(at("all"), "--store", at("all/store"));
  expect(found).toMatchObject([
    { path: at("all/9.aiida"), new: { nodes: 69 } },
    { path: at("all/10.aiida"), new: { nodes: 0 } },
    { path: at("all/in/8.aiida"), new: { nodes: 0 } },
  ]);
  expect(await json(at("all"), "--store", at("all/store"), "-n")).toHaveLength(3); // the store is passed by
  expect(await json(at("all/store"))).toMatchObject([{ path: at("all/store"), new: { nodes: 69 } }]);
  expect(await json(at("all/empty"))).toMatchObject({ error: { code: "archive/not-an-archive" } });
});

test("a first import that fails leaves no store behind, unless there is something in it", async () => {
  const broken = at("broken.aiida");
  writeArchive(broken, { nodes: [{}], links: [[1, 1, "create", "self"]] });
  expect(await json(broken)).toMatchObject({ error: { code: "import/validation" } });
  expect(fs.readdirSync(at(""))).not.toContain("store");
  expect(fs.readdirSync(at("")).filter((name) => name.startsWith("store"))).toEqual([]);
  expect(await json(BANDS, broken)).toMatchObject({
    error: {
      code: "import/validation",
      message: expect.stringContaining(broken), // which of them
      details: { file: broken, imported: 1 },
    },
  });
  expect(await json("-n", BANDS)).toMatchObject([{ new: { nodes: 0 } }]);
});

test("a group for an import that is to have none, or one without a label, is refused", async () => {
  for (const label of ["", " ", "long".repeat(100)])
    expect(await json(BANDS, "-G", label)).toMatchObject({ error: { code: "import/validation" } });
  expect(await json(BANDS, "--no-import-group", "-G", "mine")).toMatchObject({ error: { code: "usage" } });
  expect(fs.existsSync(at("store"))).toBe(false);
});

test("a dry run says what is there already and not the same", async () => {
  await run(BANDS);
  expect(await json("-n", BANDS)).toMatchObject([
    { new: { nodes: 0, files: 0 }, bytes: 0, differing: { nodes: 0, extras: 69, groups: 0 } },
  ]);
  expect((await run("-n", BANDS)).stdout).toMatch(/there already, but not the same\n\s+extras\s+69\n/);
  expect(await json("-n", "-e", "keep_existing", BANDS)).toMatchObject([{ changed: { extras: 69 } }]);
});

test("nodes and groups of a file are imported with what belongs to them; groups are skipped", async () => {
  expect(await json("-n", BANDS, "--only-group", "Si/PBE/TM-NC")).toMatchObject([
    { new: { nodes: 1, groups: 1, users: 1 } },
  ]);
  expect(await json("-n", BANDS, "--only-group", "silicon/bands", "--no-create-backward")).toMatchObject([
    { new: { groups: 1 } },
  ]);
  expect(
    await json(BANDS, "--skip-group", "silicon/bands", "Si/PBE/TM-NC", "--no-import-group"),
  ).toMatchObject([{ new: { nodes: 69, groups: 0 }, importGroup: null }]);
});

test("rules without a part, and names that the file does not hold, are refused", async () => {
  expect((await run(BANDS, "--no-create-backward")).status).toBe(2);
  expect(await json(BANDS, "--only-group", "no such")).toMatchObject({ error: { code: "group/not-found" } });
  expect(await json(BANDS, "--nodes", "ffffffff")).toMatchObject({ error: { code: "node/not-found" } });
});
