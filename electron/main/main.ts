import { spawn } from "node:child_process";
import path from "node:path";
import { app, dialog, ipcMain, session } from "electron";
import { HOST_CALL, KEEP_DROPPED } from "../../shared/ipc/channels.ts";
import { hostContract } from "../../shared/ipc/host-contract.ts";
import { dispatch } from "../ipc/dispatch.ts";
import { type HostServices, hostHandlers } from "./host-handlers.ts";
import { applySettings } from "./apply-settings.ts";
import { SHORT_UNPACKING_BYTES, unpackEarly } from "./early-unpack.ts";
import { unfinishedWriting } from "./engine-host.ts";
import { endUnusedEngine, readyEngine, startEngineEarly } from "./engine-process.ts";
import { keepDropped } from "./dropped.ts";
import { LayoutStore } from "./layout.ts";
import { isLibraryRead } from "./library.ts";
import { refreshMenu, setMenu } from "./menu.ts";
import { openFromOutside } from "./open-files.ts";
import { endInOrder, isEnding } from "./quit.ts";
import { RecentFiles } from "./recent-files.ts";
import { runsElsewhere, runsHere } from "./running-app.ts";
import { confine, denyPermissions, isOwnPage } from "./security.ts";
import { registerAppScheme, serveApp } from "./serve.ts";
import { readSession, SessionStore } from "./session.ts";
import type { Session } from "./session-schema.ts";
import { settingsStore } from "./settings.ts";
import {
  isTooLongToSend,
  leaveLetter,
  sentRequest,
  startRequest,
  takeLetters,
  withoutFiles,
} from "./start-arguments.ts";
import { currentSession, frontFiles, openFirstWindows } from "./start-windows.ts";
import { followInSystem } from "./system-recent.ts";
import { checkAtStart } from "./updates.ts";
import {
  allWindows,
  type AppWindow,
  createWindow,
  followScreens,
  frontWindow,
  listenToWindows,
  windowOf,
} from "./window.ts";

const request = startRequest(process.argv, process.cwd(), process.defaultApp);
const userData = app.getPath("userData");
/** What was open when the app last ran, if it is to come back. */
let last: Session | null = null;
let services: HostServices | null = null;

if (isTooLongToSend(process.argv) && runsHere(userData)) sendByLetter();
else if (app.requestSingleInstanceLock({ ...request })) start();
else leave();

/** Many files: a start without them takes the lock's way and tells the running app to look for the letter. */
function sendByLetter(): void {
  leaveLetter(userData, request);
  const messenger = spawn(process.execPath, withoutFiles(process.argv, process.defaultApp), {
    detached: true,
    stdio: "ignore",
  });
  messenger.unref();
  app.exit(0);
}

/** Another start has the files now; or it runs on another machine, which has to be said. */
function leave(): void {
  const host = runsElsewhere(userData);
  if (host === null) return app.quit();
  const text = `Stemma is open on ${host} with the same settings folder. Close it there. If it does not run there any more, remove ${path.join(userData, "SingletonLock")}. To open another one beside it, start with --user-data-dir=FOLDER.`;
  process.stderr.write(`${text}\n`);
  void app.whenReady().then(() => {
    dialog.showErrorBox("Stemma is open on another computer", text);
    app.exit(1);
  });
}

function start(): void {
  for (const { files } of takeLetters(userData)) request.files.push(...files);
  const settings = settingsStore().get();
  if (settings.restoreSession) last = readSession(userData);
  unpackEarly(request.files.length > 0 ? request.files : frontFiles(last), settings);
  registerAppScheme();
  // --no-sandbox is given only where Chromium cannot start otherwise (root); forcing the sandbox there kills its helpers.
  if (!app.commandLine.hasSwitch("no-sandbox") && !process.env.ELECTRON_DISABLE_SANDBOX) app.enableSandbox();

  app.on("second-instance", (_event, argv, cwd, data) => onSecondStart(argv, cwd, data));
  app.on("open-file", (event, file) => {
    event.preventDefault();
    if (app.isReady()) openFiles([path.resolve(file)]);
    else request.files.push(path.resolve(file));
  });
  app.on("web-contents-created", (_event, contents) => confine(contents));
  app.on("window-all-closed", () => {
    if (process.platform !== "darwin") app.quit();
  });

  // Nothing may wait for "ready" at the top level of this module: it comes only after the module has been evaluated.
  void app.whenReady().then(ready);
}

function ready(): void {
  unfinishedWriting().sweep();
  startEngineEarly(request.files.at(-1) ?? frontFiles(last).at(-1));
  services = {
    recent: new RecentFiles(userData),
    settings: settingsStore(),
    layout: new LayoutStore(userData),
  };
  followInSystem(services.recent);
  services.recent.follow(tellWindows);
  applySettings(services.settings);
  denyPermissions(session.defaultSession);
  serveApp(session.defaultSession, path.join(import.meta.dirname, "../renderer"));
  serveCalls(services);
  setMenu({ recent: services.recent, open: (file) => openFiles([file]) });
  const restores = () => settingsStore().get().restoreSession;
  const kept: SessionStore = new SessionStore(userData, () => (restores() ? currentSession() : null));
  listenToWindows({ changed: () => kept.changed(), lastCloses: () => kept.freeze(), isEnding });
  endInOrder(kept);
  followScreens();
  openFirstWindows(last, request, services.recent);
  endUnusedEngine();
  checkAtStart(
    () => settingsStore().get().checkForUpdates,
    (event) => frontWindow()?.sources.send(event),
  );
  app.on("activate", () => {
    if (!frontWindow()) createWindow(userData);
  });
}

/** Start pages and the menu list recent files. */
const tellRecent = () => {
  for (const { sources } of allWindows()) sources.send({ type: "recent-changed" });
  refreshMenu();
};
const tellWindows = { added: tellRecent, removed: tellRecent, cleared: tellRecent };

function openFiles(paths: string[], newWindow = false): void {
  if (services) openFromOutside(paths, services.recent, newWindow);
  else request.files.push(...paths); // the windows are not there yet
}

/** Another start hands over what it was asked for: with its message, or in a letter where that would be too long. */
function onSecondStart(argv: readonly string[], cwd: string, data: unknown): void {
  const letters = takeLetters(userData);
  const sent = sentRequest(data) ?? startRequest(argv, cwd, process.defaultApp);
  for (const { files, newWindow } of letters.length > 0 ? letters : [sent]) openFiles(files, newWindow);
}

function serveCalls(shared: HostServices): void {
  ipcMain.handle(HOST_CALL, (event, name: unknown, input: unknown) => {
    const own = ownWindow(event);
    const context = { signal: { aborted: false }, progress: () => {} };
    return dispatch(hostContract, hostHandlers(own, shared), name, input, context);
  });
  ipcMain.handle(KEEP_DROPPED, (event, paths: unknown) => {
    const own = ownWindow(event);
    const isList = Array.isArray(paths) && paths.every((file) => typeof file === "string");
    if (!isList || paths.length === 0) return keepDropped([]);
    // Both answers need them: it begins while the person is asked.
    if (!isLibraryRead(own)) readyEngine();
    unpackEarly(paths.slice(0, 1), shared.settings.get(), SHORT_UNPACKING_BYTES);
    return keepDropped(paths);
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
