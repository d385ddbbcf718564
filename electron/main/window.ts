import path from "node:path";
import { BrowserWindow, dialog, screen, session } from "electron";
import type { BusyJob } from "../../shared/ipc/host-contract.ts";
import { windowIcon } from "./app-icon.ts";
import { careForPage } from "./page-health.ts";
import { cascaded, fitted } from "./place-on-screen.ts";
import { confine } from "./security.ts";
import { APP_ORIGIN } from "./serve.ts";
import type { Place, SavedWindow } from "./session-schema.ts";
import { WindowSources } from "./sources.ts";
import { PlaceMemory, workAreas } from "./window-place.ts";

const FIRST_SIZE = { width: 1280, height: 800 };
const VIEWS_WAIT_MS = 400; // a page that has not handed over its views by then is not waited for
const CLOSED_KEPT = 10; // windows that "Reopen closed tab" goes back to

/** One window with what belongs to it. */
export interface AppWindow {
  window: BrowserWindow;
  sources: WindowSources;
  /** What is being written in it; closing asks while this is not empty. */
  jobs: BusyJob[];
  /** It has begun to close and is no part of the session. */
  isClosing: boolean;
  /** Called when the page has kept its views, after the event `keep-views`. */
  onViewsKept: () => void;
}

/** How windows belong to the rest of the app; set once at start. */
interface WindowEvents {
  /** Something that the session keeps has changed. */
  changed(): void;
  /** The last window closes, which ends the app. */
  lastCloses(): void;
  /** The app is ending: windows close without being asked. */
  isEnding(): boolean;
}

const windows = new Map<number, AppWindow>(); // the one in front last
const closedWindows: SavedWindow[] = [];
let placeMemory: PlaceMemory | null = null;
let events: WindowEvents = { changed: () => {}, lastCloses: () => {}, isEnding: () => false };

/** Connect windows with session and quitting. Call before the first window. */
export function listenToWindows(listener: WindowEvents): void {
  events = listener;
}

/** The window of a page, by its web contents' id. */
export function windowOf(contentsId: number): AppWindow | undefined {
  return windows.get(contentsId);
}

/** All windows that are not about to close, the one in front last. */
export function allWindows(): AppWindow[] {
  return [...windows.values()].filter(({ isClosing }) => !isClosing);
}

/** The window that files from outside go to: the one that was in front last. */
export function frontWindow(): AppWindow | undefined {
  return allWindows().at(-1);
}

/** Bring a window before the person's eyes. */
export function showWindow({ window }: AppWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/**
 * Open a window on the app's page: as it was saved; else a step beside the one in front; else where the last one stood
 * on these screens. It has no tabs yet.
 */
export function createWindow(userData: string, saved?: SavedWindow): AppWindow {
  const memory = (placeMemory ??= new PlaceMemory(userData));
  const front = frontWindow();
  const place = saved?.place ?? (front ? beside(front.window) : memory.get());
  const window = new BrowserWindow({
    ...FIRST_SIZE,
    ...(place ? boundsOf(fitted(place, workAreas())) : {}),
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: "Stemma",
    ...windowIcon(),
    webPreferences: {
      preload: path.join(import.meta.dirname, "../preload/preload.cjs"),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      session: session.defaultSession,
    },
  });
  const sources = new WindowSources(window, () => events.changed());
  const own: AppWindow = { window, sources, jobs: [], isClosing: false, onViewsKept: () => {} };
  const contentsId = window.webContents.id;
  windows.set(contentsId, own);
  confine(window.webContents);
  if (place?.isMaximized) window.maximize();
  if (saved?.isFullScreen) window.setFullScreen(true);
  window.once("ready-to-show", () => {
    if (frontWindow() === own) window.show();
    else window.showInactive();
  });

  window.on("focus", () => {
    windows.delete(contentsId);
    windows.set(contentsId, own);
    events.changed();
  });
  const remember = () => {
    if (!window.isDestroyed() && !window.isMinimized()) memory.set(placeOf(window));
    events.changed();
  };
  window.on("resized", remember);
  window.on("moved", remember);
  for (const name of ["resize", "move", "maximize", "unmaximize", "enter-full-screen", "leave-full-screen"])
    window.on(name as "resize", () => events.changed());

  window.on("close", (event) => {
    remember();
    if (own.isClosing || events.isEnding()) return;
    event.preventDefault();
    void closeWindow(own);
  });
  window.on("closed", () => {
    windows.delete(contentsId);
    void sources.closeAll();
    events.changed();
  });
  careForPage(window, {
    onGone: () => {
      sources.pageGone();
      for (const { title } of own.jobs.splice(0)) {
        const text = `“${title}” was cancelled, because the window had to be loaded again. Nothing was written.`;
        sources.sendSurely({ type: "notice", text }); // the page's port is closed, so the engine has cancelled it
      }
    },
    forgetViews: () => sources.forgetViews(),
  });

  const devServer = process.env.ELECTRON_RENDERER_URL;
  void window.loadURL(devServer ?? `${APP_ORIGIN}/`);
  return own;
}

/** Open the window that was closed last, with its tabs. False when there is none. */
export function reopenWindow(userData: string): boolean {
  const saved = closedWindows.pop();
  if (!saved) return false;
  createWindow(userData, saved).sources.restore(saved);
  return true;
}

/** A window as the session keeps it. */
export function savedWindow({ window, sources }: AppWindow): SavedWindow {
  return {
    place: placeOf(window),
    isFullScreen: window.isFullScreen(),
    ...sources.saved(),
  };
}

/** Let the page hand over what it has not kept yet; resolves at the latest after `VIEWS_WAIT_MS`. */
export function keepViews(own: AppWindow): Promise<void> {
  if (!own.sources.page()) return Promise.resolve();
  return new Promise((resolve) => {
    own.onViewsKept = resolve;
    setTimeout(resolve, VIEWS_WAIT_MS);
    own.sources.send({ type: "keep-views" });
  });
}

/** Screens came or went: bring back every window that none of them shows. */
export function followScreens(): void {
  const bringBack = () => {
    for (const { window } of windows.values()) {
      const now = window.getBounds();
      const fit = fitted(now, workAreas());
      const isLost =
        fit.x !== now.x || fit.y !== now.y || fit.width !== now.width || fit.height !== now.height;
      if (isLost && !window.isMaximized() && !window.isFullScreen()) window.setBounds(fit);
    }
  };
  screen.on("display-removed", bringBack);
  screen.on("display-metrics-changed", bringBack);
}

/** Ask before something half-written is thrown away. */
export async function confirmLoss(
  window: BrowserWindow | undefined,
  jobs: readonly BusyJob[],
  verb: string,
): Promise<boolean> {
  const [first] = jobs;
  if (!first) return true;
  const titles = jobs.map(({ title }) => title);
  const options = {
    type: "question" as const,
    message: jobs.length === 1 ? `Still writing: ${first.title}` : `Still writing ${jobs.length} things`,
    detail: `${titles.join("\n")}\n\nIf you ${verb} now, it is cancelled and nothing of it stays on disk.`,
    buttons: ["Keep working", `Cancel the work and ${verb}`],
    defaultId: 0,
    cancelId: 0,
  };
  const { response } = await (window
    ? dialog.showMessageBox(window, options)
    : dialog.showMessageBox(options));
  return response === 1;
}

const asked = new WeakSet<AppWindow>();

async function closeWindow(own: AppWindow): Promise<void> {
  if (asked.has(own)) return; // it is being asked about
  asked.add(own);
  const isLast = () => allWindows().length === 1 && process.platform !== "darwin";
  const agreed = await confirmLoss(own.window, own.jobs, isLast() ? "quit" : "close the window");
  asked.delete(own);
  if (!agreed || own.isClosing || own.window.isDestroyed()) return;
  await keepViews(own);
  if (isLast()) events.lastCloses();
  else if (own.sources.count > 0) closedWindows.push(savedWindow(own));
  if (closedWindows.length > CLOSED_KEPT) closedWindows.shift();
  own.isClosing = true;
  events.changed();
  await own.sources.closeAll();
  if (!own.window.isDestroyed()) own.window.close();
}

function beside(window: BrowserWindow): Place {
  return { ...cascaded(window.getNormalBounds(), workAreas()), isMaximized: false };
}

function placeOf(window: BrowserWindow): Place {
  return { ...window.getNormalBounds(), isMaximized: window.isMaximized() };
}

function boundsOf({ x, y, width, height }: Place) {
  return { x, y, width, height };
}
