import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { quietJob, temporaryFolder } from "../archive/testing/temporary-folder.ts";
import type { JobContext, Source } from "../archive/source.ts";
import { columnsOf, TABLE_NAMES } from "../db/archive-schema.ts";
import { codeOf, withArchive } from "../export/testing/export-request.ts";
import { migrateArchive } from "./migrate-archive.ts";
import type { MigrationRequest, TargetVersion } from "./migration.ts";

const at = temporaryFolder();
const folder = () => fs.readdirSync(at()).sort();
const FIXTURES = "e2e/fixtures";
const TABLES = TABLE_NAMES.filter((table) => table !== "db_dbsetting");

// Where AiiDA's own migration is there to compare with, `e2e/interop` does it for each of these files.
const FAMILY = [
  "export_0.1_simple.aiida",
  "export_0.2_simple.aiida",
  "export_0.2_simple.tar.gz",
  "export_0.3_simple.aiida",
  "export_0.4_simple.aiida",
  "export_0.4_simple.tar.gz",
  "export_0.9_simple.aiida",
  "export_0.13_simple.aiida",
];

function request(target: string, others: Partial<MigrationRequest> = {}): MigrationRequest {
  return { version: "main_0001", target, mayReplace: false, inPlace: false, ...others };
}

beforeEach(() => void vi.stubEnv("STEMMA_CACHE", at("cache")));
afterEach(() => void vi.unstubAllEnvs());

/** All rows of a table. */
function rowsOf({ db }: Source, table: string): unknown[] {
  return db.prepare(`SELECT ${columnsOf(table).join(", ")} FROM ${table} ORDER BY id`).all();
}

describe.each(FAMILY)("%s", (name) => {
  test.each<TargetVersion>(["main_0000", "main_0001"])(
    "as %s holds what the source shows",
    async (version) => {
      const file = path.join(FIXTURES, name);
      const before = fs.readFileSync(file);
      const outcome = await migrateArchive(file, request(at("out.aiida"), { version }), quietJob());
      const from = /0\.\d+/.exec(name)![0];
      const steps = 14 - Number(from.split(".")[1]) + (version === "main_0001" ? 1 : 0);
      expect(outcome).toMatchObject({
        from,
        to: version,
        counts: { nodes: 10, links: 8, groups: 4, files: 16 },
      });
      expect(outcome.conversion).toHaveLength(steps);
      expect(outcome.conversion[0]).toMatch(
        new RegExp(`^Converted from version ${from} to .* with Stemma v\\d`),
      );
      const shown = await withArchive(file, (source) => ({
        tables: TABLES.map((table) => rowsOf(source, table)),
        keys: [...source.objects.keys()].sort(),
      }));
      await withArchive(at("out.aiida"), (migrated) => {
        expect(migrated).toMatchObject({ version, container: "zip", losses: null });
        expect(TABLES.map((table) => rowsOf(migrated, table))).toEqual(shown.tables);
        expect([...migrated.objects.keys()].sort()).toEqual(shown.keys);
        for (const key of migrated.objects.keys()) migrated.objects.read(key); // its checksum is checked
        expect(migrated.metadata).toMatchObject({
          export_version: version,
          key_format: "sha256",
          compression: 6,
          creation_parameters: {},
          mtime: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        });
        expect(migrated.metadata).not.toHaveProperty("all_fields_info");
        const tables = migrated.db
          .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
          .pluck();
        expect(tables.all()).toEqual(
          [...(version === "main_0001" ? ["alembic_version"] : []), ...TABLES].sort(),
        );
      });
      expect(fs.readFileSync(file)).toEqual(before);
      expect(folder().filter((name) => name.startsWith("."))).toEqual([]);
    },
  );
});

test("an archive with a dangling link is refused, and nothing is left", async () => {
  const file = path.join(FIXTURES, "0.10_dangling_link.aiida");
  await expect(migrateArchive(file, request(at("out.aiida")), quietJob())).rejects.toMatchObject({
    code: "archive/corrupt",
    details: { findings: [expect.stringContaining("26522c2f")] },
  });
  expect(folder()).toEqual([]);
  const outcome = await migrateArchive(file, request(at("out.aiida")), quietJob(), { readable: true });
  expect(outcome.counts).toMatchObject({ nodes: 1, links: 0 });
  expect(outcome.warnings.join("\n")).toContain("26522c2f");
});

test("in place: the new archive stands where the old one was", async () => {
  fs.copyFileSync(path.join(FIXTURES, "export_0.4_simple.tar.gz"), at("old.tar.gz"));
  fs.chmodSync(at("old.tar.gz"), 0o600);
  const outcome = await migrateArchive(at("old.tar.gz"), request("", { inPlace: true }), quietJob());
  expect(outcome.path).toBe(fs.realpathSync(at("old.tar.gz")));
  expect(await withArchive(at("old.tar.gz"), ({ version, container }) => [version, container])).toEqual([
    "main_0001",
    "zip",
  ]);
  expect(fs.statSync(at("old.tar.gz")).mode & 0o777).toBe(0o600);
  expect(folder()).toEqual(["old.tar.gz"]);
});

test("cancelled at any step: nothing is left, an existing target is untouched", async () => {
  fs.writeFileSync(at("out.aiida"), "before");
  const file = path.join(FIXTURES, "export_0.4_simple.tar.gz");
  for (let step = 1; ; step++) {
    const signal = { aborted: false };
    let reports = 0;
    const context: JobContext = { signal, progress: () => void (signal.aborted = ++reports >= step) };
    const result = await codeOf(
      migrateArchive(file, request(at("out.aiida"), { mayReplace: true }), context),
    );
    expect(folder()).toEqual(["out.aiida"]);
    if (result !== "cancelled") break;
    expect(fs.readFileSync(at("out.aiida"), "utf8")).toBe("before");
  }
});
