// Graphs drawn whole: how long drawing blocks, and frames a second while panning and zooming.
import { withDisplay } from "../../build/runtime/virtual-display.mjs";
import { ensureArchive } from "../support/archives.mjs";
import { publish } from "../support/report.mjs";
import { openWindow, parts, withFolder } from "../window/app.mjs";
import { drawActions } from "../window/draw.mjs";
import { memoryOf } from "../window/memory.mjs";
import { actionTable, measureAll, memoryTable } from "./window.mjs";

/** Nodes in the archives; with their links about 500, 1,500, 2,000 and 6,000 elements. */
const SIZES = [200, 500, 700, 2000];

export async function drawingSuite({ rounds, only, profiles }) {
  const texts = [];
  const data = {};
  await withDisplay(async () => {
    for (const nodes of SIZES) {
      const archive = await ensureArchive(nodes);
      const actions = new Map();
      let memory = {};
      let legend = "";
      for (let round = 0; round < rounds; round++) {
        await withFolder(async (folder) => {
          const { app, page } = await openWindow(archive, folder);
          await measureAll(page, drawActions(page), { actions, only, profiles });
          legend = /[\d,]+ nodes · [\d,]+ links/.exec(await parts(page).summary.textContent())?.[0] ?? "";
          memory = { "at the end": await memoryOf(app) };
          await app.close();
        });
      }
      texts.push(`### ${legend}\n\n${actionTable(actions)}\n\n${memoryTable(memory)}`);
      const elements = [...legend.matchAll(/[\d,]+/g)].reduce(
        (sum, [n]) => sum + Number(n.replaceAll(",", "")),
        0,
      );
      data[nodes] = { elements, actions: Object.fromEntries(actions), memory };
    }
  });
  publish("drawing", null, texts.join("\n\n"), { sizes: data });
}
