// Opening an old archive with a large data.json: the first time, which converts it, and again; memory is the point.
import fs from "node:fs";
import path from "node:path";
import { root } from "../../build/runtime/run-step.mjs";
import { aiidaRun } from "../aiida/run.mjs";
import { benchFolder, ensureLegacyArchive } from "../support/archives.mjs";
import { measureOnce, medians } from "../support/measure.mjs";
import { megabytes, publish, seconds, table } from "../support/report.mjs";

const FIRST = "info, the first time";
const AGAIN = "info, again";
const AIIDA = "AiiDA: archive migrate";

/** Run the suite and publish it. AiiDA reads no old archive, so it is asked to migrate it, which ours does on opening. */
export async function legacySuite({ legacyBytes, rounds, aiidaRounds }) {
  const archive = await ensureLegacyArchive(legacyBytes);
  const folder = fs.mkdtempSync(path.join(benchFolder, "legacy-"));
  const env = { STEMMA_CACHE: path.join(folder, "cache") };
  const command = [process.execPath, path.join(root, "build/stemma.mjs"), "info", archive, "--json"];
  const target = path.join(folder, "migrated.aiida");
  const results = {};
  const run = (name, how) => {
    const result = measureOnce(how, folder);
    (results[name] ??= []).push(result);
    console.error(
      `[bench] ${name}: ${seconds(result.wall)} wall, ${seconds(result.cpu)} CPU, ${megabytes(result.peakBytes)}`,
    );
  };
  const clear = () => {
    for (const left of [env.STEMMA_CACHE, target]) fs.rmSync(left, { recursive: true, force: true });
  };
  try {
    for (let round = 0; round < rounds; round++) {
      run(FIRST, { command, env, before: clear });
      run(AGAIN, { command, env });
      if (round < aiidaRounds) {
        const { command: verdi, env: own } = aiidaRun(["verdi", "archive", "migrate"], archive, target);
        run(AIIDA, { command: [...verdi, target], env: own, before: clear });
      }
      publish("legacy", null, markdown(archive, results), { results });
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function markdown(archive, results) {
  const size = `An archive of version 0.10 of ${megabytes(fs.statSync(archive).size)}.`;
  const rows = Object.entries(results).map(([name, all]) => {
    const { wall, cpu, peakBytes } = medians(all);
    return [name, `${seconds(wall)} (${seconds(cpu)})`, megabytes(peakBytes)];
  });
  return `${size}\n\n${table(["what", "time (processor)", "memory at its peak"], rows)}`;
}
