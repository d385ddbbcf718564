// node bench/run.mjs [suite …] [--nodes N] [--rounds N] [--no-aiida] [--only WORDS] [--profile FOLDER]: see README.md beside it.
import path from "node:path";
import { parseArgs } from "node:util";
import { ensureArchive } from "./support/archives.mjs";

const SUITES = {
  command: async (options) => (await import("./suites/command.mjs")).commandSuite(options),
  engine: async (options) => (await import("./suites/engine.mjs")).engineSuite(options),
  opening: async (options) => (await import("./suites/opening.mjs")).openingSuite(options),
  window: async (options) => (await import("./suites/window.mjs")).windowSuite(options),
  profile: async (options) => (await import("./suites/profile.mjs")).profileSuite(options),
  drawing: async (options) => (await import("./suites/drawing.mjs")).drawingSuite(options),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    nodes: { type: "string", default: "100000" },
    rounds: { type: "string", default: "5" },
    "aiida-rounds": { type: "string", default: "3" },
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
  const nodes = Number(values.nodes);
  const archive = await ensureArchive(nodes);
  const profiles = values.profile && path.resolve(values.profile);
  const rounds = Number(values.rounds);
  const aiidaRounds = values["no-aiida"] ? 0 : Number(values["aiida-rounds"]);
  for (const name of positionals.length > 0 ? positionals : Object.keys(SUITES))
    await SUITES[name]({ archive, nodes, rounds, aiidaRounds, only: values.only, profiles });
}
