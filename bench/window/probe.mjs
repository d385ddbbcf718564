import fs from "node:fs";
import path from "node:path";
import { recordTasks } from "./trace.mjs";

const SETTLE_MS = 700;
const ANSWER_LIMIT_MS = 20_000;
const PROFILE_INTERVAL_MICROSECONDS = 200;

/**
 * Do something and wait until the window rests.
 * @param options `profiles`: a folder for a CPU profile of the page while it happens, or undefined.
 * @returns The longest task of the main thread (`recordTasks`), how long `act` took, and what it returned.
 */
export async function measureAction(page, name, act, { settle = SETTLE_MS, profiles } = {}) {
  const file = profiles && path.join(profiles, `${name.replaceAll(/\W+/g, "-")}.cpuprofile`);
  const stopProfile = file ? await startProfile(page, file) : null;
  const stopTasks = await recordTasks(page);
  const start = performance.now();
  let value;
  try {
    value = await act();
  } finally {
    await page.waitForTimeout(settle);
    await stopProfile?.();
  }
  const took = Math.round(performance.now() - start - settle);
  const result = { name, ...(await stopTasks()), took, value };
  console.error("[bench]", JSON.stringify(result));
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
            resolve({
              frames: gaps.length,
              framesPerSecond: Math.round(rate),
              worstMs: Math.round(Math.max(...gaps)),
            });
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
