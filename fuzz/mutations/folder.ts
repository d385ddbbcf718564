import type { Random } from "../../bench/generator/random.ts";
import { hostileText } from "../odd-values.ts";
import type { Folder } from "../input.ts";
import { mutateFile } from "./zip.ts";

/** Change an unpacked archive or a store: one of its files, or what stands in a file's place. */
export function mutateFolder(random: Random, folder: Folder, donor: Buffer): string {
  const names = [...folder.keys()];
  const main = names.filter((name) => /\.(json|sqlite3?|idx)$/.test(name));
  const name = main.length > 0 && random.chance(0.75) ? random.pick(main) : random.pick(names);
  const entry = folder.get(name);
  if (Buffer.isBuffer(entry) && random.chance(0.8)) {
    const { bytes, what } = mutateFile(random, name, entry, donor);
    folder.set(name, bytes);
    return `${name}: ${what}`;
  }
  switch (random.below(8)) {
    case 0:
      folder.delete(name);
      return `without ${name}`;
    case 1: {
      const to = random.pick([
        "/dev/zero",
        "/etc/passwd",
        ".",
        name.split("/").at(-1) ?? name,
        "../outside",
        random.pick(names),
      ]);
      folder.set(name, { link: to });
      return `${name} is a link to ${to}`;
    }
    case 2:
      folder.set(name, { special: "pipe" });
      return `${name} is a pipe`;
    case 3:
      folder.set(name, { special: "folder" });
      return `${name} is a folder`;
    case 4:
      folder.set(name, { special: "unreadable" });
      return `${name} cannot be read`;
    case 5: {
      const other = random.pick(names);
      const [a, b] = [folder.get(name), folder.get(other)];
      if (a && b) folder.set(name, b).set(other, a);
      return `${name} and ${other} swapped`;
    }
    case 6:
      folder.set(
        `${name}${random.pick(["-journal", "-wal", "-shm", ".tmp", "~"])}`,
        donor.subarray(0, random.below(9000)),
      );
      return `something beside ${name}`;
    default: {
      const entryNow = folder.get(name);
      const other = hostileText(random).replaceAll(/[/\0]/g, "_").slice(0, 80) || "_";
      folder.delete(name);
      if (entryNow) folder.set(/^\.{1,2}$/.test(other) ? "_" : other, entryNow);
      return `${name} named otherwise`;
    }
  }
}
