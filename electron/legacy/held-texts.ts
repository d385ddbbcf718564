/** What a text takes besides its bytes, about. */
const TEXT_BYTES = 64;
/** Longer texts are not given many at once. */
const SLICED_BYTES = 64 * 1024;

/**
 * Texts by the id of a row, as UTF-8 where they lie in large pieces of memory: an object for each would take as much again, and a
 * copy of each a twentieth of a migration. A later text of one id takes the place of the earlier one.
 */
export class HeldTexts {
  /** Ids as they come; until one is not above the one before, these are all there is, and a search finds them. */
  readonly #ids: number[] = [];
  /** Of each id the place of its last text, once they are not ascending. */
  #places: Map<number, number> | null = null;
  readonly #pieces: Buffer[] = [];
  readonly #pieceOf: number[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #bytes = 0;
  #lastFound = -1;
  #sorted: readonly number[] | null = null;

  /** Memory that they take with all of the pieces they lie in, about. */
  get bytes(): number {
    return this.#bytes;
  }

  get count(): number {
    return this.#places?.size ?? this.#ids.length;
  }

  /** Keep a text, whose bytes stay as they are from now on. */
  set(id: number, text: Buffer): void {
    const place = this.#ids.length;
    if (this.#places === null && place > 0 && id <= this.#ids[place - 1]!) {
      this.#places = new Map(this.#ids.map((earlier, position) => [earlier, position]));
    }
    this.#places?.set(id, place);
    this.#sorted = null;
    this.#ids.push(id);
    if (this.#pieces.at(-1)?.buffer !== text.buffer) {
      this.#pieces.push(Buffer.from(text.buffer));
      this.#bytes += text.buffer.byteLength;
    }
    this.#pieceOf.push(this.#pieces.length - 1);
    this.#starts.push(text.byteOffset);
    this.#ends.push(text.byteOffset + text.length);
    this.#bytes += TEXT_BYTES;
  }

  has(id: number): boolean {
    return this.#placeOf(id) !== undefined;
  }

  /** The bytes of a text, which stay; null without one. */
  get(id: number): Buffer | null {
    const place = this.#placeOf(id);
    return place === undefined ? null : this.#at(place);
  }

  #placeOf(id: number): number | undefined {
    if (this.#places) return this.#places.get(id);
    // Most ask for the same one again, or for the next.
    for (let place = this.#lastFound; place <= this.#lastFound + 1; place++) {
      if (this.#ids[place] === id) return (this.#lastFound = place);
    }
    const place = firstAbove(this.#ids, id - 1);
    return this.#ids[place] === id ? (this.#lastFound = place) : undefined;
  }

  #at(place: number): Buffer {
    return this.#pieces[this.#pieceOf[place]!]!.subarray(this.#starts[place], this.#ends[place]);
  }

  /** All ids, ascending. */
  ids(): readonly number[] {
    if (this.#places === null) return this.#ids;
    return (this.#sorted ??= [...this.#places.keys()].sort((one, other) => one - other));
  }

  /** The next texts behind an id, by id; null for one above 64 KiB, which is to be asked for by itself. */
  slice(after: number, most: number): [id: number, text: string | null][] {
    const ids = this.ids();
    const from = firstAbove(ids, after);
    return ids.slice(from, from + most).map((id) => {
      const bytes = this.get(id)!;
      return [id, bytes.length > SLICED_BYTES ? null : bytes.toString()];
    });
  }
}

/** Position of the first of ascending numbers that is above a value. O(log n). */
function firstAbove(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
