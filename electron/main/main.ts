import path from "node:path";
import { fileURLToPath } from "node:url";
import { app, ipcMain, session } from "electron";
import { HOST_CALL, OPEN_DROPPED } from "../../shared/ipc/channels.ts";
import { hostContract } from "../../shared/ipc/host-contract.ts";
import { dispatch } from "../ipc/dispatch.ts";
import { type HostServices, hostHandlers } from "./host-handlers.ts";
import { applySettings } from "./apply-settings.ts";
import { LayoutStore } from "./layout.ts";
import { setMenu } from "./menu.ts";
import { RecentFiles } from "./recent-files.ts";
import { confine, denyPermissions, isOwnPage } from "./security.ts";
import { registerAppScheme, serveApp } from "./serve.ts";
import { settingsStore } from "./settings.ts";
import { type AppWindow, createWindow, frontWindow, windowOf } from "./window.ts";

/** What a second start hands to the running app. */
interface SecondStart {
  files: string[];
}

const files = filesFromArguments(process.argv, process.cwd());
const isFirst = app.requestSingleInstanceLock({ files } satisfies SecondStart);

if (isFirst) start();
else app.quit();

function start(): void {
  registerAppScheme();
  // --no-sandbox is given only where Chromium cannot start otherwise (root); forcing the sandbox there kills its helpers.
  if (!app.commandLine.hasSwitch("no-sandbox") && !process.env.ELECTRON_DISABLE_SANDBOX) app.enableSandbox();

  app.on("second-instance", (_event, _argv, _cwd, data) => {
    openFiles((data as SecondStart).files);
    const front = frontWindow();
    if (front?.window.isMinimized()) front.window.restore();
    front?.window.focus();
  });
  app.on("open-file", (event, file) => {
    event.preventDefault();
    if (app.isReady()) openFiles([path.resolve(file)]);
    else files.push(path.resolve(file));
  });
  app.on("web-contents-created", (_event, contents) => confine(contents));
  app.on("window-all-closed", () => {
    if (process.platform !== "darwin") app.quit();
  });

  // Nothing may wait for "ready" at the top level of this module: it comes only after the module has been evaluated.
  void app.whenReady().then(ready);
}

let services: HostServices | null = null;

function ready(): void {
  const userData = app.getPath("userData");
  services = {
    recent: new RecentFiles(userData),
    settings: settingsStore(),
    layout: new LayoutStore(userData),
  };
  applySettings(services.settings);
  denyPermissions(session.defaultSession);
  serveApp(session.defaultSession, path.join(import.meta.dirname, "../renderer"));
  serveCalls(services);
  setMenu({ recent: services.recent, open: (file) => openFiles([file]) });
  createWindow(userData);
  openFiles(files);
  app.on("activate", () => {
    if (!frontWindow()) createWindow(userData);
  });
}

function openFiles(paths: string[]): void {
  if (!services || (paths.length === 0 && frontWindow())) return;
  const front = frontWindow() ?? createWindow(app.getPath("userData"));
  for (const file of paths) {
    front.sources.open(file);
    services.recent.add(file);
    app.addRecentDocument(file);
  }
}

function serveCalls(shared: HostServices): void {
  ipcMain.handle(HOST_CALL, (event, name: unknown, input: unknown) => {
    const own = ownWindow(event);
    const context = { signal: { aborted: false }, progress: () => {} };
    return dispatch(hostContract, hostHandlers(own, shared), name, input, context);
  });
  ipcMain.handle(OPEN_DROPPED, (event, paths: unknown) => {
    ownWindow(event);
    if (!Array.isArray(paths) || !paths.every((file) => typeof file === "string")) return;
    openFiles(paths.slice(0, 100));
  });
}

/** The window that a message comes from; anything but the top frame of our own page is refused. */
function ownWindow(event: Electron.IpcMainInvokeEvent): AppWindow {
  const own = windowOf(event.sender.id);
  const frame = event.senderFrame;
  if (!own || !frame || frame.parent !== null || !isOwnPage(frame.url))
    throw new Error("Not from our own page.");
  return own;
}

/**
 * File arguments of a start, absolute; `file:` URLs (from a desktop entry) become paths, switches are left out. In a
 * checkout the first word that is no switch names the app itself; switches can stand before it.
 */
function filesFromArguments(argv: string[], cwd: string): string[] {
  return argv
    .slice(1)
    .filter((argument) => !argument.startsWith("-"))
    .slice(process.defaultApp ? 1 : 0)
    .map((argument) => path.resolve(cwd, pathFromUrl(argument)));
}

function pathFromUrl(argument: string): string {
  if (!argument.startsWith("file:")) return argument;
  try {
    return fileURLToPath(argument);
  } catch {
    return argument; // not a URL of this machine: opening it will say "not found"
  }
}
