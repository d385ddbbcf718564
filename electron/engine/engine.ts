import { AppError } from "../../shared/ipc/errors.ts";
import { engineContract, type EngineHandlers } from "../../shared/ipc/engine-contract.ts";
import type { PortRequest, PortResponse } from "../../shared/ipc/messages.ts";
import { openSource } from "../sources/open-source.ts";
import { readyFile } from "../download/downloads-folder.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobProgress, Source } from "../archive/source.ts";
import { dispatch } from "../ipc/dispatch.ts";
import type { FromEngine, ToEngine } from "../ipc/engine-messages.ts";
import { announceLongCallsTo } from "../ipc/long-call.ts";
import { toWireError } from "../ipc/to-wire-error.ts";
import { allowChanges } from "./change-library.ts";
import { allHandlers } from "./handlers/all-handlers.ts";
import { checkHandlers } from "./handlers/check.ts";
import type { GrantedTarget, LiveState, OpenSource } from "./open-source-state.ts";
import { ServedSource } from "./served-source.ts";
import { inWordsOf } from "./source-words.ts";

/**
 * The engine: one utility process per open source. It owns the source's SQLite connection, files, graph and exports.
 * Main sends it the path and the ports of windows; everything else it hears comes through those ports, as calls of the
 * engine contract. It opens the source at once, without waiting for a window.
 */

const targets = new Map<string, GrantedTarget>();
/** Calls that a person waits for while the source is opening: they tell how far that is. */
const OPENING_CALLS: ReadonlySet<string> = new Set(["source.open", "library.preview"]);
const openingListeners = new Set<(value: JobProgress) => void>();
/** Calls under way, over all ports: closing cancels them and waits, so that no half-written file stays. */
const running = new Map<AbortController, Promise<void>>();
/** What is answered from; before that, its opening. */
let opening: Promise<Opened> | null = null;
/** What is answered while the source is opening, and when it cannot be opened. */
let early: ReturnType<typeof checkHandlers> | null = null;
const earlyContract = { "source.check": engineContract["source.check"] };

type Opening = Extract<ToEngine, { type: "open" }>;

interface Opened {
  served: ServedSource;
  close(): void | Promise<void>;
}

async function open({ path, readable, mayChange, mayCreate }: Opening): Promise<Opened> {
  if (mayCreate || path === process.env.STEMMA_LIBRARY) {
    const { createStore } = await import("../library/create-store.ts"); // loaded for a library only
    createStore(path); // the first time
  }
  const context = {
    signal: { aborted: false }, // closing the tab ends the process: nothing to ask here
    progress: (value: JobProgress) => openingListeners.forEach((listener) => listener(value)),
  };
  if (mayChange) {
    allowChanges(path);
    const [{ LiveLibrary }, { LiveSource }] = await Promise.all([
      import("../library/live/live-library.ts"),
      import("./live-source.ts"),
    ]);
    const library = await LiveLibrary.open(path, context);
    const onMoved = () => process.parentPort.postMessage({ type: "moved" } satisfies FromEngine);
    const live = await LiveSource.open(library, makeHandlers, onMoved, context);
    return { served: live.served, close: () => live.close() };
  }
  const source = await openSource(path, context, { readable });
  return { served: new ServedSource(source, makeHandlers), close: () => source.close() };
}

function makeHandlers(source: Source, live?: LiveState): EngineHandlers {
  const open: OpenSource = {
    source,
    target(token) {
      const fetched = targets.has(token) ? null : readyFile(token);
      const target = fetched === null ? targets.get(token) : { ...fetched, mayReplace: false };
      if (!target)
        throw new AppError("ipc/bad-request", "That target was not chosen in a dialog of this window.");
      return target;
    },
    ...(live ? { live } : {}),
  };
  return inWordsOf(source, allHandlers(open));
}

function servePort(port: Electron.MessagePortMain): void {
  const calls = new Map<number, AbortController>();
  const post = (message: PortResponse) => port.postMessage(message);
  port.on("message", ({ data }) => {
    const request = data as PortRequest; // checked field by field: below and in dispatch
    if (typeof request !== "object" || request === null || typeof request.id !== "number") return;
    if ("cancel" in request) return void calls.get(request.id)?.abort();
    const controller = new AbortController();
    calls.set(request.id, controller);
    running.set(controller, answer(request.id, request.name, request.input, controller));
  });
  port.on("close", () => calls.forEach((controller) => controller.abort())); // the window is gone
  port.start();

  async function answer(
    id: number,
    name: string,
    input: unknown,
    controller: AbortController,
  ): Promise<void> {
    // Whatever the work reports, the window hears of it at a pace that it can draw.
    const progress = pacedProgress({
      signal: controller.signal,
      progress: (value) => post({ id, progress: value }),
    });
    if (OPENING_CALLS.has(name)) openingListeners.add(progress);
    try {
      if (!opening) throw new AppError("internal", "The engine was asked before it was told what to open.");
      const context = { signal: controller.signal, progress };
      const reply =
        early !== null && Object.hasOwn(earlyContract, name)
          ? dispatch(earlyContract, early, name, input, context)
          : (await opening).served.call((handlers) =>
              dispatch(engineContract, handlers, name, input, context),
            );
      post({ id, ...(await reply) });
    } catch (error) {
      post({ id, ok: false, error: toWireError(error) });
    } finally {
      openingListeners.delete(progress);
      calls.delete(id);
      running.delete(controller);
    }
  }
}

async function closeEngine(): Promise<void> {
  for (const controller of running.keys()) controller.abort();
  await Promise.allSettled(running.values());
  try {
    await (await opening)?.close();
  } finally {
    process.exit(0);
  }
}

announceLongCallsTo((seconds) =>
  process.parentPort.postMessage({ type: "longCall", seconds } satisfies FromEngine),
);

process.parentPort.on("message", (event) => {
  const message = event.data as ToEngine; // only main can speak here
  const tell = (reply: FromEngine) => process.parentPort.postMessage(reply);
  switch (message.type) {
    case "open":
      early = checkHandlers(message.path);
      opening = open(message);
      opening.then(
        () => tell({ type: "opened" }),
        () => tell({ type: "failed" }), // each waiting call gets the error itself
      );
      return;
    case "port":
      if (event.ports[0]) servePort(event.ports[0]);
      return;
    case "grant":
      targets.set(message.token, { path: message.path, mayReplace: message.mayReplace });
      return;
    case "ping":
      return tell({ type: "pong", count: message.count });
    case "close":
      void closeEngine();
      return;
  }
});
