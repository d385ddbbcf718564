import { isObjectKey } from "../archive/member-names.ts";
import { PackedKeys } from "../archive/packed-keys.ts";
import type { ObjectStore } from "../archive/source.ts";

/**
 * Repository objects in the order in which they are to lie in an archive, with their uncompressed bytes. Takes 40 bytes
 * an object, where a list of texts takes 90: of a million nodes there are half a million, for as long as an export runs.
 */
export class ObjectList {
  readonly length: number;
  readonly #keys: PackedKeys;
  readonly #sizes: Float64Array;

  /** Objects that a store holds, in the order of their keys' set. */
  static of(store: ObjectStore, keys: ReadonlySet<string>): ObjectList {
    function* withSizes(): Generator<[key: string, bytes: number]> {
      for (const key of keys) yield [key, store.size(key) ?? 0];
    }
    return new ObjectList(keys.size, withSizes());
  }

  /** @param objects Keys (lower-case hex SHA-256) with their bytes; exactly `length` of them. */
  constructor(length: number, objects: Iterable<readonly [key: string, bytes: number]>) {
    this.length = length;
    this.#keys = PackedKeys.room(length);
    this.#sizes = new Float64Array(length);
    let position = 0;
    for (const [key, bytes] of objects) {
      if (!isObjectKey(key)) throw new Error(`${key} is no key of an object`);
      this.#keys.set(position, key);
      this.#sizes[position++] = bytes;
    }
    if (position !== length) throw new Error(`${length} objects were announced, ${position} came`);
  }

  /** The key of the object at a position. */
  key(position: number): string {
    return this.#keys.at(position);
  }

  /** Uncompressed bytes of the object at a position. */
  size(position: number): number {
    return this.#sizes[position]!;
  }

  /** Uncompressed bytes of all together. */
  get totalBytes(): number {
    return this.#sizes.reduce((sum, bytes) => sum + bytes, 0);
  }
}
