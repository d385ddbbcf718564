import type { JobProgress, ObjectStore } from "../archive/source.ts";

const KEY_BYTES = 64;
const SLICE = 8_000; // a look-up takes a tenth of a microsecond

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

  constructor(store: ObjectStore) {
    this.#store = store;
    this.#isMarked = new Uint8Array(store.places ?? 0);
  }

  /** Add the key that begins at a byte: 64 hexadecimal digits. */
  addAt(bytes: DataView, at: number): void {
    const place = this.#store.placeAt?.(bytes, at);
    if (place === undefined) {
      this.#others.add(Buffer.from(bytes.buffer, bytes.byteOffset + at, KEY_BYTES).toString("latin1"));
      return;
    }
    if (this.#isMarked[place] === 1) return;
    this.#isMarked[place] = 1;
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
}

/** How many files keys name, how many of them a source holds, and their uncompressed bytes. @yields Every 8,000. */
export function* measureKeys(
  store: ObjectStore,
  { held, others }: GatheredKeys,
): Generator<JobProgress, { files: number; filesHeld: number; bytes: number }> {
  const bytesOfKeys = new DataView(held.buffer, held.byteOffset, held.byteLength);
  const total = held.length / KEY_BYTES + others.length;
  const sum = { files: total, filesHeld: 0, bytes: 0 };
  const count = (size: number | null) => {
    if (size === null) return;
    sum.filesHeld++;
    sum.bytes += size;
  };
  const sizeAt = (at: number): number | null => {
    const place = store.placeAt?.(bytesOfKeys, at);
    if (place !== undefined && store.sizeOfPlace) return store.sizeOfPlace(place);
    return store.size(Buffer.from(held.buffer, held.byteOffset + at, KEY_BYTES).toString("latin1"));
  };
  for (let at = 0, done = 1; at < held.length; at += KEY_BYTES, done++) {
    count(sizeAt(at));
    if (done % SLICE === 0) yield { phase: "looking at the files", done, total, unit: "files" };
  }
  for (const [i, key] of others.entries()) {
    count(store.size(key));
    if (i % SLICE === SLICE - 1) {
      yield { phase: "looking at the files", done: total - others.length + i + 1, total, unit: "files" };
    }
  }
  return sum;
}
