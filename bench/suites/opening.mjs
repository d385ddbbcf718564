// From the start of the process to the first rows and the first picture: cold, and the second time.
import fs from "node:fs";
import path from "node:path";
import { withDisplay } from "../../build/runtime/virtual-display.mjs";
import { median } from "../support/measure.mjs";
import { publish, seconds, table } from "../support/report.mjs";
import { withFolder } from "../window/app.mjs";
import { timeStart } from "../window/start.mjs";

/** What Chromium's names of processes mean here. */
const PROCESSES = {
  browser: "main",
  renderer: "window",
  "node.mojom.NodeService": "engine",
  GPU: "graphics",
  "network.mojom.NetworkService": "network",
};

const FIRST_START_MS = 3000;

export async function openingSuite({ archive, nodes, rounds }) {
  const settleMs = 4000 + nodes / 40; // far longer than it takes
  const cold = [];
  const second = [];
  await withDisplay(async () => {
    for (let round = 0; round < rounds; round++) {
      await withFolder(async (folder) => {
        await timeStart(null, folder, FIRST_START_MS); // a profile of its own is there already, as on every day but the first
        fs.rmSync(path.join(folder, "cache"), { recursive: true, force: true });
        cold.push(await timeStart(archive, folder, settleMs));
        second.push(await timeStart(archive, folder, settleMs));
      });
      console.error("[bench] cold", cold.at(-1), "second", second.at(-1));
    }
  });
  const of = (results, key) => seconds(median(results.map((result) => result[key])) / 1000);
  const rows = Object.entries({ cold, second }).map(([name, results]) => [
    name,
    ...["page", "rows", "picture"].map((key) => of(results, key)),
  ]);
  const processes = [...new Set(cold.concat(second).flatMap(({ processor }) => Object.keys(processor)))];
  const used = (results, name) =>
    seconds(median(results.map(({ processor }) => processor[name] ?? 0)) / 1000);
  const processor = table(
    ["processor time until then", ...processes.map((name) => PROCESSES[name] ?? name)],
    Object.entries({ cold, second }).map(([name, results]) => [
      name,
      ...processes.map((process) => used(results, process)),
    ]),
  );
  const text = table(["opening", "page begins", "first rows", "first picture"], rows);
  publish(
    "opening",
    nodes,
    `Medians of ${rounds}; from the start of the process.\n\n${text}\n\n${processor}`,
    {
      cold,
      second,
    },
  );
}
