import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { corrupt } from "./corrupt.ts";
import { toDiskError } from "../ipc/disk-error.ts";
import { limit, objectLimitError } from "./limits.ts";
import { isObjectKey, objectMember } from "./member-names.ts";
import { openFile, type OpenFile } from "./open-file.ts";
import type { ObjectStore } from "./source.ts";

const CHUNK_BYTES = 1024 * 1024;

/**
 * The `repo/` folder of an unpacked archive as an object store. A folder has no checksums, but the name of an object
 * is the SHA-256 of its bytes, so that is what is checked. Only regular files count: a symbolic link could lead
 * anywhere, and is reported in `ignored`.
 */
export function folderObjects(folder: string): { objects: ObjectStore; ignored: string[]; bytes: number } {
  const { keys, ignored } = listKeys(path.join(folder, "repo"));
  const open = (key: string): OpenFile => {
    if (keys.has(key)) return openFile(path.join(folder, "repo", key), { noFollow: true });
    throw corrupt(
      objectMember(key),
      "member missing",
      `The archive lacks the file contents ${objectMember(key)}`,
    );
  };
  const size = (key: string): number | null =>
    keys.has(key) ? sizeOf(path.join(folder, "repo", key)) : null;

  async function* stream(key: string): AsyncGenerator<Buffer> {
    const file = open(key);
    const hash = createHash("sha256");
    try {
      for (let at = 0; at < file.size; at += CHUNK_BYTES) {
        const chunk = file.readAt(at, Math.min(CHUNK_BYTES, file.size - at), objectMember(key));
        hash.update(chunk);
        yield chunk;
      }
    } finally {
      file.close();
    }
    checkHash(key, hash.digest("hex"));
  }

  const objects: ObjectStore = {
    keys: () => keys.values(),
    count: keys.size,
    size,
    read: (key, maxBytes = limit("STEMMA_MAX_OBJECT_BYTES")) =>
      withFile(open(key), (file) => {
        if (file.size > maxBytes) throw objectLimitError(objectMember(key), file.size, maxBytes);
        const bytes = file.readAt(0, file.size, objectMember(key));
        checkHash(key, createHash("sha256").update(bytes).digest("hex"));
        return bytes;
      }),
    readSlice: async (key, offset, length) =>
      withFile(open(key), (file) => {
        const from = Math.min(offset, file.size);
        return file.readAt(from, Math.min(length, file.size - from), objectMember(key));
      }),
    stream,
    raw: () => null,
    rawStream: stream,
  };
  let bytes = 0;
  for (const key of keys) bytes += size(key) ?? 0;
  return { objects, ignored, bytes };
}

function listKeys(repo: string): { keys: Set<string>; ignored: string[] } {
  const keys = new Set<string>();
  const ignored: string[] = [];
  try {
    if (!fs.lstatSync(repo, { throwIfNoEntry: false })?.isDirectory()) return { keys, ignored };
    const folder = fs.opendirSync(repo, { bufferSize: 1024 });
    try {
      for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
        if (entry.isFile() && isObjectKey(entry.name)) keys.add(entry.name);
        else ignored.push(`repo/${entry.name}`);
      }
    } finally {
      folder.closeSync();
    }
  } catch (error) {
    throw toDiskError(error, repo);
  }
  return { keys, ignored };
}

function sizeOf(file: string): number | null {
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  return stat?.isFile() ? stat.size : null;
}

function withFile<T>(file: OpenFile, work: (file: OpenFile) => T): T {
  try {
    return work(file);
  } finally {
    file.close();
  }
}

function checkHash(key: string, actual: string): void {
  if (actual !== key) {
    throw corrupt(
      objectMember(key),
      "sha256",
      `The contents of ${objectMember(key)} do not match their name`,
      { actual },
    );
  }
}
