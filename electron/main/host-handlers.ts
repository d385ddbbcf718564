import fs from "node:fs";
import path from "node:path";
import { app, type BrowserWindow, clipboard, dialog, shell } from "electron";
import { AppError } from "../../shared/ipc/errors.ts";
import type { HostHandlers } from "../../shared/ipc/host-contract.ts";
import { escapeLine } from "../../shared/text/escape.ts";
import { KEPT_VIEW_BYTES } from "../../shared/model/view-limits.ts";
import { aiidaProfiles, isProfileFolder, profileNameOf } from "./aiida-profiles.ts";
import { expandFolders, takeDropped } from "./dropped.ts";
import { endReadyEngine, readyEngine } from "./engine-process.ts";
import { askedFile, askImport, grantToLibrary, isLibraryRead, openLibraryTab } from "./library.ts";
import { libraries } from "./libraries.ts";
import { libraryHandlers } from "./library-handlers.ts";
import type { LayoutStore } from "./layout.ts";
import { openIn } from "./open-files.ts";
import { setMenuState } from "./menu.ts";
import type { RecentFiles } from "./recent-files.ts";
import { appVersion, declaredElectron, isFallbackRuntime } from "./runtime-info.ts";
import { showRuntimeLicences } from "./runtime-licences.ts";
import { samplePath } from "./sample.ts";
import type { SettingsStore } from "./settings.ts";
import { settingsHandlers } from "./settings-handlers.ts";
import { Targets } from "./targets.ts";
import { checkForUpdates, openUpdatePage } from "./updates.ts";
import { runWindowCommand } from "./window-commands.ts";
import { allWindows, type AppWindow, confirmLoss, createWindow, reopenWindow, showWindow } from "./window.ts";

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
  const open = (...files: string[]) => {
    openIn(own, files, recent);
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
    "app.showRuntimeLicences": async () => {
      await showRuntimeLicences();
      return null;
    },

    "sources.list": () => sources.pageReady(),
    "sources.openDialog": async ({ folder }) => {
      const answer = await dialog.showOpenDialog(window, {
        title: folder ? "Open unpacked archive or AiiDA profile folder" : "Open archive",
        properties: folder ? ["openDirectory"] : ["openFile", "multiSelections"],
        filters: folder ? [] : ARCHIVE_FILTERS,
      });
      return answer.canceled ? null : open(...answer.filePaths.map((file) => path.resolve(file)));
    },
    "sources.openSample": () => open(samplePath()),
    "sources.openRecent": ({ recentId }) => {
      const file = recent.path(recentId);
      if (!file) throw notListed();
      return open(file);
    },
    "sources.openTarget": ({ token }) => open(placeOf(token)),
    "sources.close": async ({ sourceId }) => {
      const jobs = own.jobs.filter((job) => job.sourceId === sourceId);
      if (await confirmLoss(window, jobs, "close the tab")) sources.close(sourceId);
      return null;
    },
    "sources.reopenClosed": () => {
      if (!sources.reopenClosed()) reopenWindow(app.getPath("userData"));
      return null;
    },
    "sources.activate": ({ sourceId }) => {
      sources.activate(sourceId);
      libraries().cameToFront(sourceId === null ? undefined : sources.path(sourceId));
      window.setRepresentedFilename((sourceId && sources.path(sourceId)) || "");
      return null;
    },
    "sources.keepView": ({ sourceId, view }) => {
      if (JSON.stringify(view).length > KEPT_VIEW_BYTES)
        throw new AppError("ipc/bad-request", "That view is too large to be kept.");
      sources.keepView(sourceId, view);
      return null;
    },
    "sources.order": ({ sourceIds }) => {
      sources.order(sourceIds);
      return null;
    },
    "sources.moveToNewWindow": ({ sourceId }) => {
      refuseWhileWriting(own, sourceId);
      sources.moveTo(createWindow(app.getPath("userData")).sources, sourceId);
      return null;
    },
    "sources.take": ({ sourceId, index }) => {
      const other = allWindows().find((one) => one.sources.path(sourceId) !== undefined);
      if (!other || other === own) return null;
      refuseWhileWriting(other, sourceId);
      other.sources.moveTo(sources, sourceId, index);
      showWindow(own);
      return null;
    },
    "sources.locate": async ({ sourceId }) => {
      const file = await askWhereItIs(window, sources.wasFolder(sourceId));
      if (file === null) return null;
      sources.replace(sourceId, file);
      recent.add([file]);
      return null;
    },
    "sources.reload": ({ sourceId, readable }) => {
      sources.reload(sourceId, readable);
      return null;
    },
    "sources.showInFolder": ({ sourceId }) => {
      const file = sources.path(sourceId);
      if (file) shell.showItemInFolder(file);
      return null;
    },
    "sources.setNote": ({ sourceId, note }) => {
      const file = sources.path(sourceId);
      if (file) recent.opened(file, note);
      return null;
    },
    "sources.couldNotOpen": ({ sourceId }) => {
      const file = sources.path(sourceId);
      if (file) recent.couldNotOpen(file);
      return null;
    },

    "library.open": () => {
      openLibraryTab(own);
      return null;
    },
    "library.tab": () => {
      const sourceId = openLibraryTab(own, libraries().current);
      return sourceId === undefined ? null : { sourceId };
    },
    ...libraryHandlers(own),
    "library.choose": async ({ folder }) => {
      if (!isLibraryRead(own)) readyEngine(); // comes up while files are chosen
      const answer = await dialog.showOpenDialog(window, {
        title: "Import into library",
        properties: folder ? ["openDirectory"] : ["openFile", "multiSelections"],
        filters: folder ? [] : ARCHIVE_FILTERS,
      });
      try {
        if (answer.canceled) return null;
        const files = await expandFolders(answer.filePaths.map((file) => path.resolve(file)));
        if (files.length === 0) throw noArchives(answer.filePaths[0] ?? "");
        askImport(own, files);
        return null;
      } finally {
        endReadyEngine();
      }
    },
    "library.importRecent": ({ recentId }) => {
      const file = recent.path(recentId);
      if (!file) throw notListed();
      askImport(own, [file]);
      return null;
    },
    "library.takeTab": ({ sourceId }) => {
      const file = sources.path(sourceId);
      if (file === undefined) return null;
      const granted = grantToLibrary(own, [file]);
      return granted && { sourceId: granted.sourceId, file: granted.files[0]! }; // one was asked for
    },
    "library.openFile": ({ token, readable }) => {
      const file = askedFile(token);
      if (file === undefined) throw new AppError("ipc/bad-request", "That file was not to be imported.");
      recent.add([file]);
      const saved = { path: file, stamp: null, isReadable: readable, view: null };
      const open = sources.tabOf(file);
      sources.open(file, { saved });
      if (open !== undefined && readable) sources.reload(open, true);
      return null;
    },
    "dropped.open": ({ token }) => {
      const files = takeDropped(token);
      if (files.length > 0) open(...files);
      endReadyEngine();
      return null;
    },
    "dropped.import": ({ token }) => {
      askImport(own, takeDropped(token));
      endReadyEngine();
      return null;
    },
    "dropped.leave": ({ token }) => {
      takeDropped(token);
      endReadyEngine();
      return null;
    },

    "profiles.list": () => aiidaProfiles().map(({ path: _path, ...profile }) => profile),
    "profiles.open": ({ profileId }) => {
      const profile = aiidaProfiles().find((one) => one.profileId === profileId);
      if (profile?.path) return open(profile.path);
      throw new AppError(
        "store/not-found",
        profile
          ? `The profile ${profile.name} cannot be opened: ${profile.problem}.`
          : "That profile is no longer in AiiDA's configuration.",
      );
    },

    "recent.list": () => recent.list(),
    "recent.remove": ({ recentId }) => {
      recent.remove(recentId);
      return null;
    },
    "recent.locate": async ({ recentId }) => {
      const missing = recent.path(recentId);
      const file = await askWhereItIs(window, missing !== undefined && profileNameOf(missing) !== null);
      if (file === null) return null;
      recent.remove(recentId);
      return open(file);
    },
    "recent.clear": () => {
      recent.clear();
      return null;
    },

    "targets.choose": async ({ kind, suggestedName, sourceId }) => {
      const sourcePath = sourceId ? sources.path(sourceId) : undefined;
      const folder =
        sourcePath && sourcePath !== samplePath() && !isProfileFolder(sourcePath)
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

    "updates.check": () => checkForUpdates(),
    "updates.openPage": async () => {
      await openUpdatePage();
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
      window.setDocumentEdited(jobs.length > 0);
      return null;
    },
    "window.viewsKept": () => {
      own.onViewsKept();
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

/** The page that began the writing hears how it ends: the tab cannot leave it before. */
function refuseWhileWriting({ jobs }: AppWindow, sourceId: string): void {
  if (!jobs.some((job) => job.sourceId === sourceId)) return;
  const message = "This tab is writing something. Wait for it or cancel it, then move the tab.";
  throw new AppError("ipc/bad-request", message);
}

/** Ask for the new place of a file or folder that was moved. Null when the person cancels. */
async function askWhereItIs(window: BrowserWindow, isFolder: boolean): Promise<string | null> {
  const answer = await dialog.showOpenDialog(window, {
    title: "Where is it now?",
    properties: [isFolder ? "openDirectory" : "openFile"],
    filters: isFolder ? [] : ARCHIVE_FILTERS,
  });
  const file = answer.filePaths[0];
  return answer.canceled || !file ? null : path.resolve(file);
}

function notListed(): AppError {
  return new AppError("archive/not-found", "That file is no longer in the list of recent files.");
}

function noArchives(folder: string): AppError {
  return new AppError(
    "archive/not-found",
    `There are no archives in ${escapeLine(folder)} or the folders in it. Choose a folder that holds .aiida files.`,
  );
}

function placeOf(token: string): string {
  const file = targets.path(token);
  if (!file) throw new AppError("ipc/bad-request", "That target was not chosen in a dialog.");
  return file;
}
