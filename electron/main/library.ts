import { randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { Target } from "../../shared/ipc/host-contract.ts";
import { escapeLine } from "../../shared/text/escape.ts";
import { SHORT_UNPACKING_BYTES, unpackEarly } from "./early-unpack.ts";
import { libraries } from "./libraries.ts";
import { libraryPath } from "./library-path.ts";
import { settingsStore } from "./settings.ts";
import type { AppWindow } from "./window.ts";

/** As many as one call of the library takes. */
const MOST_FILES = 1_000;
/** Files that were to be imported and may still be asked about. */
const MOST_KNOWN = 10_000;

/** Files that pages were given for the library, by token. */
const asked = new Map<string, string>();

/**
 * Show a library in its tab; the one of this program unless said otherwise. One that does not exist yet is made by its
 * engine.
 */
export function openLibraryTab({ sources }: AppWindow, folder = libraryPath()): string | undefined {
  sources.open(folder);
  return sources.tabOf(folder);
}

/** Whether the library that imports go to is being read in this window, by an engine of its own. */
export function isLibraryRead({ sources }: AppWindow): boolean {
  const sourceId = sources.tabOf(libraries().current);
  return sourceId !== undefined && sources.engine(sourceId) !== undefined;
}

/** Show the library, and let its page ask how these files are to be imported. */
export function askImport(own: AppWindow, files: readonly string[]): void {
  const granted = grantToLibrary(own, files.slice(0, MOST_FILES));
  if (!granted) return;
  own.sources.sendSurely({ type: "import-asked", ...granted });
  if (files.length > MOST_FILES) {
    const text = `${MOST_FILES} of ${files.length} files can be imported together. Import the others after them.`;
    own.sources.sendSurely({ type: "notice", text });
  }
}

/** Show the library, and let it read these files. Null without files, or when the library's engine was given up. */
export function grantToLibrary(
  own: AppWindow,
  files: readonly string[],
): { sourceId: string; files: Target[] } | null {
  const library = libraries().current;
  const wanted = files.filter((file) => !isSameFolder(file, library));
  if (wanted.length < files.length) {
    const text = "A library cannot be imported into itself. Everything in it is there already.";
    own.sources.sendSurely({ type: "notice", text });
  }
  if (wanted.length === 0) return null;
  const sourceId = openLibraryTab(own, library);
  const engine = sourceId === undefined ? undefined : own.sources.engine(sourceId);
  if (sourceId === undefined || !engine) return null;
  unpackEarly(wanted.slice(0, 1), settingsStore().get(), SHORT_UNPACKING_BYTES); // the first one is previewed first
  const granted = wanted.map((file): Target => {
    const token = randomUUID();
    engine.grantReading(token, file);
    asked.set(token, file);
    return { token, name: escapeLine(path.basename(file)), shownPath: escapeLine(file) };
  });
  for (const token of asked.keys()) if (asked.size > MOST_KNOWN) asked.delete(token);
  return { sourceId, files: granted };
}

/** By whatever name: links count, and so does the database inside. */
function isSameFolder(file: string, library: string): boolean {
  const real = (name: string) => {
    try {
      return fs.realpathSync.native(name);
    } catch {
      return name; // not there: compared as it is written
    }
  };
  const folder = real(library);
  return [folder, path.join(folder, "database.sqlite")].includes(real(file));
}

/** The file behind a token that a page was given for the library, or undefined. */
export function askedFile(token: string): string | undefined {
  return asked.get(token);
}
