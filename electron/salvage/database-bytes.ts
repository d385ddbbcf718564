import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { toDiskError } from "../ipc/disk-error.ts";
import { limit, limitError, MEMORY_DATABASE_BYTES } from "../archive/limits.ts";
import type { DatabaseBytes } from "./sqlite-pages.ts";
import { writeAll } from "../archive/write-all.ts";

/** Bytes of a database that are kept for reading until they are closed. */
export interface KeptBytes extends DatabaseBytes {
  close(): void;
}

/** A private folder of our own that vanishes with `remove`; mode 0700. */
export function temporaryFolder(): { path: string; remove(): void } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-"));
  return { path: folder, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

/**
 * Takes bytes one chunk after the other: in memory up to 32 MiB, then in a temporary file.
 * @throws `archive/limit` past the limit on databases, `disk/full`, `disk/denied`; nothing stays then.
 */
export class BytesCollector {
  #parts: Buffer[] = [];
  #length = 0;
  #file: { fd: number; remove(): void } | null = null;

  add(chunk: Buffer, name: string): void {
    this.#length += chunk.length;
    if (this.#length > limit("STEMMA_MAX_DATABASE_BYTES")) {
      this.discard();
      throw limitError(
        "STEMMA_MAX_DATABASE_BYTES",
        (n) => `${name} has at least ${n} bytes`,
        this.#length,
        name,
      );
    }
    if (this.#file === null && this.#length <= MEMORY_DATABASE_BYTES) {
      this.#parts.push(Buffer.from(chunk)); // a copy: the chunk may be used again
      return;
    }
    try {
      this.#file ??= this.#spill();
      writeAll(this.#file.fd, chunk);
    } catch (error) {
      this.discard();
      throw toDiskError(error, os.tmpdir());
    }
  }

  /** All that came, to be read. */
  finish(): KeptBytes {
    const length = this.#length;
    const file = this.#file;
    if (file === null) {
      const bytes = Buffer.concat(this.#parts);
      return { length, readAt: (at, count) => bytes.subarray(at, at + count), close: () => undefined };
    }
    return {
      length,
      readAt(at, count) {
        const bytes = Buffer.allocUnsafe(count);
        for (let done = 0; done < count; ) {
          const read = fs.readSync(file.fd, bytes, done, count - done, at + done);
          if (read === 0) throw new Error("a temporary file of ours was cut short");
          done += read;
        }
        return bytes;
      },
      close: () => this.discard(),
    };
  }

  /** Let go of everything. */
  discard(): void {
    this.#parts = [];
    if (this.#file === null) return;
    fs.closeSync(this.#file.fd);
    this.#file.remove();
    this.#file = null;
  }

  #spill(): { fd: number; remove(): void } {
    const folder = temporaryFolder();
    try {
      const name = path.join(folder.path, randomBytes(4).toString("hex"));
      const fd = fs.openSync(name, "wx+", 0o600);
      for (const part of this.#parts) writeAll(fd, part);
      this.#parts = [];
      return { fd, remove: folder.remove };
    } catch (error) {
      folder.remove();
      throw error;
    }
  }
}
