// What the window of a large archive does to its main thread, and what the processes take.
import fs from "node:fs";
import path from "node:path";
import { withDisplay } from "../../build/runtime/virtual-display.mjs";
import { median } from "../support/measure.mjs";
import { megabytes, publish, table } from "../support/report.mjs";
import { openWindow, withFolder } from "../window/app.mjs";
import { browseActions } from "../window/browse.mjs";
import { memoryOf } from "../window/memory.mjs";
import { measureAction } from "../window/probe.mjs";

const READ_AHEAD_MS = 3000; // what is done in the background after the first picture

export async function windowSuite({ archive, nodes, rounds, only, profiles }) {
  const actions = new Map();
  const closing = [];
  let cacheBytes = 0;
  let memory = {};
  await withDisplay(async () => {
    for (let round = 0; round < rounds; round++) {
      await withFolder(async (folder) => {
        const { app, page } = await openWindow(archive, folder);
        await page.waitForTimeout(READ_AHEAD_MS);
        const opened = await memoryOf(app);
        const wanted = { label: "BaTiO3: bands", uuid: await someUuid(page) };
        await measureAll(page, browseActions(page, wanted), { actions, only, profiles });
        memory = { "when opened": opened, "after all of it": await memoryOf(app) };
        const start = performance.now();
        await app.close();
        closing.push(Math.round(performance.now() - start));
        cacheBytes = bytesOf(path.join(folder, "cache"));
      });
    }
  });
  const end = `The app ends after ${median(closing)} ms and leaves ${megabytes(cacheBytes)} in its cache.`;
  publish("window", nodes, `${actionTable(actions)}\n\n${memoryTable(memory)}\n\n${end}`, {
    actions: Object.fromEntries(actions),
    memory,
    closing,
    cacheBytes,
  });
}

/** Run the actions one after the other; with `only`, the others run unmeasured: later ones stand on them. */
export async function measureAll(page, list, { actions, only, profiles }) {
  for (const [name, act, options] of list) {
    const isWanted = only === undefined || name.includes(only);
    try {
      const result = await measureAction(page, name, act, {
        ...options,
        profiles: isWanted ? profiles : undefined,
      });
      if (isWanted) actions.set(name, [...(actions.get(name) ?? []), result]);
    } catch (error) {
      console.error(`[bench] ${name}: ${error.message.split("\n")[0]}`); // the rest can still be measured
      if (page.isClosed()) throw error;
      await page.keyboard.press("Escape");
    }
  }
}

export function actionTable(actions) {
  const rows = [...actions].map(([name, results]) => {
    const of = (get) => Math.round(median(results.map(get)));
    const [{ value }] = results;
    const moves = value?.framesPerSecond !== undefined;
    const perFrame = moves ? of((result) => result.total / result.value.frames) : 0;
    const note = moves
      ? `${of((result) => result.value.framesPerSecond)} frames/s, worst ${of((result) => result.value.worstMs)} ms, ${perFrame} ms of processor a frame`
      : value?.answeredMs !== undefined
        ? `drawn after ${of((result) => result.value.answeredMs)} ms`
        : "";
    return [name, `${of(({ cpu }) => cpu)} ms`, `${of(({ block }) => block)} ms`, note];
  });
  return table(["action", "longest task, processor", "by the clock", ""], rows);
}

export function memoryTable(memory) {
  const rows = Object.entries(memory).flatMap(([when, processes]) =>
    Object.entries(processes).map(([name, { resident, share, private: own }]) => [
      `${name}, ${when}`,
      ...[own, share, resident].map((bytes) => (bytes === null ? "–" : megabytes(bytes))),
    ]),
  );
  return table(["memory", "private", "proportional share (PSS)", "resident"], rows);
}

function bytesOf(folder) {
  if (!fs.existsSync(folder)) return 0; // small databases are not cached
  return fs
    .readdirSync(folder, { recursive: true })
    .map((name) => fs.statSync(path.join(folder, name)))
    .reduce((sum, status) => sum + (status.isFile() ? status.size : 0), 0);
}

/** The beginning of a UUID of the archive, as the table shows it in its first row. */
async function someUuid(page) {
  const row = page.getByRole("grid", { name: "Nodes" }).getByRole("row").nth(1);
  const texts = await row.getByRole("gridcell").allTextContents();
  const found = texts.map((text) => text.trim()).find((text) => /^[0-9a-f]{8}(-[0-9a-f-]+)?…?$/.test(text));
  return found?.slice(0, 8) ?? "00000000";
}
