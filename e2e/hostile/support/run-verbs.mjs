// The built command in one process, verb after verb, over one source: node run-verbs.mjs BUILT SOURCE TARGET VERBS
// all|once. Says on descriptor 3, one JSON line each, which verb begins and how it ended.
import fs from "node:fs";
import { Writable } from "node:stream";
import { pathToFileURL } from "node:url";

const KEPT_BYTES = 2 * 1024 * 1024;
const [built, source, target, verbs, extent] = process.argv.slice(2);
const { main } = await import(pathToFileURL(built).href);
const hasVerb = (verb) => verbs.split(",").includes(verb);
const say = (value) => fs.writeSync(3, `${JSON.stringify(value)}\n`);

/** Lets the next peak of memory be that of one verb. */
function forgetPeak() {
  globalThis.gc?.();
  try {
    fs.writeFileSync("/proc/self/clear_refs", "5");
  } catch {
    // not Linux, or not allowed: then the peak of all verbs together has to be low enough
  }
}

function collector() {
  const parts = [];
  let bytes = 0;
  const stream = new Writable({
    write(chunk, _encoding, done) {
      if (bytes < KEPT_BYTES) parts.push(Buffer.from(chunk.subarray(0, KEPT_BYTES - bytes)));
      bytes += chunk.length;
      done();
    },
  });
  return { stream, bytes: () => bytes, text: () => Buffer.concat(parts).toString("utf8") };
}

async function run(verb, ...args) {
  forgetPeak();
  say({ begin: verb, args });
  const stdout = collector();
  const stderr = collector();
  const before = process.cpuUsage();
  const status = await main([verb, ...args], { stdout: stdout.stream, stderr: stderr.stream });
  const { user, system } = process.cpuUsage(before);
  const result = {
    verb,
    args,
    status,
    stdout: stdout.text(),
    stdoutBytes: stdout.bytes(),
    stderr: stderr.text(),
  };
  say({ ...result, cpuMs: (user + system) / 1000, peakKiB: peakKiB() });
  return result;
}

function peakKiB() {
  try {
    return Number(/VmHWM:\s*(\d+) kB/.exec(fs.readFileSync("/proc/self/status", "utf8"))?.[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}

const parsed = ({ status, stdout }) => {
  try {
    return status === 0 ? JSON.parse(stdout) : null;
  } catch {
    return null; // the test says so
  }
};

const first = async (verb, ...args) => parsed(await run(verb, ...args));
const files = (facts, most) => facts?.files?.slice(0, most) ?? [];
const exported = () => run("export", source, target, "--all", "--force");

/** Each verb once; of a source that does not open, each has to say so. */
async function once() {
  await run("info", source, "--detailed", "--json");
  const { rows = [] } = (await first("nodes", source, "--limit", "4", "--json")) ?? {};
  const node = String(rows[0]?.pk ?? 1);
  const facts = await first("show", source, node, "--json");
  for (const { path } of files(facts, 1)) await run("cat", "--", source, node, path);
  await run("traverse", source, "--all", "--count");
  await exported();
}

/** Each verb in all its forms. */
async function all() {
  const { status: opened } = await run("info", source, "--detailed");
  if (opened !== 0) return once();
  await run("info", source, "--detailed", "--json");
  await run("nodes", source, "--limit", "0");
  await run("nodes", source, "--limit", "0", "--json");
  const oldest = (await first("nodes", source, "--sort", "pk", "--limit", "2", "--json"))?.rows ?? [];
  const newest = (await first("nodes", source, "--sort", "-pk", "--limit", "1", "--json"))?.rows ?? [];
  const nodes = [...new Set([...oldest, ...newest].map(({ pk }) => String(pk)))];
  if (nodes.length === 0) nodes.push("1");
  for (const node of nodes) {
    await run("show", source, node);
    const facts = await first("show", source, node, "--json");
    for (const { path } of files(facts, 2)) await run("cat", "--", source, node, path);
  }
  await run("traverse", source, "--all", "--json");
  await run("traverse", source, "--all", "--count");
  await run("traverse", source, "--nodes", nodes[0]);
  const { status } = await exported();
  if (status === 0) await run("info", target, "--json");
  return undefined;
}

await (extent === "once" ? once() : all());
await run("info", source, "--readable", "--json");
if (hasVerb("verify")) await run("verify", source, "--json");
if (hasVerb("migrate")) await run("migrate", source, `${target}.migrated`, "--json");
