import type { JobProgress, ObjectStore } from "../archive/source.ts";

const KEY_BYTES = 64;
const SLICE = 8_000; // a look-up takes a tenth of a microsecond

/** What keys come to. */
export interface FileCounts {
  /** Different keys. */
  named: number;
  /** Those of which the source holds the file. */
  held: number;
  /** Uncompressed bytes of these. */
  bytes: number;
}

/** Different keys of files: what `DistinctKeys` has gathered. */
export interface GatheredKeys {
  /** Keys that the source held when they were gathered, 64 bytes each, one behind the other. */
  held: Uint8Array;
  others: string[];
}

/**
 * Gathers the keys of files, each once. A mark at its place in the ZIP is cheaper than a set of texts, and bytes that are copied
 * are cheaper than texts to make, to keep and to read again.
 */
export class DistinctKeys {
  readonly #store: ObjectStore;
  readonly #isMarked: Uint8Array;
  readonly #others = new Set<string>();
  #held = new DataView(new ArrayBuffer(KEY_BYTES * 1024));
  #count = 0;
  #bytes = 0;

  constructor(store: ObjectStore) {
    this.#store = store;
    this.#isMarked = new Uint8Array(store.places ?? 0);
  }

  /** Add the key that begins at a byte: 64 hexadecimal digits. */
  addAt(bytes: DataView, at: number): void {
    const place = this.#store.placeAt?.(bytes, at);
    if (place === undefined) {
      this.#others.add(keyAt(bytes, at));
      return;
    }
    if (this.#isMarked[place] === 1) return;
    this.#isMarked[place] = 1;
    this.#bytes += this.#store.sizeOfPlace?.(place) ?? 0;
    const end = this.#count++ * KEY_BYTES;
    if (end === this.#held.byteLength) this.#grow();
    for (let i = 0; i < KEY_BYTES; i += 4) this.#held.setInt32(end + i, bytes.getInt32(at + i));
  }

  /** Add any key. */
  add(key: string): void {
    if (this.#store.placeOf?.(key) === undefined) this.#others.add(key);
    else {
      const bytes = Buffer.from(key, "latin1"); // as the ZIP has it
      this.addAt(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0);
    }
  }

  #grow(): void {
    const larger = new Uint8Array(this.#held.byteLength * 2);
    larger.set(new Uint8Array(this.#held.buffer));
    this.#held = new DataView(larger.buffer);
  }

  /** All that were added. */
  finish(): GatheredKeys {
    return { held: new Uint8Array(this.#held.buffer, 0, this.#count * KEY_BYTES), others: [...this.#others] };
  }

  /** What `measureKeys` would find; null where the source has no places, so that each has to be looked up. */
  counts(): FileCounts | null {
    if (!this.#store.placeAt || !this.#store.sizeOfPlace) return null;
    return { named: this.#count + this.#others.size, held: this.#count, bytes: this.#bytes };
  }
}

/** What kept keys come to in a source, which may be another than the one that they were gathered from. @yields Every 8,000. */
export function* measureKeys(
  store: ObjectStore,
  { held, others }: GatheredKeys,
): Generator<JobProgress, FileCounts> {
  const keys = new DataView(held.buffer, held.byteOffset, held.byteLength);
  const total = held.length / KEY_BYTES + others.length;
  const sum: FileCounts = { named: total, held: 0, bytes: 0 };
  for (let done = 0; done < total; done++) {
    const at = done * KEY_BYTES;
    const size =
      at < held.length ? sizeAt(store, keys, at) : store.size(others[done - held.length / KEY_BYTES]!);
    if (size !== null) {
      sum.held++;
      sum.bytes += size;
    }
    if (done % SLICE === SLICE - 1) {
      yield { phase: "looking at the files", done: done + 1, total, unit: "files" };
    }
  }
  return sum;
}

function sizeAt(store: ObjectStore, keys: DataView, at: number): number | null {
  const place = store.placeAt?.(keys, at);
  return place !== undefined && store.sizeOfPlace ? store.sizeOfPlace(place) : store.size(keyAt(keys, at));
}

function keyAt(bytes: DataView, at: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + at, KEY_BYTES).toString("latin1");
}
