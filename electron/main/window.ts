import path from "node:path";
import { BrowserWindow, dialog, screen, session } from "electron";
import { z } from "zod";
import { APP_ORIGIN } from "./serve.ts";
import { confine } from "./security.ts";
import { WindowSources } from "./sources.ts";
import { StateFile } from "./state-file.ts";

const Bounds = z
  .object({ x: z.number(), y: z.number(), width: z.number(), height: z.number(), isMaximized: z.boolean() })
  .nullable();

const FIRST_SIZE = { width: 1280, height: 800 };

/** One window with what belongs to it. */
export interface AppWindow {
  window: BrowserWindow;
  sources: WindowSources;
  /** What is being written in it, in words; closing asks while this is not empty. */
  jobs: string[];
}

const windows = new Map<number, AppWindow>();

/** The window of a page, by its web contents' id. */
export function windowOf(contentsId: number): AppWindow | undefined {
  return windows.get(contentsId);
}

/** The window that files from outside go to: the focused one, else the newest. */
export function frontWindow(): AppWindow | undefined {
  const focused = BrowserWindow.getFocusedWindow();
  return (focused && windows.get(focused.webContents.id)) ?? [...windows.values()].at(-1);
}

/** Open a window on the app's page, where the last one stood if that place is still on a screen. */
export function createWindow(userData: string): AppWindow {
  const bounds = new StateFile(path.join(userData, "window.json"), (value) =>
    Bounds.catch(null).parse(value),
  );
  const window = new BrowserWindow({
    ...FIRST_SIZE,
    ...placeOnScreen(bounds.get()),
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: "Stemma",
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
  const appWindow: AppWindow = { window, sources: new WindowSources(window), jobs: [] };
  const contentsId = window.webContents.id;
  windows.set(contentsId, appWindow);
  confine(window.webContents);
  if (bounds.get()?.isMaximized) window.maximize();
  window.once("ready-to-show", () => window.show());

  let mayClose = false;
  window.on("close", (event) => {
    bounds.set({ ...window.getNormalBounds(), isMaximized: window.isMaximized() });
    if (mayClose) return;
    event.preventDefault();
    void confirmClose(appWindow).then(async (agreed) => {
      if (!agreed) return;
      mayClose = true;
      await appWindow.sources.closeAll();
      window.close();
    });
  });
  window.on("closed", () => windows.delete(contentsId));
  window.webContents.on("render-process-gone", (_event, details) => {
    if (details.reason !== "clean-exit" && !window.isDestroyed()) window.webContents.reload();
  });

  const devServer = process.env.ELECTRON_RENDERER_URL;
  void window.loadURL(devServer ?? `${APP_ORIGIN}/`);
  return appWindow;
}

/** Ask before something half-written is thrown away. */
async function confirmClose({ window, jobs }: AppWindow): Promise<boolean> {
  if (jobs.length === 0) return true;
  const { response } = await dialog.showMessageBox(window, {
    type: "question",
    message: jobs.length === 1 ? `Still writing: ${jobs[0]}` : `Still writing ${jobs.length} things`,
    detail: `${jobs.join("\n")}\n\nIf you quit now, it is cancelled and nothing of it stays on disk.`,
    buttons: ["Keep working", "Cancel the work and quit"],
    defaultId: 0,
    cancelId: 0,
  });
  return response === 1;
}

function placeOnScreen(saved: z.output<typeof Bounds>): Partial<Electron.Rectangle> {
  if (!saved) return {};
  const { x, y, width, height } = saved;
  const isVisible = screen.getAllDisplays().some(({ workArea }) => {
    const overlapX = Math.min(x + width, workArea.x + workArea.width) - Math.max(x, workArea.x);
    const overlapY = Math.min(y + height, workArea.y + workArea.height) - Math.max(y, workArea.y);
    return overlapX > 100 && overlapY > 100; // enough to grab it
  });
  return isVisible ? { x, y, width, height } : { width, height };
}
