import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { writeCampaign } from "./campaign.ts";

/** What a library and one study take. */
const FEWEST = 200;

// node bench/generate.mjs --nodes 100000 --out FILE [--seed N]
const { values } = parseArgs({
  options: { nodes: { type: "string" }, out: { type: "string" }, seed: { type: "string" } },
});
const nodes = Number(values.nodes ?? 100_000);
const target = values.out;
if (target === undefined || !Number.isInteger(nodes) || nodes < FEWEST) {
  console.error(`usage: node bench/generate.mjs --nodes N --out FILE [--seed N]   (${FEWEST} nodes or more)`);
  process.exitCode = 2;
} else {
  fs.mkdirSync(path.dirname(path.resolve(target)), { recursive: true });
  const start = performance.now();
  const seed = values.seed === undefined ? {} : { seed: Number(values.seed) };
  const summary = await writeCampaign({ nodes, target: path.resolve(target), ...seed });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(JSON.stringify({ ...summary, seconds: Number(seconds), peakMemoryMiB: peak }));
}
