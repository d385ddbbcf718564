import fs from "node:fs";
import path from "node:path";

/**
 * Where the program of a thread lies: in a build beside the code that starts it, or one folder above.
 * @param name An input of the build (`electron.vite.config.ts`).
 * @returns Null when this runs from the sources (unit tests), which a thread cannot load: whoever wants it does the work itself.
 */
export function threadProgram(name: string): string | null {
  const folders = [import.meta.dirname, path.join(import.meta.dirname, "..")];
  return folders.map((folder) => path.join(folder, `${name}.js`)).find((file) => fs.existsSync(file)) ?? null;
}
