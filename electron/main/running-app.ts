import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** Chromium's lock of a user data folder. */
interface Lock {
  host: string;
  pid: number;
}

/**
 * The computer on which the app runs already with this user data folder, when it is not this one; null else. Homes are
 * shared between the machines of a cluster: a second start can hand its files over only on the same machine, and would
 * end without a word.
 */
export function runsElsewhere(userData: string): string | null {
  const lock = lockOf(userData);
  return lock && lock.host !== os.hostname() ? lock.host : null;
}

/** True if the app surely runs on this machine with this user data folder. Windows locks by other means: false. */
export function runsHere(userData: string): boolean {
  const lock = lockOf(userData);
  if (!lock || lock.host !== os.hostname()) return false;
  try {
    process.kill(lock.pid, 0);
    return true;
  } catch {
    return false; // it was killed and left its lock behind
  }
}

/** The lock is a link to `<host>-<process id>`. */
function lockOf(userData: string): Lock | null {
  try {
    const owner = fs.readlinkSync(path.join(userData, "SingletonLock"));
    const [, host, pid] = /^(.+)-(\d+)$/.exec(owner) ?? [];
    return host && pid ? { host, pid: Number(pid) } : null;
  } catch {
    return null; // nobody runs, or the system locks by other means
  }
}
