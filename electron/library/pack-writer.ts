import { createHash, hash as hashOf } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { AppError } from "../../shared/ipc/errors.ts";
import { preparePackIndexWrites } from "../db/queries/pack-index-writes.ts";
import { changeIndex } from "./change-index.ts";
import { flushFolder } from "./flush-folder.ts";
import { PackedObjects } from "./packed-objects.ts";
import { type PackPlace, SandboxFile } from "./sandbox-file.ts";
import { naming } from "./store-failure.ts";

/** Up to so many new objects each get a file of their own, as AiiDA makes them; more go into a pack. */
const MOST_LOOSE = 32;
/** Kept free for the database and whatever else is on the disk. */
const ROOM_LEFT_BYTES = 1024 ** 2;

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

/**
 * Puts objects into a container (`docs/data-model.md`, "Profile folders"). Bytes are written into its sandbox first, compared
 * with their key and flushed; `finish` gives all of them their names, a pack the next free number, and then the index its rows.
 * Each step is on the disk before the next begins, so that a container is whole at every moment, also after a power cut, and
 * nothing of AiiDA's is touched: what a killed writer leaves is a file in the sandbox, or objects that nobody refers to. Names
 * are given as late as can be, because AiiDA's maintenance removes contents whose nodes are not committed yet.
 */
export class PackWriter {
  readonly #place: PackPlace;
  readonly #isLoose: boolean;
  /** Whole and flushed, in the sandbox. */
  readonly #loose: { key: string; file: SandboxFile }[] = [];
  readonly #packs: { objects: PackedObjects; file: SandboxFile }[] = [];
  #pack: { objects: PackedObjects; file: SandboxFile } | null = null;

  /** @throws AppError `disk/full` when it is known beforehand that there is no room. */
  constructor(place: PackPlace, { count, bytes, packs = false }: Incoming) {
    this.#place = place;
    this.#isLoose = !packs && count <= MOST_LOOSE;
    if (count > 0) requireRoom(place, bytes);
  }

  /**
   * Store one object that the container does not have.
   * @throws AppError `import/validation` when the bytes do not match the key, and what reading them throws: others can still be
   *   added then. `disk/full`, `disk/denied`.
   */
  async add(object: IncomingObject): Promise<void> {
    if (this.#isLoose) return this.#addLoose(object);
    const { file, objects } = this.#openPack();
    const offset = file.bytes;
    try {
      await write(file, object);
    } catch (error) {
      file.rewind(offset);
      throw error;
    }
    objects.add(object.key, offset, file.bytes - offset);
    this.#endFullPack();
  }

  /** `add` for an object that is in memory: of thousands of small ones, most of the time and memory would go into waiting. */
  addWhole(key: string, bytes: Buffer): void {
    requireKey(key, hashOf("sha256", bytes, "hex"));
    if (this.#isLoose) return this.#addWholeLoose(key, bytes);
    const { file, objects } = this.#openPack();
    const offset = file.bytes;
    file.append(bytes);
    objects.add(key, offset, bytes.length);
    this.#endFullPack();
  }

  /** Nothing comes any more: bring everything to the disk, so that `finish` has only names to give. */
  end(): void {
    this.#endPack();
  }

  /** Put everything in its place. The objects can be read when this returns. @returns How many packs were made. */
  finish(): number {
    this.#endPack();
    const folders = new Set(this.#loose.map(({ key, file }) => file.becomeLoose(key)));
    const packs = this.#packs.map(({ file, objects }) => ({
      packId: file.becomePack(),
      objects: objects.inKeyOrder(),
    }));
    if (packs.length > 0) folders.add(path.join(this.#place.container, "packs"));
    naming(this.#place.folder, () => {
      for (const folder of folders) flushFolder(folder);
    });
    if (packs.length > 0) changeIndex(this.#place, (index) => preparePackIndexWrites(index).add(packs));
    return packs.length;
  }

  /** Remove what is not in its place. May be called after `finish`. */
  discard(): void {
    for (const { file } of [...this.#loose, ...this.#packs]) file.discard();
    this.#pack?.file.discard();
    this.#pack = null;
  }

  #openPack() {
    return (this.#pack ??= { objects: new PackedObjects(), file: new SandboxFile(this.#place) });
  }

  #endFullPack(): void {
    if (this.#pack && this.#pack.file.bytes >= this.#place.packBytes) this.#endPack();
  }

  async #addLoose(object: IncomingObject): Promise<void> {
    const file = new SandboxFile(this.#place);
    try {
      await write(file, object);
      file.end();
    } catch (error) {
      file.discard();
      throw error;
    }
    this.#loose.push({ key: object.key, file });
  }

  #addWholeLoose(key: string, bytes: Buffer): void {
    const file = new SandboxFile(this.#place);
    try {
      file.append(bytes);
      file.end();
    } catch (error) {
      file.discard();
      throw error;
    }
    this.#loose.push({ key, file });
  }

  #endPack(): void {
    const pack = this.#pack;
    if (!pack) return;
    if (pack.objects.count > 0) {
      pack.file.end();
      this.#packs.push(pack);
    } else {
      pack.file.discard();
    }
    this.#pack = null;
  }
}

async function write(file: SandboxFile, { key, chunks }: IncomingObject): Promise<void> {
  const hash = createHash("sha256");
  for await (const chunk of chunks) {
    hash.update(chunk);
    file.append(chunk);
  }
  requireKey(key, hash.digest("hex"));
}

function requireKey(key: string, actual: string): void {
  if (actual === key) return;
  throw new AppError(
    "import/validation",
    `The file contents ${key} do not match their name, so nothing was imported. Check the archive with \`stemma verify\`.`,
    { key },
  );
}

function requireRoom({ folder, container }: PackPlace, bytes: number): void {
  const { bavail, bsize, blocks } = naming(folder, () => fs.statfsSync(container));
  const room = bavail * bsize;
  if (blocks === 0 || bytes + ROOM_LEFT_BYTES <= room) return; // 0: it does not tell
  throw new AppError(
    "disk/full",
    `The files need ${bytes.toLocaleString("en")} bytes, and the disk of the store ${folder} has ${room.toLocaleString("en")} left. Free some space and try again.`,
    { path: folder, bytes, room },
  );
}
