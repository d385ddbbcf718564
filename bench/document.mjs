// node bench/document.mjs: put the last results of all suites into docs/performance.md, between its marks.
import fs from "node:fs";
import path from "node:path";
import { root } from "../build/runtime/run-step.mjs";
import { benchFolder } from "./support/archives.mjs";
import { table } from "./support/report.mjs";
import { targetRows } from "./support/targets.mjs";

const document = path.join(root, "docs/performance.md");
const folder = path.join(benchFolder, "results");
const results = Object.fromEntries(
  fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => [
      path.basename(name, ".json"),
      JSON.parse(fs.readFileSync(path.join(folder, name), "utf8")),
    ]),
);

let text = fs.readFileSync(document, "utf8");
text = text.replaceAll(/(<!-- bench:(\S+) -->)[^]*?(<!-- end -->)/g, (_, start, name, end) => {
  const content =
    name === "targets"
      ? table(["target", "measured", "verdict"], targetRows(results))
      : fs
          .readFileSync(path.join(folder, `${name}.md`), "utf8")
          .trim()
          .replace(/^## .*\n+/, "")
          .replaceAll(/^### /gm, "**")
          .replaceAll(/^(\*\*.*)$/gm, "$1**");
  return `${start}\n\n${content}\n\n${end}`;
});
fs.writeFileSync(document, text);
console.log(`wrote ${path.relative(root, document)}`);
