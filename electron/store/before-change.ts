import path from "node:path";
import { openCopy, type Snapshot, type SnapshotOptions } from "./open-copy.ts";
import { marksOf } from "./snapshot-files.ts";

/** Databases that this process is changing, by path, as they were before. */
const changing = new Map<string, Buffer>();

/**
 * Say that this process holds the write lock of a small rollback-journalled database. Whoever reads it here is given these bytes
 * until the result is called, which may be done twice: nothing else is in it for others either, and closing a handle of the file, as each
 * copy does, would give the lock up (POSIX).
 * @param bytes All of the database before the change.
 */
export function readAsBefore(file: string, bytes: Buffer): () => void {
  const target = path.resolve(file);
  changing.set(target, bytes);
  return () => {
    if (changing.get(target) === bytes) changing.delete(target);
  };
}

/** This process holds the write lock of the database at this path: no handle of it may be closed now. */
export function isBeingChanged(file: string): boolean {
  return changing.has(path.resolve(file));
}

/** The database as it was before what this process is doing to it; null where it is doing nothing. Errors as `takeSnapshot`. */
export function snapshotBefore(file: string, options: SnapshotOptions): Snapshot | null {
  const bytes = changing.get(path.resolve(file));
  if (bytes === undefined) return null;
  return { ...openCopy({ bytes }, options), bytes: bytes.length, marks: marksOf(file) ?? "" };
}
