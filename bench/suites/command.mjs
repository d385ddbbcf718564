// The command, AiiDA and the floor, in turn: cold (no cache), warm, and the same question to AiiDA.
import fs from "node:fs";
import path from "node:path";
import { root } from "../../build/runtime/run-step.mjs";
import { aiidaRun } from "../aiida/run.mjs";
import { benchFolder } from "../support/archives.mjs";
import { measureOnce, medianRatio, medians } from "../support/measure.mjs";
import { megabytes, publish, seconds, table, times } from "../support/report.mjs";

const GROUP = "screening/pilot"; // one node in a hundred

/** What is asked: of us, of AiiDA, and whether a cold run starts with inflating. */
const QUESTIONS = [
  { name: "--version", ours: () => ["--version"], aiida: ["verdi", "--version"], isCold: false },
  {
    name: "info --detailed",
    ours: (a) => ["info", a, "--detailed", "--json"],
    aiida: ["verdi", "archive", "info", "--detailed"],
  },
  { name: "info", ours: (a) => ["info", a, "--json"], aiida: null },
  { name: "nodes (newest 100 and count)", ours: (a) => ["nodes", a, "--json"], aiida: ["newest"] },
  { name: "nodes, all", ours: (a) => ["nodes", a, "--limit", "0", "--ndjson"], aiida: ["list"] },
  {
    name: "traverse --all --count",
    ours: (a) => ["traverse", a, "--all", "--count", "--json"],
    aiida: ["closure-all"],
  },
  {
    name: "traverse of a group",
    ours: (a) => ["traverse", a, "-G", GROUP, "--count", "--json"],
    aiida: ["closure-group", GROUP],
  },
  {
    name: "export --all, level 6",
    ours: (a, t) => ["export", a, t, "--all", "-f", "--json"],
    aiida: ["export-all", 6],
  },
  {
    name: "export --all, level 0",
    ours: (a, t) => ["export", a, t, "--all", "-f", "--compress", "0", "--json"],
    aiida: ["export-all", 0],
  },
  {
    name: "export of a group",
    ours: (a, t) => ["export", a, t, "-G", GROUP, "-f", "--json"],
    aiida: ["export-group", 6, GROUP],
  },
];

/** Run the suite and publish it. Rounds in which AiiDA takes its turn can be fewer: it takes minutes. */
export async function commandSuite({ archive, nodes, rounds, aiidaRounds, only }) {
  const folder = fs.mkdtempSync(path.join(benchFolder, "command-"));
  try {
    const questions = QUESTIONS.filter(({ name }) => only === undefined || name.includes(only));
    const results = new Map();
    for (let round = 0; round < rounds; round++) {
      measureRound({ questions, archive, folder, results, withAiida: round < aiidaRounds });
      // after each round: what is there is kept when somebody stops it
      publish("command", nodes, markdown(questions, results), { results: Object.fromEntries(results) });
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function measureRound({ questions, archive, folder, results, withAiida }) {
  const run = (what, how) => {
    const result = measureOnce(how, folder);
    results.set(what, [...(results.get(what) ?? []), result]);
    console.error(`[bench] ${what}: ${seconds(result.wall)} wall, ${seconds(result.cpu)} CPU`);
  };
  const cache = path.join(folder, "cache");
  const target = path.join(folder, "out.aiida");
  const inflated = path.join(folder, "floor.sqlite3");
  const clear = () => {
    for (const left of [cache, target, inflated]) fs.rmSync(left, { recursive: true, force: true });
  };
  const floor = (name, program, script) =>
    run(`floor, ${name}`, {
      command: [program, path.join(root, "bench/floor", script), archive, inflated],
      before: clear,
    });
  floor("Python", "python3", "inflate.py");
  for (const { name, ours, aiida, isCold = true } of questions) {
    const command = [...stemma(), ...ours(archive, target)];
    const env = { STEMMA_CACHE: cache };
    if (isCold) {
      floor(name, process.execPath, "inflate.mjs"); // right before: both meet the same disk and neighbours
      run(`${name}: cold`, { command, env, before: clear });
    }
    run(`${name}: warm`, { command, env, before: () => fs.rmSync(target, { force: true }) });
    if (aiida !== null && withAiida)
      run(`${name}: AiiDA`, {
        ...aiidaRun(aiida, archive, target),
        before: () => fs.rmSync(target, { force: true }),
      });
  }
  clear();
}

/** The command of the checkout; `STEMMA_COMMAND` names an installed one. */
function stemma() {
  const installed = process.env.STEMMA_COMMAND;
  return installed ? [installed] : [process.execPath, path.join(root, "build/stemma.mjs")];
}

function markdown(questions, results) {
  const get = (name) => results.get(name) ?? [];
  const floors = questions.flatMap(({ name }) => get(`floor, ${name}`));
  const cost = (name) => {
    const all = get(name);
    if (all.length === 0) return "–";
    const { wall, cpu } = medians(all);
    return `${seconds(wall)} (${seconds(cpu)})`;
  };
  const ratio = (above, below, key) =>
    get(above).length === 0 || below.length === 0 ? "–" : times(medianRatio(get(above), below, key));
  const ratios = (above, below) => {
    const [wall, cpu] = ["wall", "cpu"].map((key) => ratio(above, below, key));
    return wall === "–" ? "–" : `${wall} (${cpu})`;
  };
  const rows = questions.map(({ name }) => {
    const aiida = get(`${name}: AiiDA`);
    const peak = get(`${name}: cold`).length > 0 ? medians(get(`${name}: cold`)).peakBytes : undefined;
    const faster = (which) => {
      const ours = get(`${name}: ${which}`);
      if (aiida.length === 0 || ours.length === 0) return "–";
      const [wall, cpu] = ["wall", "cpu"].map((key) => times(medianRatio(aiida, ours, key)));
      return `${wall} (${cpu})`;
    };
    return [
      name,
      cost(`${name}: cold`),
      cost(`${name}: warm`),
      cost(`${name}: AiiDA`),
      ratios(`${name}: cold`, get(`floor, ${name}`)),
      faster("cold"),
      faster("warm"),
      megabytes(peak),
    ];
  });
  const headings = [
    "what",
    "cold",
    "warm",
    "AiiDA",
    "cold ÷ floor",
    "AiiDA ÷ cold",
    "AiiDA ÷ warm",
    "peak, cold",
  ];
  const { wall, cpu } = medians(floors);
  const floor = `Floor, inflating \`db.sqlite3\` to a file with its CRC: plain Node ${seconds(wall)} (${seconds(cpu)}), Python ${cost("floor, Python")}.`;
  return `Wall time, in brackets CPU time of all threads. Medians; ratios are medians of those of each round.\n\n${floor}\n\n${table(headings, rows)}`;
}
