// npm run package: the unpacked app in dist/. `npm run package:linux` adds .deb, .rpm and .tar.gz; `npm run release` does
// the same and refuses to call anything a release that holds a stand-in for the declared Electron.
//
// node build/package.mjs [deb rpm tar.gz …] [--release]
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { licencesAsText } from "./packaging/licences/licences.mjs";
import { prepare } from "./runtime/prepare.mjs";
import { buildApp, program, root, runNode } from "./runtime/run-step.mjs";
import { ensurePackages } from "./runtime/system-packages.mjs";

const words = process.argv.slice(2);
const isRelease = words.includes("--release");
const output = path.resolve(root, process.env.STEMMA_DIST ?? "dist");
const targets = words.filter((word) => !word.startsWith("-"));

try {
  await prepare();
  const { declared, electronVersion, isFallback } = createRequire(import.meta.url)("./packaging/runtime.cjs");
  if (isRelease && isFallback) {
    throw new Error(
      `This is no release: it would hold Electron ${electronVersion}, which stands in for the declared ${declared}. ` +
        'Make releases where "npx install-electron" can fetch the declared one.',
    );
  }
  ensurePackages({ packaging: targets });
  if (!process.env.STEMMA_SKIP_BUILD) await buildApp();
  writeLicences();
  await pack();
  report(isFallback);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

/** Name what was made, and say of what holds a stand-in runtime that it is no release. */
function report(isFallback) {
  const kind = new RegExp(`\\.(${targets.map((target) => target.replaceAll(".", "\\.")).join("|")})$`);
  for (const file of fs.readdirSync(output).filter((name) => targets.length > 0 && kind.test(name)))
    console.log(path.join(output, file));
  if (targets.length === 0) console.log(path.join(output, "linux-unpacked"));
  if (isFallback) console.log("For tests only: what was packed holds a stand-in for the declared Electron.");
}

/** The build's list of licences, as the text that electron-builder.config.cjs puts into the packages. */
function writeLicences() {
  const list = path.join(root, process.env.STEMMA_OUT ?? "out", "renderer/licences.json");
  fs.mkdirSync(output, { recursive: true });
  const text = licencesAsText(JSON.parse(fs.readFileSync(list, "utf8")));
  fs.writeFileSync(path.join(output, "LICENCES.txt"), text);
}

/** electron-builder, with our own stand-ins for two tools that it would download. */
async function pack() {
  const tool = (name) => path.join(root, "build/packaging", name);
  const what = targets.length > 0 ? ["--linux", ...targets] : ["--dir"];
  const { status } = await runNode(
    [program("electron-builder/cli.js"), "--config", "build/electron-builder.config.cjs", ...what],
    { CUSTOM_FPM_PATH: tool("fpm.mjs"), ELECTRON_BUILDER_7ZIP_PATH: tool("gzip-as-7za.mjs") },
  );
  if (status !== 0) throw new Error("Packing failed.");
}
