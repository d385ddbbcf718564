// `stemma verify` beside `sha256sum` over the same bytes, packed and unpacked, in turn.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { root } from "../../build/runtime/run-step.mjs";
import { benchFolder, ensureLongArchive } from "../support/archives.mjs";
import { bundle } from "../support/bundle.mjs";
import { measureOnce, medianRatio, medians } from "../support/measure.mjs";
import { megabytes, publish, seconds, table, times } from "../support/report.mjs";

/** Bytes of files in the archive that is mostly files, in MB. */
const FILES_MB = 1000;
/** Of more nodes the files of real studies take ten gigabytes and more on the disk, twice. */
const MOST_LONG_NODES = 200_000;

export async function verifySuite({ archive, nodes, rounds, only }) {
  const folder = fs.mkdtempSync(path.join(benchFolder, "verify-"));
  try {
    const script = await bundle("verify/archives.ts");
    const count = nodes.toLocaleString("en-US");
    const files = path.join(folder, "files.aiida");
    const cases = [
      { name: `${FILES_MB} MB of files`, archive: files, prepare: ["make", files, String(FILES_MB)] },
      ...(nodes <= MOST_LONG_NODES
        ? [{ name: `${count} nodes, files as in real studies`, ensure: () => ensureLongArchive(nodes) }]
        : []),
      { name: `${count} nodes, tiny files (unusual)`, archive },
    ].filter(({ name }) => only === undefined || name.includes(only));
    const results = new Map();
    for (const one of cases) {
      one.unpacked = `${path.join(folder, "unpacked")}-${results.size}`;
      one.archive ??= await one.ensure();
      if (one.prepare) runNode([script, ...one.prepare]);
      runNode([script, "unpack", one.archive, one.unpacked]);
      results.set(one.name, { packed: [], unpacked: [], cold: [], warm: [] });
    }
    const cache = path.join(folder, "cache");
    for (let round = 0; round < rounds; round++) {
      for (const { name, archive: file, unpacked } of cases) {
        const all = results.get(name);
        const run = (key, how) => {
          all[key].push(measureOnce(how, folder));
          console.error(`[bench] ${name}, ${key}: ${seconds(all[key].at(-1).wall)}`);
        };
        run("packed", { command: ["sha256sum", file] });
        run("unpacked", { command: ["sha256sum", unpacked] });
        const command = [process.execPath, path.join(root, "build/stemma.mjs"), "verify", file, "--json"];
        const env = { STEMMA_CACHE: cache };
        const clear = () => fs.rmSync(cache, { recursive: true, force: true });
        run("cold", { command, env, before: clear });
        run("warm", { command, env });
      }
      publish("verify", nodes, markdown(cases, results), { results: Object.fromEntries(results) });
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function runNode(words) {
  const { status } = spawnSync(process.execPath, words, { stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) throw new Error("an archive could not be made");
}

function markdown(cases, results) {
  const rows = cases.map(({ name, archive, unpacked }) => {
    const all = results.get(name);
    const cost = (key) => {
      const { wall, cpu } = medians(all[key]);
      return `${seconds(wall)} (${seconds(cpu)})`;
    };
    const ratio = (key) => times(medianRatio(all[key], all.unpacked, "wall"));
    return [
      name,
      megabytes(fs.statSync(archive).size),
      megabytes(fs.statSync(unpacked).size),
      cost("packed"),
      cost("unpacked"),
      cost("cold"),
      cost("warm"),
      ratio("cold"),
      ratio("warm"),
      megabytes(Math.max(...all.cold.concat(all.warm).map(({ peakBytes }) => peakBytes))),
    ];
  });
  const headings = [
    "archive",
    "packed",
    "unpacked",
    "`sha256sum`, packed",
    "`sha256sum`, unpacked",
    "verify, cold",
    "verify, warm",
    "cold ÷ unpacked",
    "warm ÷ unpacked",
    "peak",
  ];
  return `Wall time, in brackets CPU time of all threads. Medians; ratios are medians of those of each round. The bytes that \`verify\` hashes are the unpacked ones; of the last archive 71 % are its database, which is looked at row by row besides, of the one before it a quarter, as in real studies.\n\n${table(headings, rows)}`;
}
