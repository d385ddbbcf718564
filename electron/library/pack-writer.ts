import { createHash, type Hash, randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { AppError } from "../../shared/ipc/errors.ts";
import { openForWriting } from "../db/connect.ts";
import { type NewObject, preparePackIndexWrites } from "../db/queries/pack-index-writes.ts";
import { toDiskError } from "../ipc/disk-error.ts";
import { naming } from "./open-library.ts";

/** Up to so many new objects each get a file of their own, as AiiDA makes them; more go into a pack. */
const MOST_LOOSE = 32;
const PACK_BYTES = 4 * 1024 ** 3; // `pack_size_target` of what AiiDA makes
const INDEX_WAIT_MS = 10_000;

/** The store that objects go to; `OpenLibrary` is one. */
interface PackPlace {
  folder: string;
  container: string;
  loosePrefixLength: number;
}

/** An object to be stored: its key and its bytes in chunks. */
interface IncomingObject {
  key: string;
  chunks: AsyncIterable<Buffer>;
}

/**
 * Puts objects into a container (`docs/data-model.md`, "Profile folders"). Bytes are written into its sandbox first, compared
 * with their key and flushed; a finished pack gets the next free number in one step, then its rows go into the index. So a
 * container is whole at every moment, and nothing of AiiDA's is touched: what a killed writer leaves is a file in the
 * sandbox, or objects that nobody refers to.
 */
export class PackWriter {
  readonly #container: string;
  readonly #folder: string;
  readonly #prefixLength: number;
  readonly #loose: boolean;
  #pack: { file: string; handle: number; bytes: number; objects: NewObject[] } | null = null;

  /** @param count Objects that will come. */
  constructor({ folder, container, loosePrefixLength }: PackPlace, count: number) {
    this.#folder = folder;
    this.#container = container;
    this.#prefixLength = loosePrefixLength;
    this.#loose = count <= MOST_LOOSE;
  }

  /**
   * Store one object that the container does not have.
   * @throws AppError `import/validation` when the bytes do not match the key; what reading them throws; `disk/full`, `disk/denied`.
   */
  async add(object: IncomingObject): Promise<void> {
    if (this.#loose) return this.#addLoose(object);
    const pack = (this.#pack ??= this.#begin());
    const offset = pack.bytes;
    const hash = createHash("sha256");
    const length = await this.#write(pack.handle, object, hash);
    pack.bytes += length;
    pack.objects.push({ key: object.key, size: length, offset, length });
    if (pack.bytes >= PACK_BYTES) this.#finishPack();
  }

  /** Put the last pack in its place. The objects can be read when this returns. */
  finish(): void {
    this.#finishPack();
  }

  /** Remove what is not in its place. May be called after `finish`. */
  discard(): void {
    const pack = this.#pack;
    this.#pack = null;
    if (!pack) return;
    fs.closeSync(pack.handle);
    fs.rmSync(pack.file, { force: true });
  }

  #begin() {
    const file = this.#sandboxName();
    return { file, handle: this.#open(file), bytes: 0, objects: [] as NewObject[] };
  }

  async #addLoose(object: IncomingObject): Promise<void> {
    const file = this.#sandboxName();
    const handle = this.#open(file);
    try {
      try {
        await this.#write(handle, object, createHash("sha256"));
        this.#disk(() => fs.fsyncSync(handle));
      } finally {
        fs.closeSync(handle);
      }
      const { key } = object;
      const prefix = key.slice(0, this.#prefixLength);
      const target = path.join(this.#container, "loose", prefix, key.slice(this.#prefixLength));
      this.#disk(() => {
        fs.mkdirSync(path.dirname(target), { recursive: true });
        fs.renameSync(file, target);
      });
    } catch (error) {
      fs.rmSync(file, { force: true });
      throw error;
    }
  }

  async #write(handle: number, { key, chunks }: IncomingObject, hash: Hash): Promise<number> {
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

  #finishPack(): void {
    const pack = this.#pack;
    if (!pack) return;
    this.#disk(() => fs.fsyncSync(pack.handle));
    const packId = this.#disk(() => this.#publish(pack.file));
    this.#pack = null;
    fs.closeSync(pack.handle);
    const index = naming(this.#folder, () =>
      openForWriting(path.join(this.#container, "packs.idx"), INDEX_WAIT_MS),
    );
    try {
      naming(this.#folder, () => preparePackIndexWrites(index).add(packId, pack.objects));
    } finally {
      index.close();
    }
  }

  /** Give a finished pack the next free number. A link fails where a name is taken, so nobody's pack is replaced. */
  #publish(file: string): number {
    const packs = path.join(this.#container, "packs");
    const taken = fs.readdirSync(packs).map((name) => (/^\d+$/.test(name) ? Number(name) : -1));
    for (let packId = Math.max(-1, ...taken) + 1; ; packId++) {
      try {
        fs.linkSync(file, path.join(packs, String(packId)));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
        throw error;
      }
      fs.rmSync(file);
      return packId;
    }
  }

  #sandboxName(): string {
    return path.join(this.#container, "sandbox", randomUUID().replaceAll("-", ""));
  }

  #open(file: string): number {
    return this.#disk(() => fs.openSync(file, "wx", 0o644));
  }

  #disk<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw toDiskError(error, this.#folder);
    }
  }
}
