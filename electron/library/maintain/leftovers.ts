import fs from "node:fs";
import path from "node:path";
import { isObjectKey } from "../../archive/member-names.ts";
import type { Container } from "../../store/container.ts";
import { containerObjects } from "../../store/container-objects.ts";
import { SANDBOX } from "../../store/store-checks.ts";
import { look, namesIn } from "../../store/store-files.ts";

/** A file that an interrupted writer left. */
export interface Leftover {
  file: string;
  bytes: number;
  /** The number of a pack that holds no object; null for any other file. */
  packId: number | null;
}

const WHOLE_BYTES = 64 * 1024 ** 2;

/**
 * What lies in a container and is of no use: half-written files in its sandbox, packs in which the index has no object, and
 * second copies that disk-objectstore puts into `duplicates` where a file cannot be replaced (Windows), if the object itself is
 * whole. Files are left that are young, or whose names begin with a dot, as other programs' do.
 */
export function leftoversIn(
  folder: string,
  container: Container,
  isYoung: (file: string) => boolean,
): Leftover[] {
  const found: Leftover[] = [];
  const take = (place: string, name: string, packId: number | null) => {
    const file = path.join(folder, place, name);
    if (!isYoung(file)) found.push({ file, bytes: look(file)?.size ?? 0, packId });
  };
  for (const name of plainFiles(path.join(folder, SANDBOX))) take(SANDBOX, name, null);
  const used = container.bytesByPack();
  for (const name of plainFiles(path.join(folder, "packs"))) {
    if (/^\d+$/.test(name) && !used.has(Number(name))) take("packs", name, Number(name));
  }
  for (const name of plainFiles(path.join(folder, "duplicates"))) {
    if (isWhole(container, name.split(".")[0]!)) take("duplicates", name, null);
  }
  return found;
}

/** Remove a file that is of no use. A pack is locked meanwhile, as disk-objectstore does when it adds to one. */
export function removeLeftover({ file, packId }: Pick<Leftover, "file" | "packId">): boolean {
  if (packId === null) {
    fs.rmSync(file, { force: true });
    return true;
  }
  const lock = `${file}.lock`;
  try {
    fs.closeSync(fs.openSync(lock, "wx"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false; // somebody adds to it
    throw error;
  }
  try {
    fs.rmSync(file, { force: true });
  } finally {
    fs.rmSync(lock, { force: true });
  }
  return true;
}

function* plainFiles(folder: string): Generator<string> {
  for (const entry of namesIn(folder)) if (entry.isFile() && !entry.name.startsWith(".")) yield entry.name;
}

function isWhole(container: Container, key: string): boolean {
  if (!isObjectKey(key)) return false;
  try {
    containerObjects(container).read(key, WHOLE_BYTES);
    return true;
  } catch {
    return false; // damaged, not there, or too large to be looked at: then it may be needed
  }
}
