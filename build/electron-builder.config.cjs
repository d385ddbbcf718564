// What electron-builder packs, and how. `npm run package` makes the unpacked app, `npm run package:linux` the packages
// (build/package.mjs); those of Windows and macOS need those systems.
const fs = require("node:fs");
const path = require("node:path");
const { dist, electronVersion, isFallback, packageVersion } = require("./packaging/runtime.cjs");

const packaging = path.join(__dirname, "packaging");
const linux = path.join(packaging, "linux");
const out = process.env.STEMMA_OUT ?? "out";
const output = process.env.STEMMA_DIST ?? "dist";
const DOCUMENT_ICON_SIZES = [16, 22, 24, 32, 48, 64, 128, 256, 512];

const summary = "See, choose from and export AiiDA provenance archives";
const description = [
  "Stemma opens AiiDA provenance archives (.aiida files), draws how their data came about, and writes new archives from a selection. The command stemma does the same without a display.",
  ...(isFallback
    ? [
        "This package holds a stand-in for the Electron that Stemma declares. It is for tests and is no release.",
      ]
    : []),
].join("\n");

/** Files outside of the app's folder, in fpm's words: what = where. */
const systemFiles = [
  "link:/opt/Stemma/bin/stemma=/usr/bin/stemma",
  `${output}/LICENCES.txt=/usr/share/doc/stemma/copyright`,
  `${linux}/org.stemma.Stemma.desktop=/usr/share/applications/org.stemma.Stemma.desktop`,
  `${linux}/org.stemma.Stemma.mime.xml=/usr/share/mime/packages/org.stemma.Stemma.xml`,
  `${linux}/org.stemma.Stemma.metainfo.xml=/usr/share/metainfo/org.stemma.Stemma.metainfo.xml`,
  ...DOCUMENT_ICON_SIZES.map(
    (size) =>
      `${packaging}/icons/document/${size}x${size}.png=/usr/share/icons/hicolor/${size}x${size}/mimetypes/application-x-aiida.png`,
  ),
];

/** Of the packages that main loads: what is not JavaScript for Node, or not for the runtime that is packed. */
const leftOut = (builtBinding) => [
  "!**/*.{md,d.ts,d.mts,d.cts,ts,mts,cts}",
  "!node_modules/node-addon-api/**", // headers for the compiler
  "!node_modules/better-sqlite3/{deps,src}/**",
  ...(isFallback
    ? [
        "!node_modules/better-sqlite3/prebuilds/**",
        `!node_modules/better-sqlite3/build/!(${path.basename(path.dirname(builtBinding))})/**`,
      ]
    : [
        "!node_modules/better-sqlite3/build/**",
        "!node_modules/better-sqlite3/prebuilds/!(${platform}-${arch}.node)",
      ]),
];

/** The smallest packing for what people download, a quick one for what only tests see. */
const compression = isFallback ? { deb: "gz", rpm: "gzip" } : { deb: "xz", rpm: "xz" };

module.exports = async () => {
  const { builtBinding } = await import("./runtime/sqlite-binding.mjs");
  return configuration(builtBinding);
};

const configuration = (builtBinding) => ({
  appId: "org.stemma.Stemma",
  productName: "Stemma",
  executableName: "stemma",
  copyright: "Copyright © 2026 The Stemma developers",
  directories: { output, buildResources: "build/packaging" },
  npmRebuild: false,
  publish: null,
  // The stand-in runtime may be packed for tests, under a version that says so: it is never a release.
  ...(isFallback ? { electronDist: dist, electronVersion } : {}),
  extraMetadata: { version: packageVersion, homepage: "https://stemma.invalid", main: "out/main/main.js" },
  files: [{ from: out, to: "out", filter: ["**/*", "!**/*.map"] }, "package.json", ...leftOut(builtBinding)],
  extraFiles: [{ from: `${output}/LICENCES.txt`, to: "LICENCES.txt" }],
  extraResources: [
    { from: "build/sample", to: "sample" },
    { from: "build/packaging/icons/app/128x128.png", to: "icon.png" },
  ],
  asar: true,
  asarUnpack: ["**/*.node"],
  fileAssociations: [
    { ext: "aiida", name: "AiiDA archive", description: "AiiDA archive", role: "Viewer", rank: "Owner" },
  ],
  linux: {
    target: ["deb", "rpm", "tar.gz", "AppImage"],
    icon: "build/packaging/icons/app",
    category: "Science",
    mimeTypes: ["application/x-aiida"], // its description is a file of ours: the one made here has no icon
    maintainer: "The Stemma developers <developers@stemma.invalid>",
    synopsis: summary,
    description,
    syncDesktopName: true,
    artifactName: "${name}-${version}-linux-${arch}.${ext}",
  },
  deb: {
    artifactName: "${name}_${version}_${arch}.${ext}",
    compression: compression.deb,
    packageCategory: "science",
    depends: [
      "libasound2 | libasound2t64",
      "libatk-bridge2.0-0 | libatk-bridge2.0-0t64",
      "libcups2 | libcups2t64",
      "libdrm2",
      "libgbm1",
      "libgtk-3-0 | libgtk-3-0t64",
      "libnss3",
      "libxcomposite1",
      "libxdamage1",
      "libxkbcommon0",
      "libxrandr2",
      "desktop-file-utils",
      "shared-mime-info",
    ],
    recommends: ["xdg-utils"],
    afterInstall: path.join(linux, "update-desktop.sh"),
    afterRemove: path.join(linux, "update-desktop.sh"),
    fpm: systemFiles,
  },
  rpm: {
    artifactName: "${name}-${version}.${arch}.${ext}",
    compression: compression.rpm,
    packageCategory: "Applications/Engineering",
    depends: [
      // By the libraries themselves: their packages are called differently from one system to the next.
      "libasound.so.2()(64bit)",
      "libatk-bridge-2.0.so.0()(64bit)",
      "libcups.so.2()(64bit)",
      "libdrm.so.2()(64bit)",
      "libgbm.so.1()(64bit)",
      "libgtk-3.so.0()(64bit)",
      "libnss3.so()(64bit)",
      "libXcomposite.so.1()(64bit)",
      "libXdamage.so.1()(64bit)",
      "libxkbcommon.so.0()(64bit)",
      "libXrandr.so.2()(64bit)",
      "shared-mime-info",
      "desktop-file-utils",
    ],
    afterInstall: path.join(linux, "update-desktop.sh"),
    afterRemove: path.join(linux, "update-desktop.sh"),
    fpm: systemFiles,
  },
  win: { target: ["nsis"], icon: "build/packaging/icons/app/512x512.png" },
  nsis: { perMachine: true, oneClick: false }, // file associations work only per machine
  mac: {
    target: ["dmg"],
    category: "public.app-category.education",
    icon: "build/packaging/icons/app/512x512.png",
  },
  afterPack: async ({ appOutDir, electronPlatformName }) => {
    // A packed app must not carry what starts it from a checkout.
    for (const file of ["resources/default_app.asar", "version"])
      fs.rmSync(path.join(appOutDir, file), { force: true });
    const { addCommand } = await import("./packaging/add-command.mjs");
    if (electronPlatformName === "linux") await addCommand(appOutDir, path.resolve(out), packageVersion);
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
});
