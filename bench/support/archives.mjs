import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { userCache } from "../../build/runtime/user-cache.mjs";
import { bundle } from "./bundle.mjs";

/** Archives, AiiDA's storages and results are kept here between runs; `STEMMA_BENCH` names another folder. */
export const benchFolder = path.resolve(process.env.STEMMA_BENCH ?? userCache("stemma-bench"));

const LONG = "-long-files.aiida";

/** What the generator's archives are called. */
function nameOf(nodes) {
  if (nodes % 1_000_000 === 0) return `${nodes / 1_000_000}m.aiida`;
  return nodes % 1000 === 0 ? `${nodes / 1000}k.aiida` : `${nodes}.aiida`;
}

/** The archive of so many nodes; generated the first time (a million takes some minutes). Delete it to renew it. */
export function ensureArchive(nodes) {
  return ensure(nameOf(nodes), ["--nodes", String(nodes)]);
}

/** As `ensureArchive`, with files as long as those of real studies. */
export function ensureLongArchive(nodes) {
  return ensure(nameOf(nodes).replace(".aiida", LONG), ["--nodes", String(nodes), "--long-files"]);
}

/** An archive of version 0.10 in the proportions of real studies, whose `data.json` has about so many bytes; generated the first time. */
export function ensureLongLegacyArchive(dataBytes) {
  return ensure(`legacy-${dataBytes / 1e6}mb${LONG}`, ["--legacy", String(dataBytes), "--long-files"]);
}

/** An archive of version 0.10 whose `data.json` and each of whose outputs have about so many bytes; generated the first time. */
export function ensureLegacyArchive(dataBytes, outputBytes = 0) {
  const outputs = outputBytes === 0 ? "" : `-outputs-${outputBytes / 1e3}kb`;
  const words = ["--legacy", String(dataBytes), "--output-bytes", String(outputBytes)];
  return ensure(`legacy-${dataBytes / 1e6}mb${outputs}.aiida`, words);
}

/** An archive of so many files, MB together, each of a node of its own; generated the first time. */
export function ensureFilesArchive(files, megabytes) {
  return ensure(`files-${files}-${megabytes}mb.aiida`, ["make"], {
    script: "verify/archives.ts",
    after: [String(megabytes), String(files)],
  });
}

async function ensure(name, words, { script: source = "generator/main.ts", after = null } = {}) {
  const file = path.join(benchFolder, name);
  if (fs.existsSync(file)) return file;
  console.error(`[bench] generating ${file}`);
  fs.mkdirSync(benchFolder, { recursive: true });
  const script = await bundle(source);
  const out = after === null ? ["--out", `${file}.part`] : [`${file}.part`, ...after];
  const { status } = spawnSync(process.execPath, [script, ...words, ...out], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) throw new Error("the generator failed");
  fs.renameSync(`${file}.part`, file);
  return file;
}
