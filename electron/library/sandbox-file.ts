import { randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { flushFolder } from "./flush-folder.ts";
import type { OpenLibrary } from "./open-library.ts";
import { SANDBOX } from "../store/store-checks.ts";
import { naming } from "./store-failure.ts";
import { writeAll } from "../archive/write-all.ts";

/** The store that objects go to; `OpenLibrary` is one. */
export type PackPlace = Pick<OpenLibrary, "folder" | "container" | "loosePrefixLength" | "packBytes">;

/** Pieces smaller than this are gathered, so that a thousand small files are one write. */
const GATHERED_BYTES = 256 * 1024;

/**
 * A file in a container's sandbox, written one piece after the other until it gets its name among the objects or packs. Whatever
 * fails on the way, `discard` removes it. Errors as `storeFailure`.
 */
export class SandboxFile {
  readonly #place: PackPlace;
  readonly #file: string;
  #handle: number | null;
  /** Bytes that were handed to the system, and those behind them that wait in `#gathered`. */
  #written = 0;
  #waiting = 0;
  #gathered: Buffer | null = null;
  #isNamed = false;

  constructor(place: PackPlace) {
    this.#place = place;
    const sandbox = path.join(place.container, SANDBOX);
    this.#file = path.join(sandbox, randomUUID().replaceAll("-", "")); // as disk-objectstore names its own
    this.#handle = this.#disk(() => {
      fs.mkdirSync(sandbox, { recursive: true }); // a copy of a profile may lack its empty folders
      return fs.openSync(this.#file, "wx", 0o644);
    });
  }

  get bytes(): number {
    return this.#written + this.#waiting;
  }

  append(chunk: Buffer): void {
    if (this.#waiting + chunk.length > GATHERED_BYTES) this.#flush();
    if (chunk.length > GATHERED_BYTES) {
      this.#write(chunk);
      return;
    }
    this.#gathered ??= Buffer.allocUnsafeSlow(GATHERED_BYTES);
    this.#waiting += chunk.copy(this.#gathered, this.#waiting);
  }

  /** Forget what was added behind this place. */
  rewind(bytes: number): void {
    this.#waiting = Math.max(0, bytes - this.#written);
    this.#written = Math.min(this.#written, bytes);
  }

  /** Everything is written: bring it to the disk. */
  end(): void {
    this.#flush();
    this.#gathered = null;
    const handle = this.#open();
    this.#disk(() => {
      fs.ftruncateSync(handle, this.#written);
      fs.fsyncSync(handle);
    });
    this.#close();
  }

  /** Make it a loose object, in the place of one that may be there. The caller flushes the folder, which is returned. */
  becomeLoose(key: string): string {
    const { container, loosePrefixLength } = this.#place;
    const loose = path.join(container, "loose");
    const folder = path.join(loose, key.slice(0, loosePrefixLength));
    this.#disk(() => {
      if (fs.mkdirSync(folder, { recursive: true }) !== undefined) flushFolder(loose); // a new name in there
      fs.renameSync(this.#file, path.join(folder, key.slice(loosePrefixLength)));
    });
    this.#isNamed = true;
    return folder;
  }

  /** Make it a pack: the next free number. The caller flushes the folder. Nobody's pack is replaced. */
  becomePack(): number {
    const packs = path.join(this.#place.container, "packs");
    return this.#disk(() => {
      fs.mkdirSync(packs, { recursive: true });
      const taken = fs.readdirSync(packs).map((name) => (/^\d+$/.test(name) ? Number(name) : -1));
      for (let packId = Math.max(-1, ...taken) + 1; ; packId++) {
        if (!moveIfFree(this.#file, path.join(packs, String(packId)))) continue;
        this.#isNamed = true;
        return packId;
      }
    });
  }

  /** Remove it, unless it has its name. May be called twice. */
  discard(): void {
    this.#close();
    if (!this.#isNamed) fs.rmSync(this.#file, { force: true });
  }

  #flush(): void {
    if (this.#gathered && this.#waiting > 0) this.#write(this.#gathered.subarray(0, this.#waiting));
    this.#waiting = 0;
  }

  #write(bytes: Buffer): void {
    const handle = this.#open();
    this.#disk(() => writeAll(handle, bytes, this.#written));
    this.#written += bytes.length;
  }

  #open(): number {
    if (this.#handle === null) throw new Error("the file is closed");
    return this.#handle;
  }

  #close(): void {
    if (this.#handle !== null) fs.closeSync(this.#handle);
    this.#handle = null;
  }

  #disk<T>(work: () => T): T {
    return naming(this.#place.folder, work);
  }
}

/** False where there is something of that name: a link fails there. Some file systems know no second name for a file. */
function moveIfFree(file: string, target: string): boolean {
  const isTaken = (error: unknown) => (error as NodeJS.ErrnoException).code === "EEXIST";
  try {
    fs.linkSync(file, target);
    fs.rmSync(file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (isTaken(error)) return false;
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "ENOSYS") throw error;
  }
  try {
    fs.closeSync(fs.openSync(target, "wx", 0o644)); // takes the name, or fails
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  }
  fs.renameSync(file, target);
  return true;
}
