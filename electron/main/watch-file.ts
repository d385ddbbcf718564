import fs from "node:fs";

const LOOK_EVERY_MS = 2_000;

/**
 * Look every two seconds whether a file or folder is still what it was (size and modification time), and tell once for
 * each change. Polling, since system watchers miss network drives and replaced files. Returns the end of it.
 */
export function watchFile(file: string, onChange: (change: "changed" | "gone" | "back") => void): () => void {
  let known = stamp(file);
  const timer = setInterval(() => {
    const now = stamp(file);
    if (now === known) return;
    if (now === null) onChange("gone");
    else onChange(known === null ? "back" : "changed");
    known = now;
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function stamp(file: string): string | null {
  try {
    const stat = fs.statSync(file);
    return `${stat.size} ${stat.mtimeMs} ${stat.ino}`;
  } catch {
    return null; // gone, or no longer ours to see: the same to the person
  }
}
