// node bench/composition.mjs [FILE …]: what archives consist of; without names, the real studies in e2e/fixtures.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { root } from "../build/runtime/run-step.mjs";
import { bundle } from "./support/bundle.mjs";
import { table } from "./support/report.mjs";

/** Names with less than this part of all bytes share a line. */
const LEAST_SHARE = 0.005;

const fixtures = path.join(root, "e2e/fixtures");
const examples = () => fs.readdirSync(fixtures).filter((name) => /^qe-.*\.aiida$/.test(name));
const named = process.argv.slice(2);
const files = named.length > 0 ? named : examples().map((name) => path.join(fixtures, name));

const { status, stdout } = spawnSync(process.execPath, [await bundle("composition/main.ts"), ...files], {
  encoding: "utf8",
  stdio: ["ignore", "pipe", "inherit"],
});
if (status === 0) {
  const { archives, names } = JSON.parse(stdout);
  console.log(`${archiveTable(archives)}\n\n${nameTable(archives, names)}`);
} else process.exitCode = 1;

function archiveTable(archives) {
  const headings = [
    "archive",
    "nodes",
    "nodes a calculation",
    "files a node",
    "bytes of them a node",
    "JSON a node",
    "files deflated to",
    "contents met before",
    "files, of all unpacked",
  ];
  const rows = archives.map(
    ({ name, nodes, calculations, jsonBytes, databaseBytes, files: all, distinct }) => [
      name,
      nodes.toLocaleString("en-US"),
      (nodes / calculations).toFixed(1),
      (all.count / nodes).toFixed(2),
      kilobytes(all.bytes / nodes),
      kilobytes(jsonBytes / nodes),
      percent(all.packed / all.bytes),
      percent(1 - distinct.count / all.count),
      percent(distinct.bytes / (distinct.bytes + databaseBytes)),
    ],
  );
  return table(headings, rows);
}

function nameTable(archives, names) {
  const calculations = sum(archives, "calculations");
  const bytes = sum(names, "bytes");
  const isLarge = (one) => one.bytes >= LEAST_SHARE * bytes;
  const row = (name, { count, bytes: own, packed }) => [
    name,
    (count / calculations).toFixed(1),
    kilobytes(own / count),
    percent(packed / own),
    percent(own / bytes),
  ];
  const small = names.filter((one) => !isLarge(one));
  const total = (all) => ({ count: sum(all, "count"), bytes: sum(all, "bytes"), packed: sum(all, "packed") });
  const rows = [
    ...names.filter(isLarge).map((one) => row(one.name, one)),
    ...(small.length > 0 ? [row(`${small.length} other names`, total(small))] : []),
  ];
  return table(["file", "of them a calculation", "mean length", "deflated to", "of all bytes"], rows);
}

function sum(all, key) {
  return all.reduce((total, one) => total + one[key], 0);
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(bytes < 10_000 ? 2 : 0)} kB`;
}

function percent(part) {
  return `${Math.round(part * 100)} %`;
}
