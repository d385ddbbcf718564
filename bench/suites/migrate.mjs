// Migrating archives of AiiDA 1, beside AiiDA's own migration in the same round.
import fs from "node:fs";
import path from "node:path";
import { root } from "../../build/runtime/run-step.mjs";
import { aiidaRun } from "../aiida/run.mjs";
import { benchFolder, ensureLegacyArchive, ensureLongLegacyArchive } from "../support/archives.mjs";
import { measureOnce, medianRatio, medians } from "../support/measure.mjs";
import { megabytes, publish, seconds, table, times } from "../support/report.mjs";

/**
 * By bytes of `data.json`, 1.2 kB a node. In the proportions of real studies each calculation has two dozen files of 100 kB
 * together; tiny ones, of which no archive of users consists, show what rows cost.
 */
const ARCHIVES = [
  { name: "20 MB of data.json, as in real studies", ensure: () => ensureLongLegacyArchive(20_000_000) },
  { name: "100 MB of data.json, as in real studies", ensure: () => ensureLongLegacyArchive(100_000_000) },
  { name: "20 MB of data.json, tiny files (unusual)", ensure: () => ensureLegacyArchive(20_000_000) },
  { name: "100 MB of data.json, tiny files (unusual)", ensure: () => ensureLegacyArchive(100_000_000) },
  {
    name: "5 MB of data.json, outputs of 200 kB (unusual)",
    ensure: () => ensureLegacyArchive(5_000_000, 200_000),
  },
];

/** Run the suite and publish it. */
export async function migrateSuite({ rounds, aiidaRounds, only }) {
  const archives = ARCHIVES.filter(({ name }) => only === undefined || name.includes(only));
  const folder = fs.mkdtempSync(path.join(benchFolder, "migrate-"));
  const target = path.join(folder, "migrated.aiida");
  const results = {};
  const run = (name, how) => {
    const result = measureOnce({ ...how, before: () => fs.rmSync(target, { force: true }) }, folder);
    (results[name] ??= []).push(result);
    console.error(`[bench] ${name}: ${seconds(result.wall)} wall, ${seconds(result.cpu)} CPU`);
  };
  try {
    for (let round = 0; round < rounds; round++) {
      for (const { name, ensure } of archives) {
        const archive = await ensure();
        const env = { STEMMA_CACHE: path.join(folder, "cache") };
        const stemma = [process.execPath, path.join(root, "build/stemma.mjs"), "migrate", archive, target];
        run(`${name}: Stemma`, { command: [...stemma, "--json"], env });
        if (round >= aiidaRounds) continue;
        const { command, env: own } = aiidaRun(["verdi", "archive", "migrate"], archive, target);
        run(`${name}: AiiDA`, { command: [...command, target], env: own });
      }
      publish("migrate", null, markdown(archives, results), { results });
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function markdown(archives, results) {
  const rows = archives.map(({ name }) => {
    const [ours, aiida] = ["Stemma", "AiiDA"].map((who) => results[`${name}: ${who}`] ?? []);
    const cost = (all) => {
      if (all.length === 0) return ["–", "–"];
      const { wall, cpu, peakBytes } = medians(all);
      return [`${seconds(wall)} (${seconds(cpu)})`, megabytes(peakBytes)];
    };
    const [wall, cpu] = ["wall", "cpu"].map((key) =>
      ours.length === 0 || aiida.length === 0 ? "–" : times(medianRatio(aiida, ours, key)),
    );
    return [name, ...cost(ours), ...cost(aiida), `${wall} (${cpu})`];
  });
  const headings = ["archive", "Stemma", "memory", "AiiDA", "memory", "AiiDA ÷ Stemma"];
  return `From version 0.10 to main_0001. Wall time, in brackets CPU time of all threads; memory at its peak.\n\n${table(headings, rows)}`;
}
