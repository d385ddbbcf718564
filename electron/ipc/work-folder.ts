/**
 * How the working folder beside a target begins, by the process that writes: should that process die, whoever started it
 * can tell its leftovers from those of another export into the same folder.
 */
export function workFolderPrefix(pid: number): string {
  return `.stemma-export-${pid}-`;
}
