import { app, powerMonitor } from "electron";
import { stopUnpacking } from "./early-unpack.ts";
import type { SessionStore } from "./session.ts";
import { allWindows, confirmLoss, frontWindow, keepViews } from "./window.ts";

let isOver = false; // everything is cleaned up, or the system ends: nothing asks or waits any more
let isAsking = false;

/** True once windows are to close without being asked. */
export function isEnding(): boolean {
  return isOver;
}

/**
 * End the app in good order. Quitting asks once for all windows while something is written; the system's end and its
 * signals do not ask. In either case the session is kept and engines remove what they had half-written.
 */
export function endInOrder(session: SessionStore): void {
  app.on("before-quit", (event) => {
    if (isOver) return;
    event.preventDefault();
    if (!isAsking) void quit(session);
  });
  // In the system's own shutdown a quit that is held up would stop the shutdown: keep what there is, and go.
  powerMonitor.on("shutdown", () => {
    session.freeze();
    isOver = true;
    app.quit();
  });
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.on(signal, () => void end(session).then(() => app.exit(0)));
  }
}

async function quit(session: SessionStore): Promise<void> {
  isAsking = true;
  const jobs = allWindows().flatMap((own) => own.jobs);
  const agreed = await confirmLoss(frontWindow()?.window, jobs, "quit");
  if (agreed) await end(session);
  isAsking = false;
  if (agreed) app.quit();
}

async function end(session: SessionStore): Promise<void> {
  await Promise.all(allWindows().map(keepViews));
  session.freeze();
  await Promise.all([...allWindows().map(({ sources }) => sources.closeAll()), stopUnpacking()]);
  isOver = true;
}
