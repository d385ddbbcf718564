#!/usr/bin/env node
// Stands in for 7za, which electron-builder calls to compress a .tar.gz and would download from GitHub:
// `7za a … OUTPUT.tar.gz INPUT.tar`. Node's own gzip does that.
import fs from "node:fs";
import { pipeline } from "node:stream/promises";
import zlib from "node:zlib";

const [command, ...words] = process.argv.slice(2);
const [output, input, ...more] = words.filter((word) => !word.startsWith("-"));
if (command !== "a" || more.length > 0 || !output?.endsWith(".tar.gz") || !input?.endsWith(".tar"))
  throw new Error(`Only a .tar.gz of one .tar is made here, not: ${process.argv.slice(2).join(" ")}`);

await pipeline(fs.createReadStream(input), zlib.createGzip({ level: 6 }), fs.createWriteStream(output));
