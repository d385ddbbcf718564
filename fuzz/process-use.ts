import fs from "node:fs";

const TICKS_A_SECOND = 100; // USER_HZ, the same on every Linux that Node runs on
const PAGE_KIB = 4;

/** Processor time that a process has taken, all its threads together; 0 where the system has no /proc. */
export function cpuSeconds(pid: number | undefined): number {
  const fields = read(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /, "")
    .split(" "); // the name may hold blanks
  return fields ? (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND : 0;
}

/** Memory of a process that is in RAM now; 0 where the system has no /proc. */
export function memoryMiB(pid: number | undefined): number {
  const fields = read(`/proc/${pid}/statm`)?.split(" ");
  return fields ? (Number(fields[1]) * PAGE_KIB) / 1024 : 0;
}

function read(file: string): string | null {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return null; // the process is gone, or this is no Linux
  }
}
