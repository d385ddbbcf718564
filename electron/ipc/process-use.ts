import fs from "node:fs";

/** The kernel gives times in these, whatever its own clock is (USER_HZ, `man 7 time`). */
const TICKS_A_SECOND = 100;

/** What a process has taken so far. */
export interface ProcessUse {
  /** Bytes in RAM that are its own: without program code and files that are mapped, which the system takes back at need. */
  memoryBytes: number;
  /** Seconds on a processor, of all its threads together. */
  cpuSeconds: number;
}

/** What a process has taken; null where the system has no `/proc`, and for a process that is gone. About 0.05 ms. */
export function processUse(pid: number | "self"): ProcessUse | null {
  const status = readNow(`/proc/${pid}/status`);
  const stat = readNow(`/proc/${pid}/stat`);
  if (status === null || stat === null) return null;
  const kib = /^RssAnon:\s+(\d+)/m.exec(status)?.[1] ?? /^VmRSS:\s+(\d+)/m.exec(status)?.[1];
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" "); // the name before it may hold anything
  return {
    memoryBytes: Number(kib ?? 0) * 1024,
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND,
  };
}

function readNow(file: string): string | null {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return null; // no Linux, or no such process any more
  }
}
