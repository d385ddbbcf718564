import { randomUUID } from "node:crypto";
import path from "node:path";
import { escapeLine } from "../../shared/text/escape.ts";
import { libraryPath } from "./library-path.ts";
import type { AppWindow } from "./window.ts";

/** Show the library in its tab. A library that does not exist yet is made by its engine. */
export function openLibraryTab({ sources }: AppWindow): string | undefined {
  const folder = libraryPath();
  sources.open(folder);
  return sources.tabOf(folder);
}

/** Show the library, and let its page ask how these files are to be imported. */
export function askImport(own: AppWindow, files: readonly string[]): void {
  const sourceId = openLibraryTab(own);
  const engine = sourceId === undefined ? undefined : own.sources.engine(sourceId);
  if (sourceId === undefined || !engine || files.length === 0) return;
  const granted = files.map((file) => {
    const token = randomUUID();
    engine.grantReading(token, file);
    return { token, name: escapeLine(path.basename(file)), shownPath: escapeLine(file) };
  });
  own.sources.sendSurely({ type: "import-asked", sourceId, files: granted });
}
