import fs from "node:fs";
import path from "node:path";

const SETTLE_MS = 700;
const ANSWER_LIMIT_MS = 20_000;
const PROFILE_INTERVAL_MICROSECONDS = 200;

/**
 * Watch the main thread of a page. The browser tells of tasks over 50 ms; below that, a message that the page sends to
 * itself again and again tells the longest time between two turns of its loop.
 */
export async function watch(page) {
  await page.evaluate(() => {
    const probe = { blocks: [], gap: 0 };
    new PerformanceObserver((list) => {
      probe.blocks.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: "longtask" });
    const channel = new MessageChannel();
    let last = performance.now();
    channel.port1.addEventListener("message", () => {
      const now = performance.now();
      probe.gap = Math.max(probe.gap, now - last);
      last = now;
      setTimeout(() => channel.port2.postMessage(0), 0);
    });
    channel.port1.start();
    channel.port2.postMessage(0);
    window.benchProbe = probe;
  });
}

/**
 * Do something and wait until the window rests.
 * @param profiles A folder for a CPU profile of the page while it happens, or undefined.
 * @returns Longest block and gap in ms (0: none over 50), how long `act` took, and what it returned.
 */
export async function measureAction(page, name, act, { settle = SETTLE_MS, profiles } = {}) {
  await page.evaluate(() => Object.assign(window.benchProbe, { blocks: [], gap: 0 }));
  const stop = profiles
    ? await startProfile(page, path.join(profiles, `${name.replaceAll(/\W+/g, "-")}.cpuprofile`))
    : null;
  const start = performance.now();
  const value = await act();
  const took = performance.now() - start;
  await page.waitForTimeout(settle);
  await stop?.();
  const { blocks, gap } = await page.evaluate(() => window.benchProbe);
  const result = {
    name,
    block: Math.round(Math.max(0, ...blocks)),
    blocks: blocks.length,
    gap: Math.round(gap),
    took: Math.round(took),
    value,
  };
  console.error(
    `[bench] ${name}: block ${result.block} ms, gap ${result.gap} ms, ${result.took} ms`,
    value ?? "",
  );
  return result;
}

/** How many frames a second the page draws while `move` is called again and again. */
export async function framesWhile(page, move, ms = 2500) {
  const counting = page.evaluate(
    (length) =>
      new Promise((resolve) => {
        const times = [];
        const frame = (now) => {
          times.push(now);
          if (now - times[0] < length) requestAnimationFrame(frame);
          else {
            const gaps = times.slice(1).map((at, i) => at - times[i]);
            const rate = (gaps.length * 1000) / (times.at(-1) - times[0]);
            resolve({ framesPerSecond: Math.round(rate), worstMs: Math.round(Math.max(...gaps)) });
          }
        };
        requestAnimationFrame(frame);
      }),
    ms,
  );
  const end = performance.now() + ms;
  for (let step = 0; performance.now() < end; step++) await move(step);
  return counting;
}

/**
 * Milliseconds from an input of a person to the first frame in which `isDone` holds; both run in the page. `act` gives
 * the input, of the named type, after the watching began.
 */
export async function untilDrawn(page, type, act, isDone, argument) {
  // As text: the page's own rules forbid it to make functions out of words.
  const answered = page.evaluate(`new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("no answer was drawn")), ${ANSWER_LIMIT_MS});
    const holds = ${isDone.toString()};
    let start;
    addEventListener(${JSON.stringify(type)}, (event) => (start = event.timeStamp), { capture: true });
    const frame = () => {
      if (start !== undefined && holds(${JSON.stringify(argument)})) resolve(performance.now() - start);
      else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  })`);
  await act();
  return { answeredMs: Math.round(await answered) };
}

async function startProfile(page, file) {
  const session = await page.context().newCDPSession(page);
  await session.send("Profiler.enable");
  await session.send("Profiler.setSamplingInterval", { interval: PROFILE_INTERVAL_MICROSECONDS });
  await session.send("Profiler.start");
  return async () => {
    const { profile } = await session.send("Profiler.stop");
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, JSON.stringify(profile));
    await session.detach();
  };
}
