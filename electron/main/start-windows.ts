import { app } from "electron";
import { openFromOutside } from "./open-files.ts";
import type { RecentFiles } from "./recent-files.ts";
import type { Session } from "./session-schema.ts";
import type { StartRequest } from "./start-arguments.ts";
import { allWindows, createWindow, savedWindow } from "./window.ts";

/**
 * Open the windows of a start: those of the last time, if there are any, and the files asked for in addition, in front.
 * The files asked for are read first; of the last time only what is seen is read.
 */
export function openFirstWindows(last: Session | null, request: StartRequest, recent: RecentFiles): void {
  const userData = app.getPath("userData");
  const restored = (last?.windows ?? []).map((saved) => ({ saved, own: createWindow(userData, saved) }));
  if (restored.length === 0) createWindow(userData);
  for (const { own, saved } of restored) own.sources.restore(saved);
  const newWindow = request.newWindow && restored.length > 0;
  if (request.files.length > 0 || newWindow) openFromOutside(request.files, recent, newWindow);
  else restored.at(-1)?.own.sources.readFront();
}

/** The file that a session shows first, once it is back. */
export function frontFiles(last: Session | null): string[] {
  const front = last?.windows.at(-1);
  const tab = front?.tabs[front.active ?? -1];
  return tab ? [tab.path] : [];
}

/** What is open now, for the next start. */
export function currentSession(): Session {
  return { version: 1, windows: allWindows().map(savedWindow) };
}
