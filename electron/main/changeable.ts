import { libraryPath } from "./library-path.ts";

/** Whether an engine may change the store in this folder: the library, and what the person said yes to. */
export function mayChange(folder: string): boolean {
  return folder === libraryPath();
}
