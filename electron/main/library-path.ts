import path from "node:path";
import { app } from "electron";

/** Where the library lies: `electron/library/library-place.ts` says the same to the command. */
export function libraryPath(): string {
  return path.resolve(process.env.STEMMA_HOME || app.getPath("userData"), "library");
}
