import fs from "node:fs";
import path from "node:path";
import { app, type BrowserWindow, dialog, shell } from "electron";
import { AppError } from "../../shared/ipc/errors.ts";
import type { HostHandlers } from "../../shared/ipc/host-contract.ts";
import { LIMIT_NAMES } from "../../shared/model/archive-limits.ts";
import { runCacheProcess } from "./cache-process.ts";
import { overridingVariables } from "./engine-environment.ts";
import type { SettingsStore } from "./settings.ts";

type SettingsCall =
  | "settings.about"
  | "settings.notice"
  | "settings.openFile"
  | "settings.chooseCacheFolder"
  | "cache.look";

/** The handlers of the settings page for one window. */
export function settingsHandlers(
  window: BrowserWindow,
  settings: SettingsStore,
): Pick<HostHandlers, SettingsCall> {
  return {
    "settings.about": () => ({
      shownPath: settings.path,
      overriddenBy: overridingVariables(LIMIT_NAMES),
    }),
    "settings.notice": () => settings.takeNotice(),
    "settings.openFile": async ({ inFolder }) => {
      settings.ensureFile();
      const failure = inFolder ? "" : await shell.openPath(settings.path);
      if (inFolder || failure !== "") shell.showItemInFolder(settings.path); // no editor for it: the person picks one
      return null;
    },
    "settings.chooseCacheFolder": async () => {
      const answer = await dialog.showOpenDialog(window, {
        title: "Folder for unpacked databases",
        defaultPath: settings.get().cache.folder ?? app.getPath("home"),
        properties: ["openDirectory", "createDirectory"],
      });
      const folder = answer.filePaths[0];
      if (answer.canceled || !folder) return null;
      const chosen = path.resolve(folder);
      await checkWritable(chosen);
      return settings.setCacheFolder(chosen);
    },
    "cache.look": ({ clear }) => runCacheProcess(clear ? "clear" : "usage", settings.get()),
  };
}

async function checkWritable(folder: string): Promise<void> {
  try {
    await fs.promises.access(folder, fs.constants.W_OK | fs.constants.X_OK);
  } catch (error) {
    const message = `Nothing can be written into ${folder}. Choose another folder.`;
    throw new AppError("disk/denied", message, { path: folder }, { cause: error });
  }
}
