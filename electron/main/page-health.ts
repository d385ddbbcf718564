import { type BrowserWindow, dialog } from "electron";

/** A page that dies again so soon after it was loaded would go on doing so. */
const LOOP_MS = 20_000;

/** What a window does about a page that ended or hangs. */
interface PageCare {
  /** The page is gone: nothing can be sent to it until it asks for its sources. */
  onGone(): void;
  /** Forget what the page showed, which may be what kills it; tabs stay. */
  forgetViews(): void;
}

/**
 * Bring a page back that crashed: at once the first time; the second time within seconds the person chooses, since
 * the same view may crash it for ever. A page that hangs can be waited for or loaded again.
 */
export function careForPage(window: BrowserWindow, care: PageCare): void {
  const { webContents } = window;
  let crashedAt = -Infinity;

  const reload = () => {
    if (!window.isDestroyed()) webContents.reload();
  };
  webContents.on("render-process-gone", (_event, { reason }) => {
    care.onGone();
    if (reason === "clean-exit" || window.isDestroyed()) return;
    const isLoop = Date.now() - crashedAt < LOOP_MS;
    crashedAt = Date.now();
    if (isLoop) void askAfterCrash(window, care, reload);
    else reload();
  });
  webContents.on("did-start-navigation", ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) care.onGone();
  });

  let asking: AbortController | null = null;
  window.on("unresponsive", () => {
    if (asking) return;
    asking = new AbortController();
    void askWhileHanging(window, asking.signal, reload).finally(() => (asking = null));
  });
  window.on("responsive", () => asking?.abort());
  window.on("closed", () => asking?.abort());
}

async function askAfterCrash(window: BrowserWindow, care: PageCare, reload: () => void): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: "error",
    message: "This window stopped working twice.",
    detail:
      "Its tabs are kept. Showing them again as they were may stop it once more; starting with fresh views leaves out what was drawn, filtered and put into the basket.",
    buttons: ["Show them as they were", "Start with fresh views", "Close window"],
    defaultId: 1,
    cancelId: 2,
  });
  if (window.isDestroyed()) return;
  if (response === 2) return window.destroy();
  if (response === 1) care.forgetViews();
  reload();
}

async function askWhileHanging(
  window: BrowserWindow,
  signal: AbortSignal,
  reload: () => void,
): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: "warning",
    message: "This window does not answer.",
    detail:
      "You can wait for it, or load it again: tabs, view and basket come back as they were a moment ago.",
    buttons: ["Wait", "Load again"],
    defaultId: 0,
    cancelId: 0,
    signal,
  });
  if (response !== 1 || signal.aborted || window.isDestroyed()) return;
  window.webContents.forcefullyCrashRenderer(); // a reload alone waits for the page that hangs
  reload();
}
