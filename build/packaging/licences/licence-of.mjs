import fs from "node:fs";
import path from "node:path";
import { manifestOf } from "./shipped-packages.mjs";

/** Licences that let us ship a package inside ours, whose own licence is MIT, with nothing but their texts. */
const ALLOWED = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "Unlicense",
  "Zlib",
]);

const LICENCE_FILE = /^(licen[cs]e|copying|notice|copyright)([.-].*)?$/i;
/** The text of the MIT licence, for packages that name it and ship no file with it. */
const MIT_TEXT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/**
 * A package's name, version, licence by its SPDX expression, and the texts that its licence asks to be shipped.
 * Throws for a licence that is not on the list: somebody must look at it before it is shipped.
 */
export function licenceOf(folder) {
  const { name, version, license, licenses, author } = manifestOf(folder);
  const licence = license ?? licenses?.map(({ type }) => type).join(" OR ");
  const expression = typeof licence === "object" ? licence.type : licence;
  if (!isAllowed(expression)) {
    throw new Error(
      `${name}@${version} would be shipped under "${expression ?? "no licence at all"}", which is not on the list of build/packaging/licences/licence-of.mjs. Look at its terms first.`,
    );
  }
  return { name, version, licence: expression, text: textOf(folder, expression, author) };
}

/** True if an SPDX expression leaves us a way: one of its alternatives, or all of its parts, are on the list. */
export function isAllowed(expression) {
  if (typeof expression !== "string") return false;
  const plain = expression.replaceAll(/[()]/g, " ").trim();
  if (/\sAND\s/.test(plain) && /\sOR\s/.test(plain)) return false; // rare enough to be looked at by a person
  if (/\sOR\s/.test(plain)) return plain.split(/\s+OR\s+/).some((part) => ALLOWED.has(part.trim()));
  return plain.split(/\s+AND\s+/).every((part) => ALLOWED.has(part.trim()));
}

function textOf(folder, expression, author) {
  const files = fs
    .readdirSync(folder)
    .filter((file) => LICENCE_FILE.test(file) && isFile(path.join(folder, file)));
  if (files.length > 0) {
    return files
      .sort()
      .map((file) => fs.readFileSync(path.join(folder, file), "utf8").trim())
      .join("\n\n");
  }
  if (expression !== "MIT") throw new Error(`${folder} ships no text of its licence, ${expression}.`);
  const holder = (typeof author === "object" ? author.name : author)?.replace(/\s*[<(].*$/, "");
  return `MIT License\n\nCopyright (c) ${holder ?? "its authors"}\n\n${MIT_TEXT}`;
}

function isFile(file) {
  return fs.statSync(file).isFile();
}
