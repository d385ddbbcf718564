import { expect, test } from "vitest";
import { quietJob, temporaryFolder } from "../../archive/testing/temporary-folder.ts";
import { openSource } from "../../sources/open-source.ts";
import { createStore } from "../create-store.ts";
import { importProgress } from "./import-progress.ts";
import { DEFAULT_OPTIONS } from "./import-run.ts";
import { WHOLE } from "./import-scope.ts";
import { importSource } from "./import-source.ts";

const at = temporaryFolder();

test.each(["qe-si-bands", "qe-failures", "arithmetic.add", "export_0.7_simple"])(
  "an import of %s says how much of the whole is done, up to the end and never less than before",
  async (name) => {
    const source = await openSource(`e2e/fixtures/${name}.aiida`, quietJob(), { cacheDir: at("cache") });
    createStore(at("store"));
    for (const round of ["into an empty store", "again"]) {
      const job = quietJob();
      await importSource(source, at("store"), DEFAULT_OPTIONS, importProgress(source, WHOLE, job));
      const shares = job.reports.map(({ share }) => share ?? Number.NaN);
      expect(shares, round).toEqual([...shares].sort((a, b) => a - b));
      expect(
        shares.every((share) => share >= 0 && share <= 1),
        round,
      ).toBe(true);
      if (name.startsWith("qe")) expect(shares.at(-1), round).toBeGreaterThan(0.5);
      const counted = job.reports.filter(({ phase }) => phase === "importing nodes");
      expect(
        counted.every(({ done, total }) => total === null || done <= total),
        round,
      ).toBe(true);
    }
    source.close();
  },
);

test("a part of a source has no whole that is known beforehand", async () => {
  const source = await openSource("e2e/fixtures/qe-si-bands.aiida", quietJob(), { cacheDir: at("cache") });
  const job = quietJob();
  const part = { skippedGroups: [], only: { nodes: [], groups: [], computers: [], rules: {} } };
  importProgress(source, part, job).progress({
    phase: "importing nodes",
    done: 1,
    total: null,
    unit: "nodes",
  });
  expect(job.reports).toEqual([{ phase: "importing nodes", done: 1, total: null, unit: "nodes" }]);
  source.close();
});
