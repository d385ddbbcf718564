import fs from "node:fs";
import path from "node:path";
import { app, clipboard, dialog, shell } from "electron";
import { AppError } from "../../shared/ipc/errors.ts";
import type { HostHandlers } from "../../shared/ipc/host-contract.ts";
import type { LayoutStore } from "./layout.ts";
import { setMenuState } from "./menu.ts";
import type { RecentFiles } from "./recent-files.ts";
import { appVersion, declaredElectron, isFallbackRuntime } from "./runtime-info.ts";
import { samplePath } from "./sample.ts";
import type { SettingsStore } from "./settings.ts";
import { settingsHandlers } from "./settings-handlers.ts";
import { Targets } from "./targets.ts";
import { runWindowCommand } from "./window-commands.ts";
import type { AppWindow } from "./window.ts";

const ARCHIVE_FILTERS = [
  { name: "AiiDA archives", extensions: ["aiida", "zip"] },
  { name: "All files", extensions: ["*"] },
];

/** What main keeps for all windows. */
export interface HostServices {
  recent: RecentFiles;
  settings: SettingsStore;
  layout: LayoutStore;
}

const targets = new Targets();

/** The handlers of the host contract for one window. */
export function hostHandlers(own: AppWindow, services: HostServices): HostHandlers {
  const { window, sources } = own;
  const { recent, settings, layout } = services;
  const open = (file: string) => {
    sources.open(file);
    recent.add(file);
    app.addRecentDocument(file);
    return null;
  };
  return {
    "app.info": () => ({
      version: appVersion(),
      electron: process.versions.electron,
      chrome: process.versions.chrome,
      node: process.versions.node,
      platform: `${process.platform} ${process.arch}`,
      isFallbackRuntime: isFallbackRuntime(),
      declaredElectron: declaredElectron(),
    }),

    "sources.list": () => sources.pageReady(),
    "sources.openDialog": async ({ folder }) => {
      const answer = await dialog.showOpenDialog(window, {
        title: folder ? "Open unpacked archive folder" : "Open archive",
        properties: folder ? ["openDirectory"] : ["openFile", "multiSelections"],
        filters: folder ? [] : ARCHIVE_FILTERS,
      });
      if (!answer.canceled) answer.filePaths.forEach((file) => open(path.resolve(file)));
      return null;
    },
    "sources.openSample": () => open(samplePath()),
    "sources.openRecent": ({ recentId }) => {
      const file = recent.path(recentId);
      if (!file)
        throw new AppError("archive/not-found", "That file is no longer in the list of recent files.");
      return open(file);
    },
    "sources.openTarget": ({ token }) => open(placeOf(token)),
    "sources.close": ({ sourceId }) => {
      sources.close(sourceId);
      return null;
    },
    "sources.reopenClosed": () => {
      sources.reopenClosed();
      return null;
    },
    "sources.reload": ({ sourceId }) => {
      sources.reload(sourceId);
      return null;
    },
    "sources.showInFolder": ({ sourceId }) => {
      const file = sources.path(sourceId);
      if (file) shell.showItemInFolder(file);
      return null;
    },
    "sources.setNote": ({ sourceId, note }) => {
      const file = sources.path(sourceId);
      if (file) recent.setNote(file, note);
      return null;
    },

    "recent.list": () => recent.list(),
    "recent.remove": ({ recentId }) => {
      recent.remove(recentId);
      return null;
    },
    "recent.locate": async ({ recentId }) => {
      const answer = await dialog.showOpenDialog(window, {
        title: "Where is it now?",
        properties: ["openFile"],
        filters: ARCHIVE_FILTERS,
      });
      const file = answer.filePaths[0];
      if (answer.canceled || !file) return null;
      recent.remove(recentId);
      return open(path.resolve(file));
    },

    "targets.choose": async ({ kind, suggestedName, sourceId }) => {
      const sourcePath = sourceId ? sources.path(sourceId) : undefined;
      const folder =
        sourcePath && !sourcePath.startsWith(app.getAppPath())
          ? path.dirname(sourcePath)
          : app.getPath("documents");
      const chosen = await targets.choose(window, kind, suggestedName, folder);
      if (!chosen) return null;
      if (chosen.path === sourcePath) {
        throw new AppError("export/exists", "That is the archive you are looking at. Choose another name.");
      }
      if (sourceId) sources.engine(sourceId)?.grant(chosen.token, chosen.path, chosen.mayReplace);
      return { token: chosen.token, name: chosen.name, shownPath: chosen.shownPath };
    },
    "targets.write": async ({ token, bytes }) => {
      const file = placeOf(token);
      const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.part`);
      try {
        await fs.promises.writeFile(temporary, bytes, { flush: true });
        await fs.promises.rename(temporary, file);
      } finally {
        await fs.promises.rm(temporary, { force: true });
      }
      return null;
    },
    "targets.showInFolder": ({ token }) => {
      shell.showItemInFolder(placeOf(token));
      return null;
    },

    "clipboard.write": async ({ text }) => {
      await clipboard.writeText(text); // a promise in newer Electron, nothing in older
      return null;
    },
    "settings.get": () => settings.get(),
    "settings.set": (part) => settings.change(part),
    ...settingsHandlers(window, settings),
    "layout.get": () => layout.get(),
    "layout.set": (part) => layout.change(part),
    "window.setBusy": ({ jobs }) => {
      own.jobs = jobs;
      return null;
    },
    "window.setMenu": (state) => {
      setMenuState(window, state);
      return null;
    },
    "window.newWindow": () => {
      runWindowCommand("new-window", own);
      return null;
    },
    "window.command": ({ command }) => {
      runWindowCommand(command, own);
      return null;
    },
  };
}

function placeOf(token: string): string {
  const file = targets.path(token);
  if (!file) throw new AppError("ipc/bad-request", "That target was not chosen in a dialog.");
  return file;
}
