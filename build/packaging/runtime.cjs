// Which Electron is about to be packed. One place decides whether a package may be called a release.
const fs = require("node:fs");
const path = require("node:path");

const root = path.join(__dirname, "../..");
const { version } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
const declared = require("electron/package.json").version;

/** Where node_modules keeps the runtime at hand. */
const dist = path.join(root, "node_modules/electron/dist");

const versionFile = path.join(dist, "version");
/** Its version; the declared one while none is there, because electron-builder then fetches that. */
const electronVersion = fs.existsSync(versionFile)
  ? fs.readFileSync(versionFile, "utf8").trim().replace(/^v/, "")
  : declared;

/** True for the npm-shipped runtime that stands in where the declared one cannot be downloaded. */
const isFallback = electronVersion !== declared;

module.exports = {
  dist,
  declared,
  electronVersion,
  isFallback,
  /** Version of the package: package.json says it, a stand-in runtime is marked in it. */
  packageVersion: isFallback ? `${version}-fallback` : version,
};
