import { randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { type BrowserWindow, dialog, type SaveDialogOptions } from "electron";
import type { HostInput, Target } from "../../shared/ipc/host-contract.ts";
import { safeFileName } from "../../shared/text/safe-file-name.ts";

interface GrantedPlace {
  path: string;
  mayReplace: boolean;
}

const FILTERS: Record<HostInput<"targets.choose">["kind"], SaveDialogOptions["filters"]> = {
  archive: [{ name: "AiiDA archive", extensions: ["aiida"] }],
  picture: [{ name: "PNG picture", extensions: ["png"] }],
  csv: [{ name: "CSV table", extensions: ["csv"] }],
  json: [{ name: "JSON", extensions: ["json"] }],
  text: [{ name: "Text", extensions: ["txt"] }],
  file: [],
};

/** Places that a person chose in a save dialog, by token: the renderer holds the token, main and engine the path. */
export class Targets {
  readonly #places = new Map<string, GrantedPlace>();

  /** Ask for a place. The dialog itself asks before an existing file is replaced. Null when the person cancels. */
  async choose(
    window: BrowserWindow,
    kind: HostInput<"targets.choose">["kind"],
    suggestedName: string,
    folder: string,
  ): Promise<(Target & GrantedPlace) | null> {
    const name = safeFileName(suggestedName);
    const answer = await dialog.showSaveDialog(window, {
      defaultPath: path.join(folder, name),
      filters: FILTERS[kind] ?? [],
      properties: ["showOverwriteConfirmation", "createDirectory"],
    });
    if (answer.canceled || !answer.filePath) return null;
    const chosen = path.resolve(answer.filePath);
    const target = { token: randomUUID(), name: path.basename(chosen), shownPath: chosen };
    const place = { path: chosen, mayReplace: fs.existsSync(chosen) };
    this.#places.set(target.token, place);
    return { ...target, ...place };
  }

  /** The path behind a token, or undefined. */
  path(token: string): string | undefined {
    return this.#places.get(token)?.path;
  }
}
