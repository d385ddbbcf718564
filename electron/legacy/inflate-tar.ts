import fs from "node:fs";
import { setImmediate } from "node:timers/promises";
import { createGunzip } from "node:zlib";
import { AppError } from "../../shared/ipc/errors.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { corrupt } from "../archive/corrupt.ts";
import { limit, limitError, RATIO_FREE_BYTES } from "../archive/limits.ts";
import { openFile, type OpenFile } from "../archive/open-file.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext } from "../archive/source.ts";
import { throughZlib, ZLIB_CHUNK_BYTES } from "../archive/zlib-stream.ts";
import { toDiskError } from "../ipc/disk-error.ts";
import type { OnDamage } from "./legacy-tar.ts";
import type { Bytes } from "../archive/read-window.ts";

/** Up to this size an inflated tar is held in memory. */
export const MEMORY_TAR_BYTES = 32 * 1024 * 1024;
const READ_BYTES = 1024 * 1024;

/** An inflated tar. `file` is null for one in memory. */
export interface InflatedTar extends Bytes {
  readonly file: string | null;
  close(): void;
}

/**
 * Inflate a `.tar.gz`, as nothing can be read from its middle: into memory up to 32 MiB, else into a new file under the
 * name that `fileFor` gives, for this user only, which does not stay when this fails. The checksum at its end is checked.
 * @param onDamage Given, what came out before the damage is taken.
 * @throws `archive/corrupt` when it is damaged or cut short; `archive/limit` for a bomb; `disk/full`, `cancelled`.
 */
export async function inflateTar(
  packed: OpenFile,
  fileFor: () => string,
  context: JobContext,
  onDamage?: OnDamage,
): Promise<InflatedTar> {
  const parts: Buffer[] = [];
  let target: { path: string; fd: number } | null = null;
  let size = 0;
  try {
    for await (const chunk of inflatedChunks(packed, context, "unpacking the tar")) {
      size += chunk.length;
      if (target === null) {
        parts.push(chunk);
        if (size <= MEMORY_TAR_BYTES) continue;
        const path = fileFor();
        target = { path, fd: create(path) };
        for (const part of parts.splice(0)) write(target.fd, part, path);
      } else {
        write(target.fd, chunk, target.path);
      }
    }
  } catch (error) {
    const isDamage = error instanceof AppError && error.code === "archive/corrupt";
    if (onDamage && isDamage) onDamage(error);
    else {
      if (target !== null) {
        fs.closeSync(target.fd);
        fs.rmSync(target.path, { force: true });
      }
      throw error;
    }
  }
  if (target === null) return memoryBytes(Buffer.concat(parts));
  fs.closeSync(target.fd);
  return openInflated(target.path);
}

/** An inflated tar that lies on our disk. */
export function openInflated(path: string): InflatedTar {
  const file = openFile(path, { noFollow: true });
  return { file: path, size: file.size, readAt: file.readAt, close: file.close };
}

/** Bytes in memory, to be read as a file is. */
export function memoryBytes(all: Buffer): InflatedTar {
  return {
    file: null,
    size: all.length,
    readAt: (position, length, member) => {
      if (position + length <= all.length) return all.subarray(position, position + length);
      throw corrupt(member ?? null, "file end", `${member ?? "The tar"} is cut short`);
    },
    close: () => undefined,
  };
}

/**
 * What a `.tar.gz` unpacks to, piece by piece; the packed bytes are read as far as they are needed.
 * @param phase What the progress calls it.
 * @throws `archive/corrupt` when it is damaged or cut short; `archive/limit` for a bomb; `cancelled`.
 */
export async function* inflatedChunks(
  packed: OpenFile,
  context: JobContext,
  phase: string,
): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: ZLIB_CHUNK_BYTES });
  const counter = { packed: 0 };
  let size = 0;
  try {
    for await (const chunk of throughZlib(packedChunks(packed, counter, context, phase), gunzip)) {
      size += chunk.length;
      checkGrowth(counter.packed, size);
      yield chunk;
    }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!code.startsWith("Z_")) throw error;
    const what = code === "Z_BUF_ERROR" ? "is cut short" : "is damaged";
    throw corrupt(null, "gzip", `The packed data of the tar ${what}`, { zlib: code }, error);
  }
}

async function* packedChunks(
  file: OpenFile,
  counter: { packed: number },
  context: JobContext,
  phase: string,
): AsyncGenerator<Buffer> {
  const report = pacedProgress(context);
  while (counter.packed < file.size) {
    const chunk = file.readAt(counter.packed, Math.min(READ_BYTES, file.size - counter.packed));
    counter.packed += chunk.length;
    report({ phase, done: counter.packed, total: file.size, unit: "bytes" });
    await setImmediate(); // reading is synchronous: let a cancel through
    throwIfCancelled(context.signal);
    yield chunk;
  }
}

function checkGrowth(packed: number, size: number): void {
  if (size > limit("STEMMA_MAX_UNPACKED_BYTES")) {
    throw limitError("STEMMA_MAX_UNPACKED_BYTES", (n) => `The tar unpacks to at least ${n} bytes`, size);
  }
  const ratio = Math.ceil(size / Math.max(packed, 1));
  if (size > RATIO_FREE_BYTES && ratio > limit("STEMMA_MAX_RATIO")) {
    throw limitError("STEMMA_MAX_RATIO", (n) => `The tar is ${n} times larger unpacked than packed`, ratio);
  }
}

function create(path: string): number {
  try {
    return fs.openSync(path, "wx", 0o600);
  } catch (error) {
    throw toDiskError(error, path);
  }
}

function write(fd: number, bytes: Buffer, path: string): void {
  try {
    for (let done = 0; done < bytes.length; ) done += fs.writeSync(fd, bytes, done, bytes.length - done);
  } catch (error) {
    throw toDiskError(error, path);
  }
}
