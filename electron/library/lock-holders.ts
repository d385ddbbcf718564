import fs from "node:fs";
import path from "node:path";
import { escapeLine } from "../../shared/text/escape.ts";

/** A program that keeps others from writing to a database. */
export interface LockHolder {
  pid: number;
  /** For people: what it is and its number. */
  name: string;
}

/** Bytes of the database that a reader shares (SQLite's `os.h`). */
const SHARED_LOCKS = { from: 0x40000002, to: 0x400001ff };
/** Bytes of the database that SQLite locks to write with a rollback journal (its `os.h`): pending, reserved and shared. */
const JOURNAL_LOCKS = { from: 0x40000000, to: 0x400001ff };
/** The byte of the shared memory beside it that is locked to write to a log (its `wal.c`). */
const LOG_LOCK = { from: 120, to: 120 };
const MOST_ARGUMENTS = 4096;

/**
 * Who writes to a database, as far as the system tells: Linux lists the locks of all processes of this machine; elsewhere, and
 * for programs on other machines, nobody is named. At most three.
 */
export function lockHolders(file: string): LockHolder[] {
  const wanted = [
    { inode: inodeOf(file), ...JOURNAL_LOCKS },
    { inode: inodeOf(`${file}-shm`), ...LOG_LOCK },
  ];
  return heldBy(wanted, "WRITE")
    .slice(0, 3)
    .map((pid) => ({ pid, name: processName(pid) }));
}

/**
 * Processes beside this one that read a rollback-journalled database at this moment, as far as the system tells: only Linux does.
 */
export function otherReaders(file: string): LockHolder[] {
  const wanted = [{ inode: inodeOf(file), ...SHARED_LOCKS }];
  return heldBy(wanted, "READ").flatMap((pid) =>
    pid === process.pid ? [] : [{ pid, name: processName(pid) }],
  );
}

/**
 * True when another process of this user has one of these files open, and where the system does not tell: only Linux does, and of
 * processes of others it does not.
 */
export function isUsedByOthers(files: readonly string[]): boolean {
  const wanted = new Set(files.flatMap((file) => placeOf(file) ?? []));
  let processes: string[];
  try {
    processes = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return true;
  }
  return (
    processes.length === 0 ||
    processes.some((pid) => Number(pid) !== process.pid && openFiles(pid).some((place) => wanted.has(place)))
  );
}

/** Of a process, as `placeOf` says it; none of one that has ended or is somebody else's. */
function openFiles(pid: string): string[] {
  const folder = `/proc/${pid}/fd`;
  try {
    return fs.readdirSync(folder).flatMap((number) => placeOf(path.join(folder, number)) ?? []);
  } catch {
    return [];
  }
}

/** Device and inode of a file; null for one that is gone. */
function placeOf(file: string): string | null {
  try {
    const { dev, ino } = fs.statSync(file);
    return `${dev} ${ino}`;
  } catch {
    return null;
  }
}

/** What a process is, for people; its number stands in brackets. */
export function processName(pid: number): string {
  if (pid === process.pid) return `This Stemma itself (process ${pid})`;
  const words = commandLine(pid);
  const isOf = (pattern: RegExp) => words.some((word) => pattern.test(path.basename(word)));
  const program = isOf(/^stemma(?:\.mjs)?$/i) || isOf(/^(?:electron|stemma-.*)$/i);
  if (program) return `Another Stemma (process ${pid})`;
  if (isOf(/^verdi$/)) return `AiiDA (verdi, process ${pid})`;
  if (isOf(/^(?:i?python[\d.]*|jupyter.*)$/)) return `AiiDA or another Python program (process ${pid})`;
  const name = words[0] === undefined ? "" : escapeLine(path.basename(words[0])).slice(0, 60);
  return name === "" ? `Process ${pid}` : `${name} (process ${pid})`;
}

/** The words that a process was started with; none where the system does not tell. */
export function commandLine(pid: number | "self"): string[] {
  const text = readText(`/proc/${pid}/cmdline`)?.slice(0, MOST_ARGUMENTS) ?? "";
  const words = text.endsWith("\0") ? text.slice(0, -1).split("\0") : text.split(" ");
  // A program that has changed its title leaves one text with blanks in it.
  const all = words.length === 1 && text.includes(" ") ? words[0]!.split(" ") : words;
  return all.length === 1 && all[0] === "" ? [] : all;
}

/** Who holds a lock of this kind on any of these bytes. */
function heldBy(
  wanted: readonly { inode: number | null; from: number; to: number }[],
  kind: "READ" | "WRITE",
): number[] {
  const pids = new Set<number>();
  for (const line of readText("/proc/locks")?.split("\n") ?? []) {
    const lock = parsed(line);
    if (lock?.kind !== kind) continue;
    if (wanted.some(({ inode, from, to }) => lock.inode === inode && lock.from <= to && lock.to >= from))
      pids.add(lock.pid);
  }
  return [...pids];
}

/** A line of `/proc/locks`: `1: POSIX  ADVISORY  WRITE 4711 fe:01:1234 1073741825 1073741825`. */
function parsed(line: string): { kind: string; pid: number; inode: number; from: number; to: number } | null {
  const match = /^\d+: \w+\s+\w+\s+(READ|WRITE) +(\d+) [\da-f]+:[\da-f]+:(\d+) (\d+) (\d+|EOF)$/.exec(
    line.trim(),
  );
  if (!match) return null;
  const [, kind, pid, inode, from, to] = match;
  return {
    kind: kind!,
    pid: Number(pid),
    inode: Number(inode),
    from: Number(from),
    to: to === "EOF" ? Infinity : Number(to),
  };
}

function inodeOf(file: string): number | null {
  try {
    return fs.statSync(file).ino;
  } catch {
    return null; // not there, or gone since
  }
}

function readText(file: string): string | null {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return null; // another system, or a process that has ended
  }
}
