// node bench/run.mjs [suite …] [--nodes N] [--rounds N] [--no-aiida] [--only WORDS] [--profile FOLDER]: see README.md beside it.
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { benchFolder, ensureArchive } from "./support/archives.mjs";

const SUITES = {
  command: async (options) => (await import("./suites/command.mjs")).commandSuite(options),
  engine: async (options) => (await import("./suites/engine.mjs")).engineSuite(options),
  opening: async (options) => (await import("./suites/opening.mjs")).openingSuite(options),
  window: async (options) => (await import("./suites/window.mjs")).windowSuite(options),
  profile: async (options) => (await import("./suites/profile.mjs")).profileSuite(options),
  legacy: async (options) => (await import("./suites/legacy.mjs")).legacySuite(options),
  migrate: async (options) => (await import("./suites/migrate.mjs")).migrateSuite(options),
  verify: async (options) => (await import("./suites/verify.mjs")).verifySuite(options),
  library: async (options) => (await import("./suites/library.mjs")).librarySuite(options),
  drawing: async (options) => (await import("./suites/drawing.mjs")).drawingSuite(options),
};

/** Suites that make archives of their own. */
const OWN_ARCHIVES = new Set(["migrate", "legacy", "drawing", "library"]);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    nodes: { type: "string", default: "100000" },
    rounds: { type: "string", default: "5" },
    "aiida-rounds": { type: "string", default: "3" },
    "legacy-bytes": { type: "string", default: "1000000000" },
    "no-aiida": { type: "boolean", default: false },
    only: { type: "string" },
    profile: { type: "string" },
  },
});
const unknown = positionals.find((name) => !Object.hasOwn(SUITES, name));
if (unknown !== undefined) {
  console.error(`unknown suite "${unknown}"; there are: ${Object.keys(SUITES).join(", ")}`);
  process.exitCode = 2;
} else {
  fs.mkdirSync(benchFolder, { recursive: true });
  const nodes = Number(values.nodes);
  const names = positionals.length > 0 ? positionals : Object.keys(SUITES);
  const archive = names.some((name) => !OWN_ARCHIVES.has(name)) ? await ensureArchive(nodes) : null;
  const profiles = values.profile && path.resolve(values.profile);
  const rounds = Number(values.rounds);
  const aiidaRounds = values["no-aiida"] ? 0 : Number(values["aiida-rounds"]);
  const legacyBytes = Number(values["legacy-bytes"]);
  for (const name of names)
    await SUITES[name]({ archive, nodes, legacyBytes, rounds, aiidaRounds, only: values.only, profiles });
}
