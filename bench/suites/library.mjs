// Imports into the library, previews of them, and its export, beside AiiDA doing the same in the same round.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { root } from "../../build/runtime/run-step.mjs";
import { aiidaStore } from "../aiida/run.mjs";
import { benchFolder, ensureArchive, ensureFilesArchive } from "../support/archives.mjs";
import { measureOnce, medianRatio, medians } from "../support/measure.mjs";
import { megabytes, publish, seconds, table, times } from "../support/report.mjs";

/** The large ones take AiiDA minutes: it does them once, and its results are kept (`KEPT`) until somebody removes them. */
const ARCHIVES = [
  { name: "1,000 nodes", nodes: 1_000, make: () => ensureArchive(1_000) },
  { name: "10,000 nodes", nodes: 10_000, make: () => ensureArchive(10_000) },
  { name: "100,000 nodes", nodes: 100_000, isLarge: true, make: () => ensureArchive(100_000) },
  {
    name: "100,000 small files",
    nodes: 100_000,
    isLarge: true,
    make: () => ensureFilesArchive(100_000, 100),
  },
  { name: "1 GB in 2,000 files", nodes: 2_000, isLarge: true, make: () => ensureFilesArchive(2_000, 1000) },
];
const MILLION = {
  name: "a million nodes",
  nodes: 1_000_000,
  isLarge: true,
  make: () => ensureArchive(1_000_000),
};

/** In this order, from an empty store on. AiiDA's own words for each; it has no preview, but a test run that takes as long. */
const STEPS = [
  { name: "preview", ours: (a, s) => ["import", a, "--store", s, "--dry-run"], aiida: null },
  { name: "import", ours: (a, s) => ["import", a, "--store", s], aiida: (a) => ["import", a, "real"] },
  {
    name: "preview of what is there",
    ours: (a, s) => ["import", a, "--store", s, "--dry-run"],
    aiida: (a) => ["import", a, "dry"],
  },
  { name: "import again", ours: (a, s) => ["import", a, "--store", s], aiida: (a) => ["import", a, "real"] },
  {
    name: "export of all",
    ours: (_, s, target) => ["export", s, target, "--all", "-f"],
    aiida: (_, target) => ["export-store", target, "6"],
  },
];

const KEPT = path.join(benchFolder, "results", "library-aiida.json");

/** Run the suite and publish it; with `--nodes 1000000` also a million nodes, by ourselves. */
export async function librarySuite({ nodes, rounds, aiidaRounds, only }) {
  fs.mkdirSync(benchFolder, { recursive: true });
  const folder = fs.mkdtempSync(path.join(benchFolder, "library-"));
  const archives = [];
  for (const one of nodes === MILLION.nodes ? [...ARCHIVES, MILLION] : ARCHIVES) {
    if (only !== undefined && !one.name.includes(only)) continue;
    const file = await one.make();
    archives.push(Object.assign(one, { file, ...bytesOf(file) }));
  }
  const kept = fs.existsSync(KEPT) ? JSON.parse(fs.readFileSync(KEPT, "utf8")) : {};
  const results = {};
  for (const [key, all] of Object.entries(kept)) {
    if (archives.some(({ name }) => key.startsWith(`${name}, `))) results[key] = all;
  }
  try {
    for (let round = 0; round < rounds; round++) {
      for (const archive of archives) {
        const most = archive.isLarge ? Math.min(1, aiidaRounds) : aiidaRounds;
        const isKept = kept[`${archive.name}, import: AiiDA`] !== undefined;
        const withAiida = round < most && !isKept && archive !== MILLION;
        measureRound({ archive, folder, results, kept, withAiida });
        publish("library", null, markdown(archives, results), { archives, results });
      }
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function keep(kept, key, all) {
  kept[key] = all;
  fs.mkdirSync(path.dirname(KEPT), { recursive: true });
  fs.writeFileSync(KEPT, `${JSON.stringify(kept, null, 2)}\n`);
}

function measureRound({ archive, folder, results, kept, withAiida }) {
  const work = path.join(folder, "round");
  const at = (name) => path.join(work, name);
  fs.rmSync(work, { recursive: true, force: true });
  for (const name of ["cache", "temporary"]) fs.mkdirSync(at(name), { recursive: true });
  const env = { STEMMA_CACHE: at("cache"), TMPDIR: at("temporary"), SQLITE_TMPDIR: at("temporary") };
  const stemma = [process.execPath, path.join(root, "build/stemma.mjs")];
  measureOnce({ command: [...stemma, "store", "init", at("store")], env }, folder);
  const theirs = (words) => aiidaStore(words, at("aiida"));
  if (withAiida) measureOnce(theirs(["make-store"]), folder);
  const run = (who, name, how) => {
    const result = measureOnce(how, folder);
    const key = `${archive.name}, ${name}: ${who}`;
    (results[key] ??= []).push(result);
    console.error(`[bench] ${key}: ${seconds(result.wall)} wall, ${seconds(result.cpu)} CPU`);
    return key;
  };
  for (const { name, ours, aiida } of STEPS) {
    const command = [...stemma, ...ours(archive.file, at("store"), at("out.aiida")), "--json"];
    run("Stemma", name, { command, env, watch: [at("store"), at("temporary")] });
    const [what, ...words] = (withAiida && aiida?.(archive.file, at("aiida.aiida"))) || [];
    if (what === undefined) continue;
    const key = run("AiiDA", name, theirs([what, ...words]));
    if (archive.isLarge) keep(kept, key, results[key]);
  }
}

/** Uncompressed bytes of an archive's files, and of all of it. */
function bytesOf(archive) {
  const script =
    "import json,sys,zipfile; i=zipfile.ZipFile(sys.argv[1]).infolist(); print(json.dumps({'fileBytes': sum(e.file_size for e in i if e.filename.startswith('repo/')), 'unpackedBytes': sum(e.file_size for e in i)}))";
  const { stdout, status } = spawnSync("python3", ["-c", script, archive], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${archive} cannot be read`);
  return JSON.parse(stdout);
}

function markdown(archives, results) {
  const parts = archives.map((archive) => {
    const rows = STEPS.flatMap(({ name }) => {
      const ours = results[`${archive.name}, ${name}: Stemma`];
      if (!ours) return [];
      const theirs = results[`${archive.name}, ${name}: AiiDA`] ?? [];
      return [[name, ...cost(ours), ...speed(archive, name, ours), ...cost(theirs), ratio(theirs, ours)]];
    });
    if (rows.length === 0) return "";
    const headings = [
      "",
      "Stemma",
      "memory",
      "a second",
      "disk on the way, at the end",
      "AiiDA",
      "memory",
      "AiiDA ÷ Stemma",
    ];
    const { name, fileBytes, unpackedBytes } = archive;
    return `### ${name}: ${megabytes(unpackedBytes)} unpacked, ${megabytes(fileBytes)} of them files\n\n${table(headings, rows)}`;
  });
  return `Wall time, in brackets CPU time of all threads; memory at its peak; disk of the store and of temporary files, as a multiple of the archive's unpacked bytes.\n\n${parts.filter(Boolean).join("\n\n")}`;
}

function cost(all) {
  if (all.length === 0) return ["–", "–"];
  const { wall, cpu, peakBytes } = medians(all);
  return [`${seconds(wall)} (${seconds(cpu)})`, megabytes(peakBytes)];
}

function speed({ nodes, fileBytes, unpackedBytes }, name, ours) {
  if (name !== "import") return ["", ""];
  const { wall } = medians(ours);
  const share = (key) => `${(Math.max(...ours.map((one) => one[key])) / unpackedBytes).toFixed(2)}×`;
  return [
    `${Math.round(nodes / wall).toLocaleString("en-US")} nodes, ${megabytes(fileBytes / wall)}`,
    `${share("mostDisk")}, ${share("endDisk")}`,
  ];
}

function ratio(theirs, ours) {
  if (theirs.length === 0) return "–";
  const [wall, cpu] = ["wall", "cpu"].map((key) => times(medianRatio(theirs, ours, key)));
  return `${wall} (${cpu})`;
}
