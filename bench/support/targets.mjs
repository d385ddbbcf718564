import { median, medianRatio, medians } from "./measure.mjs";
import { megabytes, seconds, times } from "./report.mjs";

// What is promised at 100,000 and at a million nodes, beside what was measured: text and verdict.

const YES = "reached";
const NO = "**not reached**";
const LONGEST_TASK_MS = 50;
const DRAWING = /^(draw everything|fit|tidy|logical view|all again|expand)/;

/** Rows of the table of targets. `results` by name of suite and number of nodes, as `publish` leaves them. */
export function targetRows(results) {
  return [
    ...commandRows(results["command-100000"]),
    ...openingRows(results["opening-100000"]),
    ...windowRows(results["window-100000"], results["drawing"]),
    ...millionRows(results["engine-1000000"], results["window-1000000"]),
    ...(results["legacy"] ? legacyRows(results["legacy"]) : []),
    ...(results["migrate"] ? migrateRows(results["migrate"]) : []),
    ...(results["verify-100000"] ? verifyRows(results["verify-100000"]) : []),
    ...(results["library"] ? libraryRows(results["library"]) : []),
  ];
}

function commandRows({ results }) {
  const floor = (name, most) => {
    const both = ["wall", "cpu"].map((key) =>
      medianRatio(results[`${name}: cold`], results[`floor, ${name}`], key),
    );
    return row(
      `\`${name}\` cold, ≤ ${most}× inflating`,
      bothText(both, times),
      verdict(both, (ratio) => ratio <= most),
    );
  };
  const warm = (name) => {
    const { wall, cpu } = medians(results[`${name}: warm`]);
    return row(
      `\`${name}\` the second time, < 0.3 s`,
      bothText([wall, cpu], seconds),
      verdict([wall, cpu], (s) => s < 0.3),
    );
  };
  const beside = (name, least) => {
    const both = ["wall", "cpu"].map((key) =>
      medianRatio(results[`${name}: AiiDA`], results[`${name}: cold`], key),
    );
    return row(
      `\`${name}\` cold, ≥ ${least}× as fast as AiiDA`,
      bothText(both, times),
      verdict(both, (ratio) => ratio >= least),
    );
  };
  const closure = "traverse --all --count";
  const aiida = medians(results[`${closure}: AiiDA`]).cpu;
  const ours = medians(results[`${closure}: warm`]).cpu;
  const version = medians(results["--version: warm"]);
  return [
    floor("info", 1.3),
    floor("nodes (newest 100 and count)", 1.3),
    warm("info"),
    warm("nodes (newest 100 and count)"),
    floor(closure, 1.5),
    row(
      `\`${closure}\` warm, ≥ 100× less processor time than AiiDA`,
      `${times(aiida / ours)}: ${seconds(ours)} beside ${seconds(aiida)}`,
      aiida / ours >= 100 ? YES : NO,
    ),
    beside("export --all, level 6", 6),
    beside("export --all, level 0", 6),
    floor("export of a group", 1.5),
    row(
      "`--version` ≤ 0.15 s",
      bothText([version.wall, version.cpu], seconds),
      verdict([version.wall, version.cpu], (s) => s <= 0.15),
    ),
  ];
}

function verifyRows({ results }) {
  return Object.entries(results).map(([name, all]) => {
    const both = ["wall", "cpu"].map((key) => medianRatio(all.cold, all.unpacked, key));
    return row(
      `\`verify\` of ${name}, ≤ 1.5× \`sha256sum\` of the same bytes`,
      bothText(both, times),
      verdict(both, (ratio) => ratio <= 1.5),
    );
  });
}

function openingRows({ cold, second }) {
  const of = (results, limit, name) => {
    const drawn = median(results.map(({ rows, picture }) => Math.max(rows, picture))) / 1000;
    return row(`${name} to the first drawn content, < ${limit} s`, seconds(drawn), drawn < limit ? YES : NO);
  };
  return [of(cold, 2, "double-click"), of(second, 1, "second opening")];
}

function windowRows(window, { sizes }) {
  const blocks = Object.entries(window.actions).filter(([name]) => !DRAWING.test(name));
  const longest = (key) =>
    blocks
      .map(([name, list]) => [name, median(list.map((one) => one[key]))])
      .toSorted((a, b) => b[1] - a[1])[0];
  const [byClock, byProcessor] = [longest("block"), longest("cpu")];
  const drawing = sizes["500"].actions["draw everything"];
  const draws = ["block", "cpu"].map((key) => median(drawing.map((one) => one[key])));
  return [
    row(
      "no block of the window over 50 ms",
      `longest ${ms(byClock[1])} (${byClock[0]}), by the processor ${ms(byProcessor[1])} (${byProcessor[0]})`,
      verdict([byClock[1], byProcessor[1]], (value) => value <= LONGEST_TASK_MS),
    ),
    row(
      "drawing 500 nodes blocks ≤ 250 ms",
      `${ms(draws[0])} (${ms(draws[1])})`,
      verdict(draws, (value) => value <= 250),
    ),
    framesRow(sizes["200"], 30),
    framesRow(sizes["500"], 30),
    framesRow(sizes["700"], 20),
    memoryRow("engine", window.memory, 250),
    memoryRow("window", window.memory, 350),
  ];
}

function framesRow({ actions, elements }, least) {
  const rates = Object.entries(actions)
    .filter(([name]) => /^(pan|zoom)/.test(name))
    .map(([, list]) => median(list.map(({ value }) => value.framesPerSecond)));
  const slowest = Math.min(...rates);
  return row(
    `panning and zooming ${elements.toLocaleString("en-US")} elements, ≥ ${least} frames a second`,
    `${Math.floor(slowest)} to ${Math.floor(Math.max(...rates))}`,
    slowest >= least ? YES : NO,
  );
}

function memoryRow(process, memory, limit, before = "") {
  const most = Math.max(
    ...Object.values(memory).map((processes) => processes[process].share ?? processes[process].resident),
  );
  return row(`${before}${process} < ${limit} MB`, megabytes(most), most < limit * 1e6 ? YES : NO);
}

function millionRows({ calls }, window) {
  const later = (name) => median(calls[name].slice(1));
  const drawn = (name) => median(window.actions[name].map(({ value }) => value.answeredMs));
  const search = Math.max(later("nodes.search, a label"), later("nodes.search, a UUID's beginning"));
  const facets = [calls["source.facets"][0], later("source.facets")];
  const shown = Math.max(drawn("search a label"), drawn("search a UUID"));
  return [
    row(
      "a million nodes: search by label and UUID < 200 ms",
      `${ms(search)} in the engine, drawn ${ms(shown)} after the last letter`,
      verdict([search, shown], (value) => value < 200),
    ),
    row(
      "a million nodes: counts facets < 500 ms",
      `${ms(facets[0])} the first time, ${ms(facets[1])} later`,
      facets[0] < 500 ? YES : facets[1] < 500 ? "after the first time" : NO,
    ),
    memoryRow("engine", window.memory, 600, "a million nodes: "),
    row(
      "a million nodes: closes, the cache bounded",
      `${ms(median(window.closing))}; ${megabytes(window.cacheBytes)} of at most 8 GiB`,
      YES,
    ),
  ];
}

function legacyRows({ results }) {
  const peak = Math.max(...results["info, the first time"].map(({ peakBytes }) => peakBytes));
  return [
    row(
      "opening an old archive with 1 GB of `data.json`, < 1 GiB of memory",
      megabytes(peak),
      peak < 2 ** 30 ? YES : NO,
    ),
  ];
}

function migrateRows({ results }) {
  const names = Object.keys(results).flatMap((key) => (key.endsWith(": AiiDA") ? [key.slice(0, -7)] : []));
  return names.map((name) => {
    const both = ["wall", "cpu"].map((key) =>
      medianRatio(results[`${name}: AiiDA`], results[`${name}: Stemma`], key),
    );
    return row(
      `migrating an old archive (${name}), ≥ 10× as fast as AiiDA`,
      bothText(both, times),
      verdict(both, (ratio) => ratio >= 10),
    );
  });
}

/** Those whose archive was measured. Rates and seconds by the clock, and by the processor in brackets. */
function libraryRows({ archives, results }) {
  const of = (name, step, who = "Stemma") => results[`${name}, ${step}: ${who}`];
  const measured = (name, step) => archives.find((one) => one.name === name && of(name, step));
  const rows = [];
  const large = "100,000 nodes";
  for (const step of ["import", "import again"]) {
    if (!measured(large, step) || !of(large, step, "AiiDA")) continue;
    const both = ["wall", "cpu"].map((key) => medianRatio(of(large, step, "AiiDA"), of(large, step), key));
    const what = step === "import" ? "importing" : "importing again";
    rows.push(
      row(
        `${what} ${large}, ≥ 10× as fast as AiiDA`,
        bothText(both, times),
        verdict(both, (ratio) => ratio >= 10),
      ),
    );
  }
  const rate = (name, unit, amount, least, text) => {
    const archive = measured(name, "import");
    if (!archive) return;
    const { wall, cpu } = medians(of(name, "import"));
    const both = [amount(archive) / wall, amount(archive) / cpu];
    rows.push(
      row(
        `importing ${name}, ≥ ${text(least)} ${unit}`,
        bothText(both, text),
        verdict(both, (one) => one >= least),
      ),
    );
  };
  const round = (value) => Math.round(value).toLocaleString("en-US");
  rate(large, "nodes a second", ({ nodes }) => nodes, 20_000, round);
  rate("1 GB in 2,000 files", "a second", ({ fileBytes }) => fileBytes, 100e6, megabytes);
  rate("100,000 small files", "nodes a second", ({ nodes }) => nodes, 20_000, round);
  for (const step of ["preview", "preview of what is there"]) {
    if (!measured(large, step)) continue;
    const { wall, cpu } = medians(of(large, step));
    rows.push(
      row(
        `${step}, ${large}, < 2 s`,
        bothText([wall, cpu], seconds),
        verdict([wall, cpu], (s) => s < 2),
      ),
    );
  }
  for (const { name, unpackedBytes } of archives) {
    if (!measured(name, "import") || !/^(100,000 nodes|1 GB|a million)/.test(name)) continue;
    const most = Math.max(...of(name, "import").map(({ mostDisk }) => mostDisk)) / unpackedBytes;
    rows.push(row(`importing ${name}, disk ≤ 1.1× what is unpacked`, times(most), most <= 1.1 ? YES : NO));
  }
  if (measured("a million nodes", "import")) {
    const peak = Math.max(...of("a million nodes", "import").map(({ peakBytes }) => peakBytes));
    rows.push(row("importing a million nodes, < 600 MB of memory", megabytes(peak), peak < 600e6 ? YES : NO));
  }
  return rows;
}

function row(target, measured, reached) {
  return [target, measured, reached];
}

/** By the clock, and by the processor in brackets. */
function bothText([clock, processor], text) {
  return `${text(clock)} (${text(processor)})`;
}

function verdict([clock, processor], holds) {
  if (holds(clock) === holds(processor)) return holds(clock) ? YES : NO;
  return holds(clock) ? "by the clock" : "by the processor";
}

function ms(value) {
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
}
