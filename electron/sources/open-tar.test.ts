import fs from "node:fs";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test, vi } from "vitest";
import type { Source } from "../archive/source.ts";
import { quietJob, temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { objectKey } from "../db/testing/fill-database.ts";
import { type CraftedTarMember, craftTar } from "../legacy/testing/craft-tar.ts";
import { legacyFolder, legacyMembers, legacyUuid } from "../legacy/testing/make-legacy.ts";
import { openSource } from "./open-source.ts";

const temporary = temporaryFolder();
const NODE = `${legacyFolder(legacyUuid(1))}/path`;
const OTHER = `${legacyFolder(legacyUuid(2))}/path`;
afterEach(() => vi.unstubAllEnvs());

/** An archive of two nodes, the first with a file, and more members behind it. */
function members(...more: CraftedTarMember[]): CraftedTarMember[] {
  const whole = legacyMembers([{ files: { "a.txt": "one" } }, {}]);
  return [...[...whole].map(([name, data]) => ({ name, data: data ?? "" })), ...more];
}

const link = (name: string, linkName: string): CraftedTarMember => ({ name, type: "1", linkName });

async function open(tar: Buffer, container: "tar" | "tar.gz" = "tar"): Promise<Source> {
  const file = temporary(`old.${container}`);
  fs.writeFileSync(file, container === "tar" ? tar : gzipSync(tar));
  return openSource(file, quietJob(), { cacheDir: temporary("cache") });
}

const filesOf = ({ db }: Source): unknown[] =>
  db
    .prepare<[], string>("SELECT repository_metadata FROM db_dbnode ORDER BY id")
    .pluck()
    .all()
    .map((text) => JSON.parse(text) as unknown);

test.each(["tar", "tar.gz"] as const)(
  "hard links of a %s are the files that they link to",
  async (container) => {
    const linked = members(
      link(`${OTHER}/b.txt`, `${NODE}/a.txt`),
      link(`./${OTHER}/c.txt`, `${OTHER}/b.txt`),
      link(`${OTHER}/lost.txt`, `${OTHER}/later.txt`),
      { name: `${OTHER}/later.txt`, data: "two" },
    );
    const source = await open(craftTar(linked), container);
    const [one, two] = ["one", "two"].map((text) => ({ k: objectKey(Buffer.from(text)) }));
    expect(filesOf(source)).toEqual([
      { o: { "a.txt": one } },
      { o: { "b.txt": one, "c.txt": one, "later.txt": two } },
    ]);
    expect(source.objects.count).toBe(2);
    for (const [key, text] of [
      [one!.k, "one"],
      [two!.k, "two"],
    ] as const)
      expect(source.objects.read(key).toString()).toBe(text);
    expect(source.warnings).toEqual([`Ignored as links (1): ${OTHER}/lost.txt`]);
    source.close();
  },
);

test("links to a large file count with its size", async () => {
  const large = { name: `${NODE}/large`, data: Buffer.alloc(4 * 1024 * 1024, 1) };
  const links = (count: number) =>
    Array.from({ length: count }, (_, i) => link(`${OTHER}/${i}`, `${NODE}/large`));
  (await open(craftTar(members(large, ...links(10))))).close();
  vi.stubEnv("STEMMA_MAX_RATIO", "20");
  await expect(open(craftTar(members(large, ...links(40))))).rejects.toMatchObject({
    code: "archive/limit",
    details: { limit: "STEMMA_MAX_RATIO" },
  });
  vi.stubEnv("STEMMA_MAX_UNPACKED_BYTES", String(30 * 1024 * 1024));
  await expect(open(craftTar(members(large, ...links(10))))).rejects.toMatchObject({
    details: { limit: "STEMMA_MAX_UNPACKED_BYTES" },
  });
});

test.each(["metadata.json", "data.json"])("%s as a link is not found, as AiiDA has it", async (name) => {
  const renamed = members().flatMap((one) =>
    one.name === name ? [{ ...one, name: "real.json" }, link(name, "real.json")] : [one],
  );
  await expect(open(craftTar(renamed))).rejects.toMatchObject({
    code: "archive/corrupt",
    details: { check: "member missing" },
  });
});

test("a tar without its end mark is whole, and a warning says what may be lost", async () => {
  const source = await open(craftTar(members(), Buffer.alloc(0)));
  expect(source.objects.count).toBe(1);
  expect(source.warnings).toEqual([expect.stringContaining("no end mark")]);
  source.close();
});
