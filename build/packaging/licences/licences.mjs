import fs from "node:fs";
import path from "node:path";
import { licenceOf } from "./licence-of.mjs";
import { manifestOf, shippedPackages } from "./shipped-packages.mjs";

const SQLITE_TEXT = `SQLite is in the public domain: https://www.sqlite.org/copyright.html

The author disclaims copyright to this source code. In place of a legal notice, here is a blessing:

    May you do good and not evil.
    May you find forgiveness for yourself and forgive others.
    May you share freely, never taking more than you give.`;

/**
 * The licences of everything inside the app, ours first, then by name. Chromium's own list of some hundred parts (Node.js
 * among them) lies beside the program as LICENSES.chromium.html and is too long to repeat.
 * @param root Folder of the project. @param out Folder of the build.
 * @throws When a package may not be shipped.
 */
export function collectLicences(root, out) {
  const own = manifestOf(root);
  const read = (file) => fs.readFileSync(path.join(root, file), "utf8").trim();
  const packages = withoutCopies(shippedPackages(root, out).map(licenceOf));
  const parts = [
    {
      name: "Electron",
      version: "",
      licence: "MIT",
      text: `${read("node_modules/electron/LICENSE")}\n\nThe licences of Chromium, Node.js and their parts: LICENSES.chromium.html, beside the program.`,
    },
    { name: "SQLite", version: sqliteVersion(root), licence: "Public domain", text: SQLITE_TEXT },
    {
      name: "Sample archive (aiida-core test data)",
      version: "",
      licence: "MIT",
      text: read("build/sample/LICENSE-aiida-core.txt"),
    },
    {
      name: "Sample archive (aiida-quantumespresso test data)",
      version: "",
      licence: "MIT",
      text: read("build/sample/LICENSE-aiida-quantumespresso.txt"),
    },
  ];
  return [
    { name: "Stemma", version: own.version, licence: own.license, text: read("LICENSE") },
    ...[...parts, ...packages].sort((a, b) => a.name.localeCompare(b.name, "en")),
  ];
}

/** A package can be installed in several places. */
function withoutCopies(packages) {
  return [...new Map(packages.map((one) => [`${one.name}@${one.version}`, one])).values()];
}

function sqliteVersion(root) {
  const header = fs.readFileSync(
    path.join(root, "node_modules/better-sqlite3/deps/sqlite3/sqlite3.h"),
    "utf8",
  );
  return header.match(/#define SQLITE_VERSION\s+"([^"]+)"/)?.[1] ?? "";
}

/** The licences as one text, as it lies in the app's folder and, on Linux, where a system keeps copyrights. */
export function licencesAsText(licences) {
  const rule = "=".repeat(100);
  return licences
    .map(
      ({ name, version, licence, text }) =>
        `${rule}\n${`${name} ${version}`.trim()} - ${licence}\n${rule}\n\n${text}\n`,
    )
    .join("\n");
}
