import { app } from "electron";
import { type AppWindow, createWindow } from "./window.ts";

const ZOOM_STEP = 0.5; // Chromium's zoom levels: one step is 20 %, half a step about 10 %
const ZOOM_RANGE = { min: -3, max: 6 };

/** Commands that main carries out itself: windows, text size, quitting. An unknown name does nothing. */
export function runWindowCommand(command: string, front: AppWindow | undefined): void {
  const contents = front?.window.webContents;
  const zoomTo = (level: number) =>
    contents?.setZoomLevel(Math.min(ZOOM_RANGE.max, Math.max(ZOOM_RANGE.min, level)));
  switch (command) {
    case "new-window":
      createWindow(app.getPath("userData"));
      return;
    case "text-larger":
      return zoomTo((contents?.getZoomLevel() ?? 0) + ZOOM_STEP);
    case "text-smaller":
      return zoomTo((contents?.getZoomLevel() ?? 0) - ZOOM_STEP);
    case "text-normal":
      return zoomTo(0);
    case "full-screen":
      return front?.window.setFullScreen(!front.window.isFullScreen());
    case "quit":
      return app.quit();
    case "close-window":
      return front?.window.close();
  }
}
