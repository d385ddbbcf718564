import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { openSource } from "../electron/archive/open-source.ts";
import { exportArchive } from "../electron/export/write-archive.ts";
import { closeSelection, countClosure, ruleEffects } from "../electron/provenance/closure.ts";
import { createProvenance, UNWATCHED } from "../electron/provenance/provenance.ts";
import { generateArchive } from "./generate.ts";

// Times what the basket and the export promise at 100,000 nodes. Run: node bench/run.mjs [nodes]
const nodeCount = Number(process.argv[2] ?? 100_000);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-bench-"));
const rows: [what: string, milliseconds: number, budget: number | null][] = [];

async function time<T>(what: string, budget: number | null, work: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  rows.push([what, performance.now() - start, budget]);
  return result;
}

try {
  const file = path.join(folder, "large.aiida");
  await time("generate the archive", null, () => generateArchive(file, nodeCount));
  const source = await time("open it (database not in the cache)", null, () =>
    openSource(file, UNWATCHED, { cacheDir: folder }),
  );
  const provenance = createProvenance(source);
  await time("read nodes and links", 500, () => provenance.graph(UNWATCHED));
  await time("read what comes with nodes", null, () => provenance.facts(UNWATCHED));
  await time("read which files nodes have", null, () => provenance.files(UNWATCHED));
  const { graph } = await provenance.graph(UNWATCHED);
  const selections = {
    "one node": { all: false, nodeIds: [graph.nodeIds.at(-1)!], groupIds: [], computerIds: [] },
    "a group of every tenth": { all: false, nodeIds: [], groupIds: [1], computerIds: [] },
    everything: { all: true, nodeIds: [], groupIds: [], computerIds: [] },
  };
  for (const [name, selection] of Object.entries(selections)) {
    for (const round of ["first", "again"]) {
      await time(`closure with counts and effects, ${name}, ${round}`, 200, async () => {
        const closure = await closeSelection(provenance, selection, {}, UNWATCHED);
        const files = await provenance.files(UNWATCHED);
        countClosure(closure, await provenance.facts(UNWATCHED), files, {
          includeComments: true,
          includeLogs: true,
        });
        return ruleEffects(closure, files);
      });
    }
  }
  for (const compression of [6, 0]) {
    const options = { compression, includeComments: true, includeLogs: true, includeAuthinfos: false };
    const target = path.join(folder, `out-${compression}.aiida`);
    const request = { selection: selections.everything, switches: {}, options, target };
    const outcome = await time(`export everything at level ${compression}`, null, () =>
      exportArchive(
        provenance,
        { ...request, mayReplace: false, dryRun: false, stemmaVersion: "bench" },
        UNWATCHED,
      ),
    );
    console.log(`level ${compression}: ${outcome.sizeBytes.toLocaleString("en-US")} bytes`, outcome.counts);
  }
  source.close();
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
for (const [what, milliseconds, budget] of rows) {
  const promise = budget === null ? "" : `  (budget ${budget} ms)`;
  console.log(`${milliseconds.toFixed(0).padStart(8)} ms  ${what}${promise}`);
}
console.log(`${(process.memoryUsage.rss() / 2 ** 20).toFixed(0).padStart(8)} MiB resident at the end`);
