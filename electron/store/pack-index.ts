import { DEFLATE_MAX_RATIO } from "../archive/limits.ts";
import { isObjectKey } from "../archive/member-names.ts";
import type { JobContext } from "../archive/source.ts";
import { checkPackIndex } from "../db/check-pack-index.ts";
import { type PackedRow, preparePackIndex } from "../db/queries/pack-index.ts";
import type { Snapshot, SnapshotOptions } from "./open-copy.ts";
import { takeSnapshot, takeSnapshotAtOnce } from "./snapshot.ts";
import { marksOf } from "./snapshot-files.ts";
import { storeCorrupt } from "./store-error.ts";

/** Where an object lies in a pack, checked for what can be checked without the pack. */
export interface PackedObject {
  packId: number;
  offset: number;
  /** Bytes in the pack. */
  length: number;
  /** Bytes of the object. */
  size: number;
  isCompressed: boolean;
}

/** An object with its place in a pack. */
export interface PackMember extends PackedObject {
  key: string;
}

const NAME = "container/packs.idx";
const PAGE_KEYS = 10_000;
/** Blocks that zlib stores as they are, and its own header and checksum. */
const ZLIB_OVERHEAD = 1024;

/**
 * The index of a container's packs, `packs.idx`: an SQLite database with a write-ahead log, in which even a reader would
 * make files beside it. So it is a snapshot, taken anew when an object is not where it says.
 */
export class PackIndex {
  readonly #file: string;
  readonly #options: SnapshotOptions;
  #snapshot: Snapshot | null;

  private constructor(file: string, options: SnapshotOptions, snapshot: Snapshot | null) {
    this.#file = file;
    this.#options = options;
    this.#snapshot = snapshot;
  }

  /** A container without an index has no packs. Errors as `takeSnapshot`. */
  static async open(
    file: string,
    context: JobContext,
    options: Omit<SnapshotOptions, "name">,
  ): Promise<PackIndex> {
    const named = { ...options, name: NAME };
    return new PackIndex(file, named, checked(await takeSnapshot(file, context, named)));
  }

  /** Bytes of the index file; 0 without one. */
  get bytes(): number {
    return this.#snapshot?.bytes ?? 0;
  }

  /** Objects in packs. Reads the whole index of keys: 20 ms for a million. */
  count(): number {
    return this.#queries()?.count() ?? 0;
  }

  /** Bytes of all objects in packs, unpacked, as their rows say. Reads the whole index: 0.1 s for a million. */
  unpackedBytes(): number {
    return this.#queries()?.bytes() ?? 0;
  }

  has(key: string): boolean {
    return this.#queries()?.has(key) ?? false;
  }

  /** Some microseconds. `store/corrupt` for a row that cannot be true. */
  find(key: string): PackedObject | null {
    const row = this.#queries()?.find(key) ?? null;
    return row && soundRow(key, row);
  }

  /** Objects of one pack by their place in it. Reads the whole index. `store/corrupt` for a row that cannot be true. */
  *inPack(packId: number): Generator<PackMember> {
    for (const { key, ...row } of this.#queries()?.inPack(packId) ?? []) {
      if (isObjectKey(key)) yield { key, ...soundRow(key, row) };
    }
  }

  /** For each pack the bytes that its objects take in it. Reads the whole index: 0.1 s for a million. */
  bytesByPack(): Map<number, number> {
    const rows = this.#queries()?.packs() ?? [];
    return new Map(rows.flatMap(({ packId, length }) => (isCount(packId) ? [[packId, length]] : [])));
  }

  /** Keys of all objects in packs, in code-unit order. What is no key is left out. */
  *keys(): Generator<string> {
    const queries = this.#queries();
    if (!queries) return;
    for (let after = ""; ; ) {
      const page = queries.page(after, PAGE_KEYS);
      for (const key of page) if (isObjectKey(key)) yield key;
      if (page.length < PAGE_KEYS) return;
      after = page.at(-1)!; // a full page is not empty
    }
  }

  /** Take the index anew if it was written since. True if it was. Errors as `takeSnapshot`. */
  refresh(): boolean {
    if ((this.#snapshot?.marks ?? null) === marksOf(this.#file)) return false;
    const fresh = checked(takeSnapshotAtOnce(this.#file, this.#options));
    this.#snapshot?.close();
    this.#snapshot = fresh;
    return true;
  }

  close(): void {
    this.#snapshot?.close();
  }

  #queries(): ReturnType<typeof preparePackIndex> | null {
    return this.#snapshot && preparePackIndex(this.#snapshot.db);
  }
}

/** A row of the index that can be true. */
function soundRow(key: string, row: PackedRow): PackedObject {
  const { packId, offset, length, size } = row;
  const isCompressed = row.compressed !== 0;
  const isSound =
    isCount(packId) &&
    isCount(offset) &&
    isCount(length) &&
    isCount(size) &&
    (isCompressed ? size <= length * DEFLATE_MAX_RATIO + ZLIB_OVERHEAD : size === length);
  if (isSound) return { packId, offset, length, size, isCompressed };
  throw storeCorrupt(NAME, "row", `${NAME} says something impossible about the file contents ${key}`, {
    key,
  });
}

function checked(snapshot: Snapshot | null): Snapshot | null {
  if (snapshot === null) return null;
  try {
    checkPackIndex(snapshot.db);
    return snapshot;
  } catch (error) {
    snapshot.close();
    throw error;
  }
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
