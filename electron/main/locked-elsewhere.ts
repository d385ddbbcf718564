import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/**
 * The computer on which the app runs already with this user data folder, when it is not this one; null else. Homes are
 * shared between the machines of a cluster: a second start can hand its files over only on the same machine, and would
 * end without a word. Chromium's lock is a link to `<host>-<process id>`.
 */
export function lockedElsewhere(userData: string): string | null {
  try {
    const owner = fs.readlinkSync(path.join(userData, "SingletonLock"));
    const host = owner.slice(0, owner.lastIndexOf("-"));
    return host !== "" && host !== os.hostname() ? host : null;
  } catch {
    return null; // no lock, or a system that locks by other means and on one machine only
  }
}
