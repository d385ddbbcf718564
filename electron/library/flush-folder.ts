import fs from "node:fs";

/**
 * Make names that were given in a folder survive a power cut. Where folders cannot be opened (Windows) the file system sees to it
 * itself, or nobody can. Errors of the disk are the system's own.
 */
export function flushFolder(folder: string): void {
  if (process.platform === "win32") return;
  const handle = fs.openSync(folder, "r");
  try {
    fs.fsyncSync(handle);
  } catch (error) {
    if (!isNotKnown(error)) throw error;
  } finally {
    fs.closeSync(handle);
  }
}

/** Some network drives flush no folders. */
function isNotKnown(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return code === "EINVAL" || code === "ENOTSUP" || code === "EBADF";
}
