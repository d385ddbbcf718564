import fs from "node:fs";
import path from "node:path";
import { workFolderPrefix } from "./work-folder.ts";

/** Remove what an engine that died was writing, beside the targets it had been granted. */
export function removeLeftovers(targets: Iterable<string>, pid: number): void {
  const folders = new Set([...targets].map((target) => path.dirname(target)));
  for (const folder of folders) {
    for (const name of namesIn(folder)) {
      if (name.startsWith(workFolderPrefix(pid)))
        fs.rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return []; // the folder is gone, and what was in it
  }
}
