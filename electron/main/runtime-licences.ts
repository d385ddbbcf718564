import fs from "node:fs";
import path from "node:path";
import { shell } from "electron";
import { AppError } from "../../shared/ipc/errors.ts";

/**
 * Open the licences of Chromium, Node.js and their parts in the person's browser: a page of several megabytes that every
 * Electron brings along beside the program.
 * @throws `file/not-found` when it is not there or nothing can show it.
 */
export async function showRuntimeLicences(): Promise<void> {
  const file = path.join(path.dirname(process.execPath), "LICENSES.chromium.html");
  const problem = fs.existsSync(file) ? await shell.openPath(file) : "It is not there.";
  if (problem === "") return;
  throw new AppError("file/not-found", `The page ${file} could not be shown. ${problem}`, { path: file });
}
