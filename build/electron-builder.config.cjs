// Packaging: `npm run package` makes the unpacked app; further targets come with the installers.
const fs = require("node:fs");
const declared = require("electron/package.json").version;

const dist = "node_modules/electron/dist";
const have = fs.existsSync(`${dist}/version`)
  ? fs.readFileSync(`${dist}/version`, "utf8").trim().replace(/^v/, "")
  : declared;
const isFallback = have !== declared;

module.exports = {
  appId: "org.stemma.Stemma",
  productName: "Stemma",
  executableName: "stemma",
  directories: { output: "dist", buildResources: "build" },
  npmRebuild: false,
  // The stand-in runtime may be packed for tests, under a version that says so: it is never a release.
  ...(isFallback
    ? { electronDist: dist, electronVersion: have, extraMetadata: { version: "0.1.0-fallback" } }
    : {}),
  files: ["out/**", "!**/*.map", "package.json", "!node_modules/better-sqlite3/{deps,src}/**"],
  extraResources: [{ from: "build/sample", to: "sample" }],
  asar: true,
  asarUnpack: ["**/*.node"],
  fileAssociations: [
    {
      ext: "aiida",
      name: "AiiDA archive",
      description: "AiiDA archive",
      mimeType: "application/x-aiida",
      role: "Viewer",
    },
  ],
  linux: { target: ["dir"], category: "Science", syncDesktopName: true },
  // A packed app must not carry what starts it from a checkout.
  afterPack: ({ appOutDir }) => {
    for (const file of ["resources/default_app.asar", "version"])
      fs.rmSync(`${appOutDir}/${file}`, { force: true });
  },
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  },
};
