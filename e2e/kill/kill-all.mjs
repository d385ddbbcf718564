// Kills the built command at random moments and looks at what is left. Used by build/kill.mjs.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runAiida } from "../../build/runtime/aiida.mjs";
import { root } from "../../build/runtime/run-step.mjs";
import { makeOld, prepareStores, scenarios } from "./scenarios.mjs";

const FIXTURES = path.join(root, "e2e/fixtures");
const CHECK = path.join(root, "e2e/kill/check_stores.py");
const LARGE_NODES = 3000;
const MEDIUM_NODES = 600;
/** Stores that AiiDA looks at in one go: they lie on the disk until then. */
const BATCH = 25;
/** What changes on the disk near half of the kills: objects and packs get their names, the index its rows, the commit, the history. */
const FILES = {
  sandbox: "container/sandbox",
  loose: "container/loose",
  packs: "container/packs",
  index: "container/packs.idx-wal",
  journal: "database.sqlite-journal",
  log: "database.sqlite-wal",
  history: "stemma-imports",
  store: ".",
};
const LONGEST_PAUSE_MS = 40;

/** @returns How many kills left what they may leave, and how many did not; these are told. */
export async function killAll({ count, seed, only, work, python }) {
  const random = generator(seed);
  const env = {
    ...process.env,
    STEMMA_HOME: path.join(work, "home"),
    AIIDA_PATH: path.join(work, "no-aiida"),
  };
  const stemma = (args) => finished(start(args, env));
  const archives = makeArchives(work);
  const prepared = await prepareStores({ stemma, archives, work });
  const since = new Date().toISOString().replace("T", " ").replace("Z", ""); // as the tables have their times
  const check = (cases) => aiida(python, { ...cases, since });
  const all = scenarios({ python: (what, stores) => aiida(python, { [what]: stores }), archives, prepared });
  const names = only === undefined ? Object.keys(all) : [only];
  const reference = await references({ all, names, work, stemma, check });

  const deck = deal(random, names, all, count);
  const states = new Map();
  let passed = 0;
  const failed = [];
  for (let from = 0; from < count; from += BATCH) {
    const batch = [];
    for (let number = from; number < Math.min(count, from + BATCH); number++) {
      const name = deck[number];
      const folder = path.join(work, `case-${number}`);
      const found = await killOne({
        number,
        name,
        scenario: all[name],
        folder,
        env,
        stemma,
        random,
        lasts: reference[name].ms,
      });
      batch.push({ ...found, ...reference[name] });
    }
    const reports = check({ stores: batch.filter(({ path }) => path !== null) });
    for (const one of batch) {
      const report = reports[one.path];
      const problems = [...one.problems, ...problemsOf(report, one)];
      if (report && !one.isSwept) states.set(report.state, (states.get(report.state) ?? 0) + 1);
      if (problems.length === 0) passed++;
      else failed.push(`${one.title}: ${problems.join("; ")}`);
      if (problems.length > 0) console.log(failed.at(-1));
      else fs.rmSync(one.folder, { recursive: true, force: true });
    }
    console.log(`  ${passed + failed.length} of ${count}`);
  }
  console.log(`  left by kills: ${[...states].map(([state, stores]) => `${stores} as ${state}`).join(", ")}`);
  return { passed, failed: failed.length };
}

/** What AiiDA says of a store, and whether the history of its imports says the same as its tables. */
function problemsOf(report, { history, histories }) {
  if (report === undefined) return [];
  const { state, problems } = report;
  const wanted =
    state === "empty" ? [[]] : state === "between" ? Object.values(histories) : [histories[state]];
  if (wanted.some((one) => JSON.stringify(one) === JSON.stringify(history))) return problems;
  return [...problems, `tables are ${state}, the history is ${JSON.stringify(history)}`];
}

/** How a store and its history are before and after each scenario, and how long it takes. */
async function references({ all, names, work, stemma, check }) {
  const folderOf = (name) => path.join(work, `reference-${names.indexOf(name)}`);
  const storeOf = (name) => path.join(folderOf(name), "store");
  const dumps = () => check({ dumps: names.map(storeOf).filter((store) => fs.existsSync(store)) });
  for (const name of names) {
    fs.mkdirSync(folderOf(name));
    await all[name].prepare(folderOf(name));
  }
  const before = dumps();
  const durations = {};
  const histories = {};
  for (const name of names) {
    histories[name] = { before: await historyOf(storeOf(name), stemma) };
    const began = performance.now();
    const { status, stderr } = await stemma(all[name].args(folderOf(name)));
    if (status !== 0) throw new Error(`${name} does not work at all: ${stderr}`);
    durations[name] = performance.now() - began;
    histories[name].after = await historyOf(storeOf(name), stemma);
  }
  const after = dumps();
  for (const name of names) fs.rmSync(folderOf(name), { recursive: true, force: true });
  const entries = names.map((name) => {
    const store = storeOf(name);
    return [
      name,
      {
        before: before[store] ?? null,
        after: after[store],
        ms: durations[name],
        histories: histories[name],
      },
    ];
  });
  return Object.fromEntries(entries);
}

/**
 * The imports into a store as its history has them; null without a store. Those that brought nothing are left out, as another try
 * of what was done is one, and so are files, which a killed one may have brought before.
 */
async function historyOf(store, stemma) {
  if (!fs.existsSync(store)) return null;
  const { status, stdout, stderr } = await stemma(["store", "history", store, "--json"]);
  if (status !== 0 || stderr !== "") return stderr;
  return JSON.parse(stdout)
    .map(({ importId, undoneAt, file, nodesLeft, changed, new: fresh }) => ({
      importId,
      isUndone: undoneAt !== null,
      name: file.name,
      nodesLeft,
      changed,
      fresh: { ...fresh, files: 0 },
    }))
    .filter(({ changed, fresh }) => [changed, fresh].some((counts) => Object.values(counts).some(Boolean)));
}

async function killOne({ number, name, scenario, folder, env, stemma, random, lasts }) {
  fs.mkdirSync(folder);
  await scenario.prepare(folder);
  const store = path.join(folder, "store");
  const child = start(scenario.args(folder), env);
  const result = finished(child);
  const isByTime = random() < 0.5;
  const moments = scenario.moments ?? Object.keys(FILES);
  const moment = isByTime ? null : moments[Math.floor(random() * moments.length)];
  const after = isByTime ? lasts * (0.15 + random() * 0.95) : random() ** 2 * LONGEST_PAUSE_MS;
  await (moment === null ? Promise.race([sleep(after), result]) : nearChange(store, moment, after, result));
  kill(child);
  const { signal } = await result;
  const title = `${number}: ${name}, ${moment === null ? "" : `${moment} + `}${Math.round(after)} ms${signal ? "" : " (was done)"}`;
  if (!fs.existsSync(store))
    return { title, folder, path: null, problems: scenario.isNew ? [] : ["the store is gone"] };

  const problems = [];
  const { status, stdout } = await stemma(["store", "verify", store, "--json"]);
  if (status !== 0) problems.push(`verify: ${stdout.slice(0, 2000)}`);
  // Of half of them AiiDA sees what the kill left; the others Stemma goes on with: what was interrupted works, and a
  // maintenance later leaves nothing of it.
  const goesOn = random() < 0.5;
  const wanted = scenario.isNew ? ["empty", "after"] : ["before", "after"];
  if (goesOn) {
    if (!scenario.isOnce) {
      const again = await stemma(scenario.args(folder));
      const isRefused =
        again.status === 1 && again.stderr.startsWith(`stemma: ${scenario.refusedWhenDone}: `);
      if (again.status !== 0 && !isRefused) problems.push(`again: ${again.stderr}`);
      wanted.splice(0, 1);
    }
    makeOld(path.join(store, "container"));
    const swept = await stemma(["store", "maintain", store]);
    if (swept.status !== 0) problems.push(`maintain: ${swept.stderr}`);
  }
  const history = await historyOf(store, stemma);
  return { title, folder, path: store, wanted, isSwept: goesOn, history, problems };
}

/** Wait until something of this name changes in the store, and then for so long. */
async function nearChange(store, moment, pauseMs, ended) {
  const state = { isOver: false };
  void ended.then(() => (state.isOver = true));
  const file = path.join(store, FILES[moment]);
  const mark = () => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null;
  const first = mark();
  while (!state.isOver && mark() === first) await sleep(1);
  if (!state.isOver) await Promise.race([sleep(pauseMs), ended]);
}

function start(args, env) {
  const child = spawn(process.execPath, [path.join(root, "build/stemma.mjs"), ...args], {
    env,
    cwd: root,
    detached: true, // a group of its own, so that whatever the launcher starts goes with it
    stdio: ["ignore", "pipe", "pipe"],
  });
  return child;
}

function kill(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    if (error.code !== "ESRCH") throw error; // it was done
  }
}

function finished(child) {
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) child[name].on("data", (data) => (output[name] += data));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => resolve({ status, signal, ...output }));
  });
}

/** Ask the script that works with AiiDA. */
function aiida(python, question) {
  const { status, stdout, stderr } = runAiida(python, [CHECK], {
    input: JSON.stringify(question),
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`The check with AiiDA failed:\n${stderr}`);
  return JSON.parse(stdout.trim().split("\n").at(-1));
}

function makeArchives(work) {
  const fixture = (name) => path.join(FIXTURES, `${name}.aiida`);
  const generated = (nodes) => {
    const file = path.join(work, `generated-${nodes}.aiida`);
    const made = spawnSync(
      process.execPath,
      ["bench/generate.mjs", "--nodes", String(nodes), "--out", file],
      { cwd: root, encoding: "utf8" },
    );
    if (made.status !== 0) throw new Error(`No archive was made: ${made.stderr}`);
    return file;
  };
  return {
    small: [fixture("qe-failures"), fixture("generated_main_0001_rich")],
    few: [fixture("arithmetic.add"), fixture("export_main_0001_simple"), fixture("generated_main_0001_rich")],
    medium: generated(MEDIUM_NODES),
    large: generated(LARGE_NODES),
    legacy: fixture("export_0.9_simple"),
  };
}

/** Names of scenarios: each at least once where there are enough, the others by weight, in any order. */
function deal(random, names, all, count) {
  const sum = names.reduce((total, name) => total + all[name].weight, 0);
  const weighted = () => {
    let at = random() * sum;
    return names.find((name) => (at -= all[name].weight) < 0) ?? names.at(-1);
  };
  const deck = Array.from({ length: Math.max(count, names.length) }, (_, at) => names[at] ?? weighted());
  for (let last = deck.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [deck[last], deck[other]] = [deck[other], deck[last]];
  }
  return deck;
}

/** Numbers between 0 and 1, the same for the same seed (mulberry32). */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}
