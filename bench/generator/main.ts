import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { writeCampaign } from "./campaign.ts";
import { writeLegacyArchive } from "./legacy/write-legacy.ts";

/** What a library and one study take. */
const FEWEST = 200;
const USAGE = `usage: node bench/generate.mjs --nodes N [--long-files] --out FILE [--seed N]   (${FEWEST} nodes or more)
       node bench/generate.mjs --legacy BYTES [--output-bytes N | --long-files] --out FILE [--seed N]   (an archive of version 0.10; bytes of its data.json, and of each output)`;

const { values } = parseArgs({
  options: {
    nodes: { type: "string" },
    legacy: { type: "string" },
    "output-bytes": { type: "string", default: "0" },
    "long-files": { type: "boolean", default: false },
    out: { type: "string" },
    seed: { type: "string" },
  },
});
const nodes = Number(values.nodes ?? 100_000);
const dataBytes = values.legacy === undefined ? null : Number(values.legacy);
const isSound = dataBytes === null ? Number.isInteger(nodes) && nodes >= FEWEST : dataBytes > 0;
if (values.out === undefined || !isSound) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const target = path.resolve(values.out);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  const start = performance.now();
  const seed = values.seed === undefined ? {} : { seed: Number(values.seed) };
  const request = { target, areFilesLong: values["long-files"], ...seed };
  const summary =
    dataBytes === null
      ? await writeCampaign({ nodes, ...request })
      : await writeLegacyArchive({ dataBytes, outputBytes: Number(values["output-bytes"]), ...request });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(JSON.stringify({ ...summary, seconds: Number(seconds), peakMemoryMiB: peak }));
}
