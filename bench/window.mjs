// node bench/window.mjs <archive> [action …]: how long the window of the built app does not answer, and how fast its
// picture moves. Needs a display (`xvfb-run -a` gives one). STEMMA_OUT names another build; PROFILE=<folder> writes a
// CPU profile of each action there.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { _electron } from "playwright";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const [archive, ...wanted] = process.argv.slice(2);
const profiles = process.env.PROFILE;
const out = process.env.STEMMA_OUT;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-window-"));

const app = await _electron.launch({
  args: [
    out ? path.join(root, out, "main/main.js") : root,
    `--user-data-dir=${folder}`,
    "--log-level=3",
    "--force-device-scale-factor=1",
    path.resolve(archive),
  ],
  cwd: root,
  env: { ...process.env, STEMMA_CACHE: process.env.STEMMA_CACHE ?? path.join(folder, "cache") },
});
const page = await app.firstWindow();
await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].setContentSize(1280, 800));
page.setDefaultTimeout(30_000);
const session = await page.context().newCDPSession(page);
const grid = page.getByRole("grid", { name: "Nodes" });
const canvas = page.getByRole("application", { name: "Graph canvas" });
const basket = page.getByRole("region", { name: "Export basket" });

await grid.getByRole("gridcell").first().waitFor();
await page.waitForFunction(() => performance.getEntriesByName("stemma:picture").length > 0);
await page.waitForTimeout(3000); // what is done ahead, in the background
await page.evaluate(() => {
  window.blocks = [];
  new PerformanceObserver((list) =>
    window.blocks.push(...list.getEntries().map((one) => one.duration)),
  ).observe({
    type: "longtask",
  });
  let last = performance.now();
  window.gap = 0; // longest time between two turns of the loop
  setInterval(() => {
    const now = performance.now();
    window.gap = Math.max(window.gap, now - last);
    last = now;
  }, 5);
});

/** Do something and wait until the window rests; what the browser says of blocks meanwhile. */
async function time(name, act, { settle = 700 } = {}) {
  if (wanted.length > 0 && !wanted.some((one) => name.includes(one))) {
    await act(); // later actions stand on the earlier ones
    await page.waitForTimeout(settle);
    return;
  }
  await page.evaluate(() => {
    window.blocks = [];
    window.gap = 0;
  });
  if (profiles) {
    await session.send("Profiler.enable");
    await session.send("Profiler.setSamplingInterval", { interval: 200 });
    await session.send("Profiler.start");
  }
  const trace = [];
  const collect = ({ value }) => trace.push(...value);
  session.on("Tracing.dataCollected", collect);
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: ["toplevel", "devtools.timeline", "__metadata"] },
  });
  const start = performance.now();
  const note = await act();
  const took = performance.now() - start;
  await page.waitForTimeout(settle);
  if (profiles) {
    const { profile } = await session.send("Profiler.stop");
    fs.mkdirSync(profiles, { recursive: true });
    fs.writeFileSync(
      path.join(profiles, `${name.replaceAll(/\W+/g, "-")}.cpuprofile`),
      JSON.stringify(profile),
    );
  }
  const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.end");
  await complete;
  session.off("Tracing.dataCollected", collect);
  const { blocks, gap } = await page.evaluate(() => ({ blocks: window.blocks, gap: window.gap }));
  const longest = Math.round(Math.max(0, ...blocks));
  const busiest = longestTask(trace);
  console.log(
    `${name.padEnd(34)} CPU ${String(busiest).padStart(4)} ms   longest block ${longest ? `${longest} ms` : "<50 ms"}`.padEnd(
      76,
    ),
    `gap ${Math.round(gap)} ms · answered after ${Math.round(took)} ms${note ? ` · ${note}` : ""}`,
  );
}

/** Longest task of the page's thread in CPU ms: what it takes where nothing else runs. */
function longestTask(trace) {
  const main = trace.find((one) => one.name === "thread_name" && one.args.name === "CrRendererMain");
  const tasks = trace.filter(
    ({ name, tid, pid }) => name.endsWith("RunTask") && tid === main?.tid && pid === main?.pid,
  );
  return Math.round(Math.max(0, ...tasks.map(({ tdur }) => tdur ?? 0)) / 1000);
}

/** Frames a second while `move` is called at each frame for some seconds. */
async function frames(move, ms = 2500) {
  const counting = page.evaluate(
    (length) =>
      new Promise((resolve) => {
        const times = [];
        const frame = (now) => {
          times.push(now);
          if (now - times[0] < length) requestAnimationFrame(frame);
          else {
            const gaps = times.slice(1).map((at, i) => at - times[i]);
            resolve({ rate: (gaps.length * 1000) / (times.at(-1) - times[0]), worst: Math.max(...gaps) });
          }
        };
        requestAnimationFrame(frame);
      }),
    ms,
  );
  const end = performance.now() + ms;
  for (let step = 0; performance.now() < end; step++) await move(step);
  const { rate, worst } = await counting;
  return `${rate.toFixed(0)} frames/s, worst ${Math.round(worst)} ms`;
}

const basketCounted = () =>
  page.waitForFunction(() => {
    const part = document.querySelector("section[aria-label='Export basket']");
    return (
      part.ariaBusy === "false" && !part.textContent.includes("Following") && !part.querySelector(".is-stale")
    );
  });
const rowsCounted = () => page.waitForFunction(() => !document.querySelector(".table-grid.is-stale"));
const command = async (words) => {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find a command" }).fill(words);
  await page.keyboard.press("Enter");
};
const middle = async () => {
  const box = await canvas.boundingBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};
async function pan() {
  const at = await middle();
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  const moved = await frames((step) =>
    page.mouse.move(at.x + 120 * Math.sin(step / 6), at.y + 60 * Math.cos(step / 6)),
  );
  await page.mouse.up();
  return moved;
}
async function zoom() {
  const at = await middle();
  await page.mouse.move(at.x, at.y);
  return frames((step) => page.mouse.wheel(0, step % 20 < 10 ? -60 : 60));
}
const tableScroll = async () => {
  const box = await grid.boundingBox();
  await page.mouse.move(box.x + 200, box.y + 100);
  return frames((step) => page.mouse.wheel(0, step % 40 < 30 ? 900 : -600));
};

const nodes = Number(
  (
    /([\d,]+) nodes/.exec(await page.getByRole("status", { name: "Source summary" }).textContent())?.[1] ??
    "0"
  ).replaceAll(",", ""),
);
console.log(`${path.basename(archive)}: ${nodes} nodes`);
await (nodes > 3000 ? browse() : draw());
console.log(`memory: ${await memory()}`);
await app.close();
fs.rmSync(folder, { recursive: true, force: true });

/** Working sets in MB, as the system counts them (shared libraries in each). */
async function memory() {
  const metrics = await app.evaluate(({ app: electron }) =>
    electron
      .getAppMetrics()
      .map(({ type, name, memory: { workingSetSize } }) => [name ?? type, workingSetSize]),
  );
  const heap = await page.evaluate(() => performance.memory.usedJSHeapSize);
  return `${metrics.map(([name, kb]) => `${name} ${Math.round(kb / 1024)} MB`).join(", ")} · heap ${Math.round(heap / 1e6)} MB`;
}

/** What a person does in a large archive. */
async function browse() {
  await time("pan the first picture", pan);
  await time("zoom the first picture", zoom);
  await time("wheel over the table", tableScroll);
  await time("click a row", () => grid.getByRole("row").nth(4).click());
  await time("first node into the basket (Space)", async () => {
    await grid.focus();
    await page.keyboard.press("Space");
    await basketCounted();
  });
  await time("arrow down, 20 times", async () => {
    for (let i = 0; i < 20; i++) await page.keyboard.press("ArrowDown");
  });
  await time("Home, Shift+End", async () => {
    await page.keyboard.press("Home");
    await page.keyboard.press("Shift+End");
  });
  await time("Ctrl+A in the table", () => page.keyboard.press("Control+a"));
  await time("Space on all nodes", async () => {
    await page.keyboard.press("Space");
    await basketCounted();
  });
  await time("Ctrl+Z", async () => {
    await page.keyboard.press("Control+z");
    await basketCounted();
  });
  await time("Ctrl+Shift+Z", async () => {
    await page.keyboard.press("Control+Shift+z");
    await basketCounted();
  });
  await time("Space on all again: all out", async () => {
    await grid.focus();
    await page.keyboard.press("Space");
    await basketCounted();
  });
  await time("group into the basket", async () => {
    await page
      .getByRole("button", { name: /^Add group .* to basket$/ })
      .first()
      .click();
    await basketCounted();
  });
  await time("switch a rule", async () => {
    await basket.getByRole("switch").first().click();
    await basketCounted();
  });
  await time("clear the basket", () => command("Clear basket"));
  await time("the whole archive into the basket", async () => {
    await command("whole archive");
    await basketCounted();
  });
  await time("clear the basket again", () => command("Clear basket"));
  await time("a filter", async () => {
    await page.getByRole("group", { name: "Type" }).getByRole("checkbox").first().click();
    await rowsCounted();
  });
  await time("all that pass into the basket", async () => {
    await command("Add filtered");
    await basketCounted();
  });
  await time("clear the basket a third time", () => command("Clear basket"));
  await time("clear filters", async () => {
    await page.getByRole("button", { name: "Clear filters" }).click();
    await rowsCounted();
  });
  await time("sort by label", async () => {
    await page.getByRole("button", { name: /^Label/ }).click();
    await rowsCounted();
  });
  await time("search", async () => {
    await page.getByRole("combobox", { name: "Search nodes" }).fill("relax");
    await page.getByRole("listbox").waitFor();
  });
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
}

/** A small archive, drawn whole. */
async function draw() {
  await time(
    "draw everything",
    async () => {
      await command("Show everything");
      await page.waitForFunction(() =>
        /all [\d,]+ nodes/.test(document.querySelector(".legend-count").textContent),
      );
    },
    { settle: 1500 },
  );
  await time("pan, as it opened", pan);
  await time("zoom, as it opened", zoom);
  await canvas.focus();
  await page.keyboard.press("f");
  await page.waitForTimeout(600);
  await time("pan, all in sight", pan);
  await time("zoom, all in sight", zoom);
  await time("point at nodes", async () => {
    const box = await canvas.boundingBox();
    return frames((step) =>
      page.mouse.move(
        box.x + 60 + ((step * 17) % (box.width - 120)),
        box.y + 60 + ((step * 7) % (box.height - 120)),
      ),
    );
  });
  await time("choose a node by keys", async () => {
    await canvas.focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
  });
  await time("walk along links, 10 times", async () => {
    await canvas.focus();
    for (let i = 0; i < 10; i++) await page.keyboard.press("ArrowRight");
  });
  await time("logical view", () => page.getByRole("radio", { name: "Logical" }).click());
  await time("all again", () => page.getByRole("radio", { name: "All", exact: true }).click());
  await time("everything into the basket", async () => {
    await command("whole archive");
    await basketCounted();
  });
  await time("tidy", () => command("Tidy layout"), { settle: 2000 });
}
