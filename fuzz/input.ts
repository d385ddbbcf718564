import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

/** What stands at a path of a folder. */
export type FolderEntry = Buffer | { link: string } | { special: "pipe" | "folder" | "unreadable" };

/** A folder by relative paths. */
export type Folder = Map<string, FolderEntry>;

/** What a case hands to the program: one file, or a folder. */
export type Input = Buffer | Folder;

/** Write an input at `target`. Paths on the way that cannot be made are left out. */
export function writeInput(input: Input, target: string): void {
  if (Buffer.isBuffer(input)) return fs.writeFileSync(target, input);
  fs.mkdirSync(target);
  for (const [name, entry] of input) {
    const file = path.join(target, name);
    try {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      writeEntry(entry, file);
    } catch {
      // another entry stands in the way, or the system takes no such name
    }
  }
}

function writeEntry(entry: FolderEntry, file: string): void {
  if (Buffer.isBuffer(entry)) return fs.writeFileSync(file, entry);
  if ("link" in entry) return fs.symlinkSync(entry.link, file);
  if (entry.special === "folder") fs.mkdirSync(file);
  else if (entry.special === "pipe") spawnSync("mkfifo", [file]);
  else fs.writeFileSync(file, "unreadable", { mode: 0 });
}

/** Names, kinds, sizes, times and contents of all that lies under a path, to see whether anything changed. */
export function fingerprint(target: string): string {
  const lines: string[] = [];
  const visit = (file: string): void => {
    const stat = fs.lstatSync(file);
    lines.push(
      `${path.relative(target, file)} ${stat.mode} ${stat.size} ${stat.mtimeMs} ${contents(file, stat)}`,
    );
    if (stat.isDirectory()) for (const name of fs.readdirSync(file).sort()) visit(path.join(file, name));
  };
  visit(target);
  return lines.join("\n");
}

function contents(file: string, stat: fs.Stats): string {
  if (stat.isSymbolicLink()) return fs.readlinkSync(file);
  if (!stat.isFile() || stat.size > 1e8) return "";
  return fs.readFileSync(file).toString("base64");
}
