import type { NewObject } from "../db/queries/pack-index-writes.ts";

const KEY_BYTES = 32; // SHA-256
const FEWEST = 64;
/** So many bytes of a key make a number that JavaScript holds exactly. */
const ORDERED_BYTES = 6;

/** What lies in a pack that is being written, one object after the other. Memory: 40 bytes each, where objects with their keys take 150. */
export class PackedObjects {
  #keys = Buffer.alloc(FEWEST * KEY_BYTES);
  #ends = new Float64Array(FEWEST);
  #starts = new Float64Array(FEWEST);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** @param key A SHA-256 in hexadecimal digits. */
  add(key: string, offset: number, length: number): void {
    if (this.#count === this.#ends.length) this.#grow();
    this.#keys.write(key, this.#count * KEY_BYTES, KEY_BYTES, "hex");
    this.#starts[this.#count] = offset;
    this.#ends[this.#count] = offset + length;
    this.#count++;
  }

  /**
   * All of them, in the order of their keys as far as six bytes tell: so an index of keys grows at its end. What is empty lies at
   * the end of the pack: where another begins, disk-objectstore's validation may take the two for overlapping, as it reads
   * objects of one place in the order of their rows.
   */
  *inKeyOrder(): Generator<NewObject> {
    const beginnings = new Float64Array(this.#count);
    for (let i = 0; i < this.#count; i++) {
      beginnings[i] = this.#keys.readUIntBE(i * KEY_BYTES, ORDERED_BYTES);
    }
    const end = this.#ends[this.#count - 1];
    const order = Uint32Array.from(beginnings, (_, i) => i).sort((a, b) => beginnings[a]! - beginnings[b]!);
    for (const i of order) {
      const start = this.#starts[i]!;
      const length = this.#ends[i]! - start;
      const offset = length > 0 ? start : end!;
      const key = this.#keys.toString("hex", i * KEY_BYTES, (i + 1) * KEY_BYTES);
      yield { key, size: length, offset, length };
    }
  }

  #grow(): void {
    const size = 2 * this.#count;
    this.#keys = Buffer.concat([this.#keys], size * KEY_BYTES);
    const larger = (from: Float64Array) => {
      const to = new Float64Array(size);
      to.set(from);
      return to;
    };
    this.#starts = larger(this.#starts);
    this.#ends = larger(this.#ends);
  }
}
