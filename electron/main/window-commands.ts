import { app } from "electron";
import { DEFAULT_SETTINGS } from "../../shared/model/settings.ts";
import { nextTextSize } from "./apply-settings.ts";
import { settingsStore } from "./settings.ts";
import { type AppWindow, createWindow } from "./window.ts";

/** Commands that main carries out itself: windows, text size, quitting. An unknown name does nothing. */
export function runWindowCommand(command: string, front: AppWindow | undefined): void {
  const settings = settingsStore();
  const setText = (textSize: number) => {
    try {
      settings.change({ textSize });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      front?.sources.send({ type: "settings-notice", message }); // a menu has nobody else to tell
    }
  };
  switch (command) {
    case "new-window":
      createWindow(app.getPath("userData"));
      return;
    case "text-larger":
      return setText(nextTextSize(settings.get().textSize, 1));
    case "text-smaller":
      return setText(nextTextSize(settings.get().textSize, -1));
    case "text-normal":
      return setText(DEFAULT_SETTINGS.textSize);
    case "full-screen":
      return front?.window.setFullScreen(!front.window.isFullScreen());
    case "minimize":
      return front?.window.minimize();
    case "cut":
      return front?.window.webContents.cut();
    case "copy":
      return front?.window.webContents.copy();
    case "paste":
      return front?.window.webContents.paste();
    case "select-text":
      return front?.window.webContents.selectAll();
    case "quit":
      return app.quit();
    case "close-window":
      return front?.window.close();
  }
}
