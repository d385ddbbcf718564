import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { deflateRawSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Source } from "../../electron/archive/source.ts";
import { openSource } from "../../electron/sources/open-source.ts";
import { UNWATCHED } from "../../electron/provenance/provenance.ts";
import { writeCampaign } from "./campaign.ts";
import { writeLegacyArchive } from "./legacy/write-legacy.ts";

const LEGACY_BYTES = 400_000;

let folder: string;
const make = {
  current: (target: string) => writeCampaign({ nodes: 600, target, areFilesLong: true }),
  legacy: (target: string) => writeLegacyArchive({ dataBytes: LEGACY_BYTES, target, areFilesLong: true }),
};

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-long-"));
});

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

async function opened(kind: keyof typeof make, look: (source: Source) => void): Promise<void> {
  const file = path.join(folder, `${kind}.aiida`);
  await make[kind](file);
  const source = await openSource(file, UNWATCHED, { cacheDir: folder });
  look(source);
  source.close();
}

function filesNamed(source: Source, name: string): Buffer[] {
  const texts = source.db
    .prepare<[], { tree: string }>("SELECT repository_metadata AS tree FROM db_dbnode")
    .all();
  return texts.flatMap(({ tree }) => {
    const key = (JSON.parse(tree) as { o?: Record<string, { k?: string }> }).o?.[name]?.k;
    return key === undefined ? [] : [source.objects.read(key)];
  });
}

test.each(["current", "legacy"] as const)("a %s archive with long files is sound", async (kind) => {
  await opened(kind, (source) => {
    expect(source.warnings).toEqual([]);
    expect(source.version).toBe(kind === "legacy" ? "0.10" : "main_0001");
    const calculations = filesNamed(source, "aiida.in").length;
    expect(calculations).toBeGreaterThan(10);
    expect(filesNamed(source, "aiida.out").length).toBeGreaterThan(calculations * 0.8);
  });
});

test.each([
  ["current", "aiida.out"],
  ["current", "data-file-schema.xml"],
  ["legacy", "aiida.out"],
  ["legacy", "data-file-schema.xml"],
] as const)(
  "%s: %s is as long as real ones and packs like them, and no two are the same",
  async (kind, name) => {
    await opened(kind, (source) => {
      const files = filesNamed(source, name);
      const bytes = files.reduce((sum, file) => sum + file.length, 0);
      const packed = files.reduce((sum, file) => sum + deflateRawSync(file).length, 0);
      expect(bytes / files.length).toBeGreaterThan(30_000);
      expect(bytes / files.length).toBeLessThan(120_000);
      expect(bytes / packed).toBeGreaterThan(5);
      expect(bytes / packed).toBeLessThan(10);
      expect(new Set(files.map((file) => file.toString("latin1"))).size).toBe(files.length);
    });
  },
);

test.each(["current", "legacy"] as const)("%s: the same request gives the same bytes", async (kind) => {
  const hashes = [];
  for (const name of ["one", "two"]) {
    const file = path.join(folder, `${kind}-${name}`);
    await make[kind](file);
    hashes.push(createHash("sha256").update(fs.readFileSync(file)).digest("hex"));
  }
  expect(hashes[1]).toBe(hashes[0]);
});

test("the legacy archive has about the bytes of data.json that were asked for", async () => {
  const { dataBytes } = await make.legacy(path.join(folder, "sized.aiida"));
  expect(Math.abs(dataBytes / LEGACY_BYTES - 1)).toBeLessThan(0.1);
});
