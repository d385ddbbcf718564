import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { app } from "electron";
import type { RecentFiles } from "./recent-files.ts";
import { withEntries, withoutEntries } from "./recently-used.ts";

const READ_AT_MOST = 8 * 1024 * 1024; // bytes; a list that large is none that people look at

/**
 * Keep the system's list of recent files in step with ours. Electron does that on Windows and macOS; on Linux it does
 * nothing, so the list that GTK's and KDE's file dialogs share is written here. Nothing of it may hold up or fail an opening.
 */
export function followInSystem(recent: RecentFiles): void {
  recent.follow({
    added(files) {
      for (const file of files) app.addRecentDocument(file);
      changeList((text) => withEntries(text, files.map(urlOf), new Date()));
    },
    removed: (file) => changeList((text) => withoutEntries(text, [urlOf(file)])),
    cleared(files) {
      app.clearRecentDocuments();
      changeList((text) => withoutEntries(text, files.map(urlOf)));
    },
  });
}

let writing: Promise<void> = Promise.resolve();

/** Change the shared list, one change after the other. `change` gives null for a list that is not to be touched. */
function changeList(change: (text: string | null) => string | null): void {
  if (process.platform !== "linux") return;
  writing = writing.then(() => changeFile(listFile(), change)).catch(() => undefined); // the list is a courtesy
}

function listFile(): string {
  const data = process.env.XDG_DATA_HOME;
  return path.join(
    data && path.isAbsolute(data) ? data : path.join(os.homedir(), ".local/share"),
    "recently-used.xbel",
  );
}

async function changeFile(listed: string, change: (text: string | null) => string | null): Promise<void> {
  const file = await fs.promises.realpath(listed).catch(() => listed); // some keep it elsewhere, behind a link
  const stat = await fs.promises.stat(file).catch(() => null);
  if (stat && (!stat.isFile() || stat.size > READ_AT_MOST)) return;
  const before = stat ? await fs.promises.readFile(file, "utf8") : null;
  const after = change(before);
  if (after === null || after === before) return;
  const temporary = `${file}.${process.pid}.stemma`;
  try {
    await fs.promises.mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await fs.promises.writeFile(temporary, after, { mode: stat ? stat.mode & 0o777 : 0o600 });
    await fs.promises.rename(temporary, file);
  } finally {
    await fs.promises.rm(temporary, { force: true });
  }
}

function urlOf(file: string): string {
  return pathToFileURL(file).href;
}
