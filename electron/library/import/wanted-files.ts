import type { ObjectStore } from "../../archive/source.ts";

/**
 * Files of an archive that a store lacks, in the order in which the archive has them. Of those in a ZIP the places are kept: four
 * bytes each while rows come, where a key is a text of eighty.
 */
export class WantedFiles {
  readonly count: number;
  /** Where they are among the members of a ZIP, ascending; null of other sources. */
  readonly places: Int32Array | null;
  readonly #objects: ObjectStore;
  readonly #keys: readonly string[];

  /** @param keys Each once, in any order. The archive has all of them. */
  constructor(objects: ObjectStore, keys: readonly string[]) {
    this.count = keys.length;
    this.places = placesOf(objects, keys);
    this.#objects = objects;
    this.#keys = this.places ? [] : inOrder(objects, keys);
  }

  /** Their keys. Of a ZIP these are made here. */
  keys(): readonly string[] {
    const { keyAt } = this.#objects;
    return this.places && keyAt ? Array.from(this.places, keyAt) : this.#keys;
  }
}

function placesOf({ placeOf, places }: ObjectStore, keys: readonly string[]): Int32Array | null {
  if (placeOf === undefined || places === undefined) return null;
  return Int32Array.from(keys, (key) => placeOf(key)!).sort();
}

function inOrder(objects: ObjectStore, keys: readonly string[]): string[] {
  if (keys.length === 0) return []; // the archive's list need not be gone through
  const wanted = new Set(keys);
  return [...objects.keys()].filter((key) => wanted.has(key));
}
