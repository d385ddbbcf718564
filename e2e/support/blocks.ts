import { setTimeout as passed } from "node:timers/promises";
import type { TestInfo } from "@playwright/test";
import type { ElectronApplication, Page } from "playwright";

// How long a story keeps the window, or the main process, from answering. Timing decides no test: it is noted.

/** The type of the annotation that carries a story's `StoryBlocks` as JSON. */
export const BLOCKS = "blocks";

/** One stretch in which the page's thread did nothing else. The browser tells of those over 50 ms. */
export interface Block {
  ms: number;
  /** The last thing done by hand before it: "click button Fit", "key Control+a". Empty before the first. */
  after: string;
  /** Which script ran longest in it, as the browser names it. */
  script: string;
}

export interface StoryBlocks {
  /** While the window started, and from the first thing done by hand. Null: nothing over 50 ms. */
  start: Block | null;
  longest: Block | null;
  /** Longest wait of main's event loop, ms; null where the app ended without being asked. */
  main: number | null;
}

const PREFIX = "stemma-block ";
const MOST_TRIES = 20;
const TRY_AGAIN_MS = 50;

/** Watch every window of an app for the rest of a story. The story's annotation grows as blocks come. */
export async function watchBlocks(app: ElectronApplication, info: TestInfo): Promise<void> {
  const story = storyOf(info);
  const watch = (page: Page) => {
    page.on("console", (message) => {
      const text = message.text();
      if (!text.startsWith(PREFIX)) return;
      const block = JSON.parse(text.slice(PREFIX.length)) as Block; // from `observe`
      const kind = block.after === "" ? "start" : "longest";
      if (block.ms > (story.blocks[kind]?.ms ?? 0)) story.note({ [kind]: block });
    });
    const install = () => page.evaluate(observe, PREFIX).catch(() => undefined); // the page went on or away
    page.on("domcontentloaded", () => void install());
    void install();
  };
  for (const page of app.windows()) watch(page);
  app.on("window", watch);
  await watchMain(app, story);
}

interface Story {
  blocks: StoryBlocks;
  note(change: Partial<StoryBlocks>): void;
}

function storyOf(info: TestInfo): Story {
  let annotation = info.annotations.find(({ type }) => type === BLOCKS);
  if (!annotation) info.annotations.push((annotation = { type: BLOCKS }));
  const held = annotation;
  const story: Story = {
    blocks: held.description
      ? (JSON.parse(held.description) as StoryBlocks)
      : { start: null, longest: null, main: null },
    note(change) {
      Object.assign(story.blocks, change);
      held.description = JSON.stringify(story.blocks);
    },
  };
  story.note({});
  return story;
}

/** Main's event loop, read as the app is closed. */
async function watchMain(app: ElectronApplication, story: Story): Promise<void> {
  const enable = () =>
    app.evaluate(() => {
      const { monitorEventLoopDelay } = process.getBuiltinModule("node:perf_hooks");
      const delay = monitorEventLoopDelay({ resolution: 10 });
      delay.enable();
      Object.assign(globalThis, { mainDelay: delay });
    });
  // An answer is lost when garbage is collected just then, and the module half there while Electron is loading it.
  for (let tries = 1; ; tries++) {
    try {
      await enable();
      break;
    } catch (error) {
      if (tries === MOST_TRIES) throw error;
      await passed(TRY_AGAIN_MS);
    }
  }
  const close = app.close.bind(app);
  app.close = async () => {
    const longest = await app
      .evaluate(() => (globalThis as unknown as { mainDelay: { max: number } }).mainDelay.max / 1e6)
      .catch(() => null); // it has ended by itself
    if (longest !== null) story.note({ main: Math.max(Math.round(longest), story.blocks.main ?? 0) });
    await close();
  };
}

/** Runs in the page: tell of each long task on the console, with what was done before and which script ran. */
function observe(prefix: string): void {
  const watched = Symbol.for("stemma.blocks");
  if (Reflect.get(document, watched)) return;
  Reflect.set(document, watched, true);

  const actions: Array<{ at: number; what: string }> = [{ at: -Infinity, what: "" }];
  const note = (event: Event) => {
    const element = event.target instanceof Element ? event.target.closest("[role], button, a, input") : null;
    const name = element?.getAttribute("aria-label") ?? element?.textContent?.trim().slice(0, 40) ?? "";
    const role = element?.getAttribute("role") ?? element?.localName ?? "";
    const key = event instanceof KeyboardEvent ? keyName(event) : event.type;
    actions.push({ at: event.timeStamp, what: [key, role, name].filter(Boolean).join(" ") });
    if (actions.length > 500) actions.splice(1, 250);
  };
  for (const type of ["keydown", "pointerdown", "click", "dblclick", "wheel", "drop", "input"])
    addEventListener(type, note, { capture: true, passive: true });
  const pointed = ({ timeStamp }: Event) => {
    const last = actions.at(-1);
    if (!last || last.what === "") return; // a pointer that lies over the window is nobody's doing
    if (last.what === "pointing") last.at = timeStamp;
    else actions.push({ at: timeStamp, what: "pointing" });
  };
  addEventListener("pointermove", pointed, { capture: true, passive: true });

  interface Frame extends PerformanceEntry {
    scripts: Array<PerformanceEntry & { invoker: string; sourceFunctionName: string; sourceURL: string }>;
  }
  const frames: Frame[] = [];
  new PerformanceObserver((list) => {
    frames.push(...(list.getEntries() as Frame[]));
    frames.splice(0, frames.length - 100);
  }).observe({ type: "long-animation-frame", buffered: true });
  new PerformanceObserver((list) => {
    // A frame is told of after its tasks: wait for it, so that it can say which script ran.
    for (const task of list.getEntries()) setTimeout(() => tell(task), 100);
  }).observe({ type: "longtask", buffered: true });

  function tell(task: PerformanceEntry): void {
    const end = task.startTime + task.duration;
    const scripts = frames.flatMap((frame) => frame.scripts);
    const [script] = scripts
      .filter(({ startTime, duration }) => startTime < end && startTime + duration > task.startTime)
      .sort((a, b) => b.duration - a.duration);
    if (script && !script.sourceURL.includes("/assets/")) return; // the driver's own, as an accessibility check, which takes a second
    const block = {
      ms: Math.round(task.duration),
      after: actions.findLast(({ at }) => at <= end)?.what ?? "",
      script: script
        ? [script.invoker, script.sourceFunctionName].filter(Boolean).join(" ").slice(0, 80)
        : "drawing",
    };
    console.debug(prefix + JSON.stringify(block));
  }

  function keyName({ key, ctrlKey, shiftKey, altKey }: KeyboardEvent): string {
    const held = [ctrlKey && "Control", shiftKey && "Shift", altKey && "Alt"].filter(Boolean);
    return `key ${[...held, key === " " ? "Space" : key].join("+")}`;
  }
}
