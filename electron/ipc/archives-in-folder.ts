import fs from "node:fs";
import path from "node:path";

/** Files found in one folder; a window does not take more at once either. */
const MOST_FOUND = 1_000;
/** Names looked at in one folder and those below it: somebody may name a whole drive. */
const MOST_LOOKED = 50_000;
const MOST_DEPTH = 6;

/** What `archivesIn` found. */
export interface FoundArchives {
  /** Sorted as people count: run-2 before run-10. */
  found: string[];
  /** Everything was looked at. */
  isAll: boolean;
}

const { compare: byName } = new Intl.Collator("en", { numeric: true });

/** True for a folder that is neither an unpacked archive nor a profile. */
export async function isPlainFolder(file: string): Promise<boolean> {
  try {
    if (!(await fs.promises.stat(file)).isDirectory()) return false;
  } catch {
    return false; // not there any more: opening it says so
  }
  return !isSource(file);
}

/** An unpacked archive or a profile, also one of which a part is missing: opening it says which. */
function isSource(folder: string): boolean {
  return (
    isFolder(path.join(folder, "container")) ||
    ["metadata.json", "database.sqlite"].some((name) => fs.existsSync(path.join(folder, name)))
  );
}

function isFolder(file: string): boolean {
  try {
    return fs.statSync(file).isDirectory();
  } catch {
    return false; // not there, or not ours to look at
  }
}

/**
 * The archives in a folder and those below it: files whose names end in `.aiida`, unpacked archives, profiles. Hidden folders and
 * symbolic links are passed by. Bounded: at most 1,000 archives, 50,000 names, six folders deep.
 */
export async function archivesIn(folder: string): Promise<FoundArchives> {
  const found: string[] = [];
  let looked = 0;
  let isAll = true;
  const look = async (at: string, depth: number): Promise<void> => {
    let entries: fs.Dirent[];
    try {
      entries = await fs.promises.readdir(at, { withFileTypes: true });
    } catch {
      isAll = false; // no permission
      return;
    }
    for (const entry of entries) {
      if (++looked > MOST_LOOKED || found.length >= MOST_FOUND) {
        isAll = false;
        return;
      }
      const file = path.join(at, entry.name);
      if (entry.isFile() && /\.aiida$/i.test(entry.name)) found.push(file);
      else if (entry.isDirectory() && !entry.name.startsWith(".")) {
        if (isSource(file)) found.push(file);
        else if (depth < MOST_DEPTH) await look(file, depth + 1);
        else isAll = false;
      }
    }
  };
  await look(folder, 1);
  return { found: found.sort(byName), isAll };
}
