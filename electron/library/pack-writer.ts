import { createHash, randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { AppError } from "../../shared/ipc/errors.ts";
import { openForWriting } from "../db/connect.ts";
import { type NewObject, preparePackIndexWrites } from "../db/queries/pack-index-writes.ts";
import { flushFolder } from "./flush-folder.ts";
import type { OpenLibrary } from "./open-library.ts";
import { naming } from "./store-failure.ts";

/** Up to so many new objects each get a file of their own, as AiiDA makes them; more go into a pack. */
const MOST_LOOSE = 32;
/** How long AiiDA's own change of the index is waited for: it writes some rows at the end of a pack. */
export const INDEX_WAIT_MS = 10_000;
/** Kept free for the database and whatever else is on the disk. */
const ROOM_LEFT_BYTES = 16 * 1024 ** 2;

/** The store that objects go to; `OpenLibrary` is one. */
export type PackPlace = Pick<OpenLibrary, "folder" | "container" | "loosePrefixLength" | "packBytes">;

/** An object to be stored: its key and its bytes in chunks. */
interface IncomingObject {
  key: string;
  chunks: AsyncIterable<Buffer>;
}

/** What will be stored. */
interface Incoming {
  /** Objects. */
  count: number;
  /** Bytes of all of them. */
  bytes: number;
  /** Put them into packs, however few they are. */
  packs?: boolean;
}

interface OpenPack {
  file: string;
  handle: number;
  bytes: number;
  objects: NewObject[];
}

/** Objects that are whole and flushed, and wait in the sandbox for their names. */
interface Waiting {
  file: string;
  /** The key of a loose object, or the objects of a pack. */
  holds: string | NewObject[];
}

/**
 * Puts objects into a container (`docs/data-model.md`, "Profile folders"). Bytes are written into its sandbox first, compared
 * with their key and flushed; `finish` gives all of them their names, a pack the next free number, and then the index its rows.
 * Each step is on the disk before the next begins, so that a container is whole at every moment, also after a power cut, and
 * nothing of AiiDA's is touched: what a killed writer leaves is a file in the sandbox, or objects that nobody refers to. Names
 * are given as late as can be, because AiiDA's maintenance removes contents whose nodes are not committed yet.
 */
export class PackWriter {
  readonly #place: PackPlace;
  readonly #loose: boolean;
  #pack: OpenPack | null = null;
  #waiting: Waiting[] = [];

  /** @throws AppError `disk/full` when it is known beforehand that there is no room. */
  constructor(place: PackPlace, { count, bytes, packs = false }: Incoming) {
    this.#place = place;
    this.#loose = !packs && count <= MOST_LOOSE;
    if (count > 0) this.#requireRoom(bytes);
  }

  /**
   * Store one object that the container does not have.
   * @throws AppError `import/validation` when the bytes do not match the key; what reading them throws; `disk/full`, `disk/denied`.
   */
  async add(object: IncomingObject): Promise<void> {
    if (this.#loose) return this.#addLoose(object);
    const pack = (this.#pack ??= this.#begin());
    const offset = pack.bytes;
    const length = await this.#write(pack.handle, object);
    pack.bytes += length;
    pack.objects.push({ key: object.key, size: length, offset, length });
    if (pack.bytes >= this.#place.packBytes) this.#endPack();
  }

  /** Put everything in its place. The objects can be read when this returns. @returns How many packs were made. */
  finish(): number {
    this.#endPack();
    const loose = this.#waiting.filter(({ holds }) => typeof holds === "string");
    this.#disk(() => this.#nameLoose(loose as { file: string; holds: string }[]));
    const packs = this.#waiting.filter(({ holds }) => typeof holds !== "string");
    const named = packs.map(({ file, holds }) => ({
      packId: this.#disk(() => this.#publish(file)),
      objects: holds as NewObject[],
    }));
    this.#waiting = [];
    if (named.length === 0) return 0;
    this.#disk(() => flushFolder(path.join(this.#place.container, "packs")));
    this.#index(named);
    return named.length;
  }

  /** Remove what is not in its place. May be called after `finish`. */
  discard(): void {
    const pack = this.#pack;
    this.#pack = null;
    if (pack) {
      fs.closeSync(pack.handle);
      fs.rmSync(pack.file, { force: true });
    }
    for (const { file } of this.#waiting.splice(0)) fs.rmSync(file, { force: true });
  }

  #begin(): OpenPack {
    const file = this.#sandboxName();
    return { file, handle: this.#open(file), bytes: 0, objects: [] };
  }

  #endPack(): void {
    const pack = this.#pack;
    if (!pack) return;
    this.#disk(() => fs.fsyncSync(pack.handle));
    this.#pack = null;
    fs.closeSync(pack.handle);
    this.#waiting.push({ file: pack.file, holds: pack.objects });
  }

  async #addLoose(object: IncomingObject): Promise<void> {
    const file = this.#sandboxName();
    const handle = this.#open(file);
    this.#waiting.push({ file, holds: object.key });
    try {
      await this.#write(handle, object);
      this.#disk(() => fs.fsyncSync(handle));
    } finally {
      fs.closeSync(handle);
    }
  }

  async #write(handle: number, { key, chunks }: IncomingObject): Promise<number> {
    const hash = createHash("sha256");
    let length = 0;
    for await (const chunk of chunks) {
      hash.update(chunk);
      this.#disk(() => {
        for (let at = 0; at < chunk.length; ) at += fs.writeSync(handle, chunk, at, chunk.length - at);
      });
      length += chunk.length;
    }
    if (hash.digest("hex") === key) return length;
    throw new AppError(
      "import/validation",
      `The file contents ${key} do not match their name, so nothing was imported. Check the archive with \`stemma verify\`.`,
      { key },
    );
  }

  #nameLoose(objects: readonly { file: string; holds: string }[]): void {
    const loose = path.join(this.#place.container, "loose");
    const prefixLength = this.#place.loosePrefixLength;
    const folders = new Set<string>();
    for (const { file, holds: key } of objects) {
      const folder = path.join(loose, key.slice(0, prefixLength));
      if (fs.mkdirSync(folder, { recursive: true }) !== undefined) folders.add(loose); // a new name in there
      fs.renameSync(file, path.join(folder, key.slice(prefixLength)));
      folders.add(folder);
    }
    for (const folder of folders) flushFolder(folder);
  }

  /** Give a finished pack the next free number. A link fails where a name is taken, so nobody's pack is replaced. */
  #publish(file: string): number {
    const packs = path.join(this.#place.container, "packs");
    const taken = fs.readdirSync(packs).map((name) => (/^\d+$/.test(name) ? Number(name) : -1));
    for (let packId = Math.max(-1, ...taken) + 1; ; packId++) {
      try {
        moveIfFree(file, path.join(packs, String(packId)));
        return packId;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
    }
  }

  #index(packs: readonly { packId: number; objects: readonly NewObject[] }[]): void {
    const { folder, container } = this.#place;
    naming(folder, () => {
      const index = openForWriting(path.join(container, "packs.idx"), INDEX_WAIT_MS);
      try {
        preparePackIndexWrites(index).add(packs);
      } finally {
        index.close();
      }
    });
  }

  #requireRoom(bytes: number): void {
    const { folder, container } = this.#place;
    const { bavail, bsize, blocks } = this.#disk(() => fs.statfsSync(container));
    if (blocks === 0 || bytes + ROOM_LEFT_BYTES <= bavail * bsize) return; // 0: it does not tell
    throw new AppError(
      "disk/full",
      `The files need ${bytes.toLocaleString("en")} bytes, and the disk of the store ${folder} has ${(bavail * bsize).toLocaleString("en")} left. Free some space and try again.`,
      { path: folder, bytes },
    );
  }

  #sandboxName(): string {
    return path.join(this.#place.container, "sandbox", randomUUID().replaceAll("-", ""));
  }

  #open(file: string): number {
    return this.#disk(() => fs.openSync(file, "wx", 0o644));
  }

  #disk<T>(work: () => T): T {
    return naming(this.#place.folder, work);
  }
}

/** `EEXIST` where there is something of that name. Some file systems know no second name for a file. */
function moveIfFree(file: string, target: string): void {
  try {
    fs.linkSync(file, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "ENOSYS") throw error;
    fs.closeSync(fs.openSync(target, "wx", 0o644)); // takes the name, or fails
    fs.renameSync(file, target);
    return;
  }
  fs.rmSync(file);
}
