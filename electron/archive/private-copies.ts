import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { cacheFolder, ensurePrivateFolder } from "./cache-folder.ts";

/** `<pid>-<random>`: the folder of one copy. */
const NAME = /^(\d+)-[0-9a-f]+$/;

/**
 * Make an empty folder that only this user can enter, for a copy that lives as long as a source is open. It lies in the
 * cache folder, because the system's temporary folder is memory on many machines; only where there can be no cache it
 * is that one. Folders of processes that died are removed on the way.
 * @throws What the file system throws.
 */
export function privateFolder(cacheDir = cacheFolder()): string {
  const copies = path.join(cacheDir, "copies");
  if (!ensurePrivateFolder(copies)) return fs.mkdtempSync(path.join(os.tmpdir(), "stemma-")); // mode 0700
  removeOrphans(copies);
  const folder = path.join(copies, `${process.pid}-${randomBytes(6).toString("hex")}`);
  fs.mkdirSync(folder, { mode: 0o700 });
  return folder;
}

function removeOrphans(copies: string): void {
  const startedAt = Date.now() - os.uptime() * 1000;
  for (const name of fs.readdirSync(copies)) {
    const pid = Number(NAME.exec(name)?.[1] ?? Number.NaN);
    const folder = path.join(copies, name);
    const madeAt = fs.lstatSync(folder, { throwIfNoEntry: false })?.mtimeMs;
    if (Number.isNaN(pid) || madeAt === undefined) continue;
    if (madeAt < startedAt - CLOCK_SLACK_MS || !isRunning(pid))
      fs.rmSync(folder, { recursive: true, force: true });
  }
}

const CLOCK_SLACK_MS = 60_000;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"; // runs, as somebody else
  }
}
