import fs from "node:fs";
import path from "node:path";
import { unsafeNameReason } from "../archive/member-names.ts";
import { toDiskError } from "../ipc/disk-error.ts";
import type { LegacyEntry } from "./legacy-archive.ts";
import { nodePathOf } from "./node-paths.ts";
import type { PassedOver } from "./passed-over.ts";

/** A file or folder of a node, and what tells whether it changed: number, size and times. */
interface Walked {
  entry: LegacyEntry;
  state: string;
}

const NODES = "nodes";

/**
 * Files and folders of nodes in an unpacked archive, each folder before what is in it, names in code-unit order. No link
 * is followed; what is no regular file and no folder goes to `passedOver`. `disk/denied` for what may not be read.
 */
export function* walkNodes(folder: string, passedOver: PassedOver | null): Generator<Walked> {
  if (!isRealFolder(path.join(folder, NODES))) return;
  const pending = [listing(folder, NODES)];
  for (let level = pending.at(-1); level; level = pending.at(-1)) {
    const next = level.next();
    if (next.done) {
      pending.pop();
      continue;
    }
    const { name, isFile, isFolder } = next.value;
    if (!isFile && !isFolder) passedOver?.add("Ignored as no files and no folders", name);
    else if (name.includes("\ufffd")) passedOver?.add("Ignored because their names are no text", name);
    else if (unsafeNameReason(name) !== null) passedOver?.add("Ignored because of unsafe names", name);
    else {
      const found = nodePathOf(name);
      const stat = found && statOf(folder, name);
      if (found && stat) {
        const entry = { ...found, isFolder, member: name, place: 0, size: isFolder ? 0 : Number(stat.size) };
        yield { entry, state: isFolder ? "" : [stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(" ") };
      }
      if (isFolder) pending.push(listing(folder, name));
    }
  }
}

function* listing(folder: string, name: string) {
  let entries: fs.Dirent[];
  try {
    entries = fs.readdirSync(path.join(folder, ...name.split("/")), { withFileTypes: true });
  } catch (error) {
    throw toDiskError(error, path.join(folder, name));
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    yield { name: `${name}/${entry.name}`, isFile: entry.isFile(), isFolder: entry.isDirectory() };
  }
}

function isRealFolder(file: string): boolean {
  return fs.lstatSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}

function statOf(folder: string, name: string): fs.BigIntStats {
  const file = path.join(folder, ...name.split("/"));
  try {
    return fs.lstatSync(file, { bigint: true });
  } catch (error) {
    throw toDiskError(error, file);
  }
}
