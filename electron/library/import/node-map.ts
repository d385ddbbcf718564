import type { LinkClass } from "../../../shared/model/link-rules.ts";

const CLASSES: readonly (LinkClass | null)[] = [null, "data.", "process.calculation.", "process.workflow."];

/** Columns that grow: numbers in the order they were added, without an object for each. */
class Numbers {
  #values = new Float64Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Float64Array(2 * this.length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }

  at(position: number): number {
    return this.#values[position]!;
  }
}

/** Ids this close together are found by their place in a table, others by halving. */
const SPREAD = 8;
const SMALL_SPREAD = 1_000_000;

/**
 * Which node of the store each node of an archive is. Nodes are added in the order of their ids in the archive.
 * Memory: some 20 bytes a node, where a Map takes three to five times that.
 */
export class NodeMap {
  readonly #ids = new Numbers();
  readonly #storeIds = new Numbers();
  readonly #firstNew: number;
  #classes = new Uint8Array(0);
  #places: Int32Array | null = null;
  #isTabled = false;

  /** @param firstNew The id in the store from which on nodes are new. */
  constructor(firstNew: number) {
    this.#firstNew = firstNew;
  }

  /** How many nodes. */
  get size(): number {
    return this.#ids.length;
  }

  /** Add a node, whose id in the archive is larger than those before. */
  add(id: number, storeId: number): void {
    this.#ids.push(id);
    this.#storeIds.push(storeId);
    this.#isTabled = false;
  }

  /** The id in the store of a node of the archive. */
  get(id: number): number | undefined {
    const position = this.#positionOf(id);
    return position < 0 ? undefined : this.#storeIds.at(position);
  }

  /** Whether these nodes of the archive are those of the store, each the one at its place. A tenth of asking for each. */
  lead(ids: Float64Array, storeIds: Float64Array): boolean {
    const places = this.size > 0 ? this.#tabled() : null;
    const first = this.#ids.at(0);
    for (let i = 0; i < ids.length; i++) {
      const position = places ? (places[ids[i]! - first] ?? 0) - 1 : this.#positionOf(ids[i]!);
      if (position < 0 || this.#storeIds.at(position) !== storeIds[i]) return false;
    }
    return true;
  }

  has(id: number): boolean {
    return this.#positionOf(id) >= 0;
  }

  /** True for an id in the store of a node that it had before. */
  isKnown(storeId: number): boolean {
    return storeId < this.#firstNew;
  }

  /** What `setClass` said of a node of the archive; null before. */
  classOf(id: number): LinkClass | null {
    return CLASSES[this.#classes[this.#positionOf(id)] ?? 0]!;
  }

  /** Note what links may join a node of the archive, once all nodes are there. */
  setClass(id: number, of: LinkClass): void {
    if (this.#classes.length < this.size) this.#classes = new Uint8Array(this.size);
    this.#classes[this.#positionOf(id)] = CLASSES.indexOf(of);
  }

  /** Ids in archive and store of all nodes, in the order of the first. */
  *entries(): Generator<[id: number, storeId: number]> {
    for (let i = 0; i < this.size; i++) yield [this.#ids.at(i), this.#storeIds.at(i)];
  }

  /** Ids in the store of all nodes, each once, ascending. */
  storeIds(): Float64Array {
    const ids = new Float64Array(this.size);
    for (let i = 0; i < this.size; i++) ids[i] = this.#storeIds.at(i);
    ids.sort();
    return ids.filter((id, i) => i === 0 || id !== ids[i - 1]);
  }

  #positionOf(id: number): number {
    if (this.size === 0) return -1;
    const first = this.#ids.at(0);
    const places = this.#tabled();
    if (places) return id >= first && Number.isInteger(id) ? (places[id - first] ?? 0) - 1 : -1;
    let low = 0;
    let high = this.size - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.#ids.at(middle);
      if (found === id) return middle;
      if (found < id) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  #tabled(): Int32Array | null {
    if (!this.#isTabled) this.#places = this.#table(this.#ids.at(0));
    this.#isTabled = true;
    return this.#places;
  }

  #table(first: number): Int32Array | null {
    const span = this.#ids.at(this.size - 1) - first + 1;
    if (!(span <= SPREAD * this.size || span <= SMALL_SPREAD)) return null;
    const places = new Int32Array(span); // position + 1; 0 where there is no node
    for (let i = 0; i < this.size; i++) places[this.#ids.at(i) - first] = i + 1;
    return places;
  }
}
