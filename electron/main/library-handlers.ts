import fs from "node:fs";
import path from "node:path";
import { app, dialog } from "electron";
import { AppError } from "../../shared/ipc/errors.ts";
import type { HostHandlers } from "../../shared/ipc/host-contract.ts";
import { libraries } from "./libraries.ts";
import { allWindows, type AppWindow } from "./window.ts";

type LibraryCalls =
  | "library.list"
  | "library.openKnown"
  | "library.forget"
  | "library.create"
  | "library.openOther"
  | "library.allowChanges";

/** The calls of the host contract about libraries beside the one of this program. */
export function libraryHandlers({ window, sources }: AppWindow): Pick<HostHandlers, LibraryCalls> {
  const show = (folder: string) => {
    libraries().add(folder);
    sources.open(folder);
    tellAll();
    return null;
  };
  return {
    "library.list": () => libraries().list(),
    "library.openKnown": ({ libraryId }) => {
      const folder = libraries().pathOf(libraryId);
      if (folder !== undefined) return show(folder);
      throw new AppError("store/not-found", "That library is no longer in the list.");
    },
    "library.forget": ({ libraryId }) => {
      libraries().remove(libraryId);
      tellAll();
      return null;
    },
    "library.create": async () => {
      const answer = await dialog.showSaveDialog(window, {
        title: "New library",
        buttonLabel: "Create",
        defaultPath: path.join(app.getPath("documents"), "Stemma library"),
        properties: ["createDirectory", "showOverwriteConfirmation"],
      });
      if (answer.canceled || !answer.filePath) return null;
      const folder = path.resolve(answer.filePath);
      if (!(await isFree(folder))) {
        throw new AppError(
          "store/incompatible",
          `${folder} holds other things, so no library can be made there. Choose a new name or an empty folder.`,
          { path: folder },
        );
      }
      libraries().make(folder);
      return show(folder);
    },
    "library.openOther": async () => {
      const answer = await dialog.showOpenDialog(window, {
        title: "Open library or AiiDA profile folder",
        properties: ["openDirectory"],
      });
      const [folder] = answer.filePaths;
      return answer.canceled || folder === undefined ? null : show(path.resolve(folder));
    },
    "library.allowChanges": async ({ sourceId }) => {
      const folder = sources.path(sourceId);
      if (folder === undefined) return false;
      const name = libraries().nameOf(folder) ?? path.basename(folder);
      const { response } = await dialog.showMessageBox(window, {
        type: "question",
        message: `Allow changes to ${name}?`,
        detail: `Stemma will write to this profile of AiiDA: what you import, edit or delete here is changed in AiiDA too, and there is no other copy of it. AiiDA and its daemon may go on working; while one of the two writes, the other waits. Files of others stay read-only.\n\n${folder}`,
        buttons: ["Keep read-only", "Allow changes"],
        defaultId: 0,
        cancelId: 0,
      });
      if (response !== 1) return false;
      libraries().allow(folder);
      libraries().cameToFront(folder);
      return true;
    },
  };
}

/** Nothing is there, or an empty folder. */
async function isFree(folder: string): Promise<boolean> {
  try {
    return (await fs.promises.readdir(folder)).length === 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
}

/** Start pages list libraries beside recent files. */
function tellAll(): void {
  for (const { sources } of allWindows()) sources.send({ type: "recent-changed" });
}
