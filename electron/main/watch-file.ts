import fs from "node:fs";
import path from "node:path";

const LOOK_EVERY_MS = 2_000;

/**
 * In a folder, the files that say whether it is still the same; the folder itself does not change with them. Of an unpacked
 * archive, then of a profile: its database, and the log where what was written may stand before it gets there. A
 * rollback journal says only that somebody writes. Files in the container never change, they are only moved.
 */
const ARCHIVE_MEMBERS = ["metadata.json", "db.sqlite3"];
const PROFILE_MEMBERS = ["database.sqlite", "database.sqlite-wal"];

/**
 * Look every two seconds whether a file or folder is still what it was, and tell once for each change: `changed`,
 * `gone`, or `same` when it is again as it was (a network drive that came back). Polling, since system watchers miss
 * network drives and replaced files; a drive that does not answer holds up nothing. Returns the end of it.
 */
export function watchFile(file: string, onChange: (change: "changed" | "gone" | "same") => void): () => void {
  let atFirst: string | null | undefined;
  let known: string | null | undefined;
  let isLooking = false;
  let isEnded = false;
  const look = async () => {
    if (isLooking) return; // the drive has not answered the last time
    isLooking = true;
    const now = await identityOf(file);
    isLooking = false;
    if (isEnded || now === known) return;
    known = now;
    if (atFirst === undefined) atFirst = now;
    else if (now === null) onChange("gone");
    else onChange(now === atFirst ? "same" : "changed");
  };
  void look();
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  timer.unref();
  return () => {
    isEnded = true;
    clearInterval(timer);
  };
}

/**
 * Size and modification time of a file, or of what an unpacked archive consists of; null when it cannot be seen. Equal
 * stamps are taken for equal contents over restarts. Inodes are left out: network drives give new ones at each mount.
 */
export function stampOf(file: string): Promise<string | null> {
  return describe(file, (stat) => `${stat.size} ${stat.mtimeMs}`);
}

/** The stamp with the inode: a file replaced by its like, with the old time, is another file while we run. */
function identityOf(file: string): Promise<string | null> {
  return describe(file, (stat) => `${stat.size} ${stat.mtimeMs} ${stat.ino}`);
}

async function describe(file: string, tell: (stat: fs.Stats) => string): Promise<string | null> {
  try {
    const stat = await fs.promises.stat(file);
    if (!stat.isDirectory()) return tell(stat);
    const told = (names: readonly string[]) =>
      Promise.all(names.map((name) => fs.promises.stat(path.join(file, name)).then(tell, () => "none")));
    const archive = await told(ARCHIVE_MEMBERS);
    const members = archive[1] === "none" ? [...archive, ...(await told(PROFILE_MEMBERS))] : archive;
    return members.join(" ");
  } catch {
    return null; // gone, or no longer ours to see: the same to the person
  }
}
