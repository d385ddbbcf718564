import { app } from "electron";
import type { RecentFiles } from "./recent-files.ts";
import { allWindows, type AppWindow, createWindow, frontWindow, showWindow } from "./window.ts";

/** Of many files opened together, so many are read at once; the others when their tab is shown. */
const READ_TOGETHER = 3;
/** More files than anyone opens on purpose. */
const OPENED_TOGETHER = 1000;

/** Open files in tabs of a window, the last one in front; a file that the window has is shown. */
export function openIn(own: AppWindow, files: readonly string[], recent: RecentFiles): void {
  const wanted = files.slice(0, OPENED_TOGETHER);
  own.sources.openAll(wanted, (index) => index >= READ_TOGETHER);
  recent.add(wanted);
  if (wanted.length < files.length) {
    own.sources.sendSurely({
      type: "notice",
      text: `${wanted.length} of ${files.length} files were opened: more do not fit into one window.`,
    });
  }
}

/**
 * Open files that come from outside (a second start, the system): each in the window that has it already, the others in
 * the window in front, or in a new one. The window with the last of them comes to the front.
 */
export function openFromOutside(files: readonly string[], recent: RecentFiles, newWindow: boolean): void {
  const userData = app.getPath("userData");
  let shown = newWindow ? createWindow(userData) : (frontWindow() ?? createWindow(userData));
  const fresh: string[] = [];
  for (const file of files) {
    const owner = newWindow ? undefined : ownerOf(file);
    if (!owner) fresh.push(file);
    else if (file === files.at(-1)) shown = owner;
    owner?.sources.open(file);
  }
  if (fresh.length > 0) openIn(frontFor(fresh, files, shown), fresh, recent);
  showWindow(shown);
}

/** Where files go that no window has: beside the last one's window only if that is the one in front. */
function frontFor(fresh: readonly string[], files: readonly string[], shown: AppWindow): AppWindow {
  return fresh.at(-1) === files.at(-1) ? shown : (frontWindow() ?? shown);
}

function ownerOf(file: string): AppWindow | undefined {
  return allWindows().findLast(({ sources }) => sources.tabOf(file) !== undefined);
}
