import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { corrupt } from "../archive/corrupt.ts";
import { objectLimitError } from "../archive/limits.ts";
import { openFile, type OpenFile } from "../archive/open-file.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext } from "../archive/source.ts";
import { toDiskError } from "../ipc/disk-error.ts";
import type { LegacyArchive, LegacyFiles } from "./legacy-archive.ts";
import { walkNodes } from "./legacy-folder-walk.ts";
import { checkDataSize, DATA, missing } from "./legacy-members.ts";
import { PassedOver } from "./passed-over.ts";

const CHUNK_BYTES = 1024 * 1024;
const TURN_ENTRIES = 500;

/**
 * An unpacked legacy archive: a folder with `metadata.json`, `data.json` and `nodes/`. Only regular files and real
 * folders count; a symbolic link could lead anywhere, so it is passed over with a warning.
 * Cost: one look at every file below `nodes/`. With it comes a text that is the same only for this folder with these
 * files, as far as their names, sizes and times tell.
 * @throws `archive/corrupt` without `data.json`; `archive/limit`, `disk/denied`, `cancelled`.
 */
export async function openLegacyFolder(
  folder: string,
  metadata: Buffer,
  context: JobContext,
): Promise<{ archive: LegacyArchive; identity: string }> {
  const data = openData(folder);
  try {
    checkDataSize(data.size);
    const hash = createHash("sha256").update(`${folder}\n${data.identity()}\n`).update(metadata);
    const passedOver = new PassedOver();
    const report = pacedProgress(context);
    let count = 0;
    let bytes = 0;
    for (const { entry, state } of walkNodes(folder, passedOver)) {
      count++;
      bytes += entry.size;
      hash.update(`${entry.member}\n${state}\n`);
      if (count % TURN_ENTRIES !== 0) continue;
      report({ phase: "looking through the folder", done: count, total: null, unit: "files" });
      await setImmediate();
      throwIfCancelled(context.signal);
    }
    const archive: LegacyArchive = {
      path: folder,
      container: "folder",
      sizeBytes: bytes + data.size + metadata.length,
      metadata,
      dataBytes: data.size,
      data: () => chunksOf(data, DATA),
      files: folderFiles(folder, count, bytes),
      warnings: passedOver.warnings(),
      close: () => data.close(),
    };
    return { archive, identity: hash.digest("hex") };
  } catch (error) {
    data.close();
    throw error;
  }
}

/** The files of nodes in a folder that was looked through before. */
export function folderFiles(folder: string, count: number, bytes: number): LegacyFiles {
  const open = (member: string) => openFile(path.join(folder, ...member.split("/")), { noFollow: true });
  const within = <T>(member: string, work: (file: OpenFile) => T): T => {
    const file = open(member);
    try {
      return work(file);
    } finally {
      file.close();
    }
  };
  return {
    count,
    bytes,
    *entries() {
      for (const { entry } of walkNodes(folder, null)) yield entry;
    },
    async *stream({ member, size }) {
      const file = open(member);
      try {
        if (file.size !== size) throw changed(member);
        yield* chunksOf(file, member);
      } finally {
        file.close();
      }
    },
    slice: async ({ member, size }, offset, length) =>
      within(member, (file) => {
        const from = Math.min(offset, size);
        return file.readAt(from, Math.min(length, size - from), member);
      }),
    read: ({ member, size }, maxBytes) => {
      if (size > maxBytes) throw objectLimitError(member, size, maxBytes);
      return within(member, (file) => {
        if (file.size !== size) throw changed(member);
        return file.readAt(0, size, member);
      });
    },
    packedIn: null,
  };
}

function openData(folder: string): OpenFile {
  const file = path.join(folder, DATA);
  try {
    const stat = fs.lstatSync(file, { throwIfNoEntry: false });
    if (stat === undefined) throw missing(DATA);
    if (!stat.isFile()) throw corrupt(DATA, "regular file", `${DATA} in this folder is not a regular file`);
  } catch (error) {
    throw toDiskError(error, file);
  }
  return openFile(file, { noFollow: true });
}

function changed(member: string): Error {
  return corrupt(member, "size", `${member} changed while it was read`);
}

async function* chunksOf(file: OpenFile, member: string): AsyncGenerator<Buffer> {
  for (let at = 0; at < file.size; at += CHUNK_BYTES) {
    yield file.readAt(at, Math.min(CHUNK_BYTES, file.size - at), member);
  }
}
