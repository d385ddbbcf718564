import fs from "node:fs";
import { AppError } from "../../shared/ipc/errors.ts";
import { corrupt } from "./corrupt.ts";
import { toDiskError } from "../ipc/disk-error.ts";

/** Opening a FIFO must not wait for a writer, nor a terminal become ours; Windows knows neither flag. */
const OPEN_FLAGS = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0) | (fs.constants.O_NOCTTY ?? 0);
const NO_FOLLOW = fs.constants.O_NOFOLLOW ?? 0;

/** A regular file open for reading at any position; reads are synchronous (the engine has a process of its own). */
export interface OpenFile {
  readonly path: string;
  readonly fd: number;
  /** Bytes when it was opened. */
  readonly size: number;
  /** Exactly `length` bytes from `position`; `archive/corrupt` when the file ends before (`member` names what was read). */
  readAt(position: number, length: number, member?: string): Buffer;
  /** As `readAt`, into a buffer of the caller's, which is filled and given back. */
  readInto(buffer: Buffer, position: number, member?: string): Buffer;
  /**
   * A text that is the same only for this file with these contents: where it lies on its disk, its size, and its times
   * to the nanosecond. Whoever changes a file changes its `ctime`, which nobody can set.
   */
  identity(): string;
  close(): void;
}

/**
 * Open a regular file for reading. `archive/not-found`, `disk/denied`; `archive/not-an-archive` for a pipe, device or
 * socket, without waiting for it. With `noFollow` the last part of the path must not be a symbolic link.
 */
export function openFile(path: string, options: { noFollow?: boolean } = {}): OpenFile {
  let fd: number;
  try {
    // Looked at before it is opened, because opening some devices does something.
    const stat = options.noFollow ? fs.lstatSync(path) : fs.statSync(path);
    if (!stat.isFile()) throw notRegular(path);
    fd = fs.openSync(path, OPEN_FLAGS | (options.noFollow ? NO_FOLLOW : 0));
  } catch (error) {
    throw toDiskError(error, path);
  }
  const stat = fs.fstatSync(fd);
  if (!stat.isFile()) {
    fs.closeSync(fd);
    throw notRegular(path);
  }
  let isOpen = true;
  const close = () => {
    if (isOpen) fs.closeSync(fd);
    isOpen = false;
  };
  return fileOver({ path, fd, size: stat.size }, close);
}

/** An open file as another thread of this process is told of it. */
export type SharedFile = Pick<OpenFile, "path" | "fd" | "size">;

/** A file that another thread of this process has opened, and closes: not before this one is done with it. */
export function sharedFile(file: SharedFile): OpenFile {
  return fileOver(file, () => undefined);
}

function fileOver({ path, fd, size }: SharedFile, close: () => void): OpenFile {
  return {
    path,
    fd,
    size,
    readAt: (position, length, member) =>
      readInto(fd, path, Buffer.allocUnsafe(length), position, member ?? null),
    readInto: (buffer, position, member) => readInto(fd, path, buffer, position, member ?? null),
    identity: () => {
      const { dev, ino, size, mtimeNs, ctimeNs } = fs.fstatSync(fd, { bigint: true });
      return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
    },
    close,
  };
}

function readInto(fd: number, path: string, bytes: Buffer, position: number, member: string | null): Buffer {
  let done = 0;
  while (done < bytes.length) {
    const read = readSome(fd, path, bytes, done, position + done);
    if (read === 0) throw corrupt(member, "file end", `${member ?? "The file"} is cut short`);
    done += read;
  }
  return bytes;
}

function readSome(fd: number, path: string, into: Buffer, at: number, position: number): number {
  try {
    return fs.readSync(fd, into, at, into.length - at, position);
  } catch (error) {
    throw toDiskError(error, path);
  }
}

function notRegular(path: string): AppError {
  return new AppError("archive/not-an-archive", `${path} is not a file that can hold an archive.`, { path });
}
