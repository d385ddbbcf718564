const CHUNK_BITS = 16;
const CHUNK_IDS = 2 ** CHUNK_BITS; // ids in one chunk: 8 KiB
/** Sets up to this size are plain ones and keep the order in which their ids came. */
const SMALL = 1000;

type Ids = Iterable<number> & { readonly size?: number; readonly length?: number };

/**
 * A large set of node ids, one bit each. Copying a changed set shares the chunks that stay, so that putting a million
 * nodes into the basket takes milliseconds, and so does taking them out. Ids come out ascending. It never changes.
 */
class BitSet implements ReadonlySet<number> {
  readonly size: number;
  readonly #chunks: ReadonlyMap<number, Uint32Array>;

  constructor(chunks: ReadonlyMap<number, Uint32Array>, size: number) {
    this.#chunks = chunks;
    this.size = size;
  }

  has(id: number): boolean {
    const chunk = this.#chunks.get(Math.floor(id / CHUNK_IDS));
    return chunk !== undefined && (chunk[(id % CHUNK_IDS) >>> 5]! & (1 << (id & 31))) !== 0;
  }

  /** This set with ids put in or taken out; itself if that changes nothing. */
  changed(ids: Iterable<number>, isIn: boolean): BitSet {
    if (ids instanceof BitSet) return this.#merged(ids, isIn);
    const list = ids instanceof Int32Array ? ids : Int32Array.from(ids); // by index ten times as fast as by iterator
    const chunks = new Map(this.#chunks);
    const own = new Set<number>(); // chunks that are copies already
    let { size } = this;
    let key = -1; // of the chunk last looked at: ids often come in order
    let chunk: Uint32Array | undefined;
    let isOwn = false;
    for (let i = 0; i < list.length; i++) {
      const id = list[i]!;
      if (id >>> CHUNK_BITS !== key) {
        key = id >>> CHUNK_BITS;
        chunk = chunks.get(key);
        isOwn = own.has(key);
      }
      const word = (id & (CHUNK_IDS - 1)) >>> 5;
      const bit = 1 << (id & 31);
      if (chunk === undefined ? !isIn : ((chunk[word]! & bit) !== 0) === isIn) continue;
      if (chunk === undefined || !isOwn) {
        chunk = chunk ? chunk.slice() : new Uint32Array(CHUNK_IDS / 32);
        chunks.set(key, chunk);
        own.add(key);
        isOwn = true;
      }
      chunk[word]! ^= bit;
      size += isIn ? 1 : -1;
    }
    return own.size === 0 ? this : new BitSet(chunks, size);
  }

  #merged(other: BitSet, isIn: boolean): BitSet {
    const chunks = new Map(this.#chunks);
    let { size } = this;
    for (const [key, theirs] of other.#chunks) {
      const ours = chunks.get(key);
      if (ours === theirs && isIn) continue;
      const chunk = ours ? ours.slice() : new Uint32Array(CHUNK_IDS / 32);
      let change = 0;
      for (let word = 0; word < chunk.length; word++) {
        const bits = isIn ? theirs[word]! & ~chunk[word]! : theirs[word]! & chunk[word]!;
        if (bits === 0) continue;
        change += bitCount(bits);
        chunk[word]! ^= bits;
      }
      if (change === 0) continue;
      chunks.set(key, chunk);
      size += isIn ? change : -change;
    }
    return size === this.size ? this : new BitSet(chunks, size);
  }

  holdsAnyOf(other: BitSet): boolean {
    for (const [key, theirs] of other.#chunks) {
      const ours = this.#chunks.get(key);
      if (ours && (ours === theirs || theirs.some((bits, word) => (bits & ours[word]!) !== 0))) return true;
    }
    return false;
  }

  holdsAllOf(other: BitSet): boolean {
    for (const [key, theirs] of other.#chunks) {
      const ours = this.#chunks.get(key);
      if (ours !== theirs && theirs.some((bits, word) => (bits & ~(ours?.[word] ?? 0)) !== 0)) return false;
    }
    return true;
  }

  /** How many of these it holds. */
  countOf(ids: Int32Array): number {
    let count = 0;
    let key = -1; // of the chunk last looked at: ids often come in order
    let chunk: Uint32Array | undefined;
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i]!;
      if (id >>> CHUNK_BITS !== key) {
        key = id >>> CHUNK_BITS;
        chunk = this.#chunks.get(key);
      }
      if (chunk !== undefined && (chunk[(id & (CHUNK_IDS - 1)) >>> 5]! & (1 << (id & 31))) !== 0) count++;
    }
    return count;
  }

  forEach(call: (id: number, same: number, set: ReadonlySet<number>) => void): void {
    for (const id of this) call(id, id, this);
  }

  *values(): SetIterator<number> {
    for (const key of [...this.#chunks.keys()].sort((a, b) => a - b)) {
      const chunk = this.#chunks.get(key)!; // a key of the map
      for (let word = 0; word < chunk.length; word++) {
        for (let bits = chunk[word]!; bits !== 0; bits &= bits - 1)
          yield key * CHUNK_IDS + word * 32 + (31 - Math.clz32(bits & -bits));
      }
    }
  }

  keys(): SetIterator<number> {
    return this.values();
  }

  *entries(): SetIterator<[number, number]> {
    for (const id of this) yield [id, id];
  }

  [Symbol.iterator](): SetIterator<number> {
    return this.values();
  }

  /** The ids ascending; those over 2^31 - 1 are none of a source. A generator would take ten times as long. */
  toArray(): Int32Array<ArrayBuffer> {
    const ids = new Int32Array(this.size);
    let count = 0;
    for (const key of [...this.#chunks.keys()].sort((a, b) => a - b)) {
      const chunk = this.#chunks.get(key)!; // a key of the map
      for (let word = 0; word < chunk.length; word++) {
        for (let bits = chunk[word]!; bits !== 0; bits &= bits - 1)
          ids[count++] = key * CHUNK_IDS + word * 32 + (31 - Math.clz32(bits & -bits));
      }
    }
    return ids;
  }
}

const NOTHING = new BitSet(new Map(), 0);

/** Bits that are set in a word of 32. */
function bitCount(bits: number): number {
  let rest = bits - ((bits >>> 1) & 0x55555555);
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return (((rest + (rest >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** A set of ids, cheap to make and to change whatever its size. */
export function idSet(ids: Ids): ReadonlySet<number> {
  if (ids instanceof BitSet) return ids;
  return isLarge(ids) ? NOTHING.changed(ids, true) : new Set(ids);
}

/** The set with these ids too. */
export function withIds(set: ReadonlySet<number>, ids: Ids): ReadonlySet<number> {
  if (!(set instanceof BitSet) && set.size + countOf(ids) <= SMALL) return new Set([...set, ...ids]);
  return asBits(set).changed(ids, true);
}

/** The set without these ids. */
export function withoutIds(set: ReadonlySet<number>, ids: Ids): ReadonlySet<number> {
  if (set instanceof BitSet) return set.changed(ids, false);
  const rest = new Set(set);
  for (const id of ids) rest.delete(id);
  return rest;
}

/** True if a set holds all of these. */
export function holdsAll(set: ReadonlySet<number>, ids: Ids): boolean {
  if (set === ids) return true;
  if ((ids.size ?? 0) > set.size) return false;
  if (set instanceof BitSet && ids instanceof BitSet) return set.holdsAllOf(ids);
  for (const id of ids) if (!set.has(id)) return false;
  return true;
}

/** How many of these a set holds. */
export function countIn(set: ReadonlySet<number>, ids: Int32Array): number {
  if (set instanceof BitSet) return set.countOf(ids);
  let count = 0;
  if (set.size > 0) for (const id of ids) if (set.has(id)) count++;
  return count;
}

/** True if a set holds any of these. */
export function holdsAny(set: ReadonlySet<number>, ids: Ids): boolean {
  if (set.size === 0) return false;
  if (set instanceof BitSet && ids instanceof BitSet) return set.holdsAnyOf(ids);
  if (isSet(ids) && ids.size > set.size) return holdsAny(ids, set);
  for (const id of ids) if (set.has(id)) return true;
  return false;
}

/** The first ids of a set, at most so many, without looking at the others. */
export function firstIds(set: ReadonlySet<number>, count: number): number[] {
  const ids: number[] = [];
  for (const id of set) {
    if (ids.length === count) break;
    ids.push(id);
  }
  return ids;
}

/** The id that came last; null of none. */
export function lastId(ids: Ids): number | null {
  let last: number | null = null;
  if (Array.isArray(ids) || ids instanceof Int32Array) return ids.at(-1) ?? null;
  for (const id of ids) last = id;
  return last;
}

/** The ids ascending; a long list as typed array, which crosses to the engine at once. */
export function sortedIds(set: ReadonlySet<number>): number[] | Int32Array<ArrayBuffer> {
  return set instanceof BitSet ? set.toArray() : [...set].sort((a, b) => a - b);
}

function isSet(ids: Ids): ids is ReadonlySet<number> {
  return ids instanceof Set || ids instanceof BitSet;
}

function asBits(set: ReadonlySet<number>): BitSet {
  return set instanceof BitSet ? set : NOTHING.changed(set, true);
}

function isLarge(ids: Ids): boolean {
  return countOf(ids) > SMALL;
}

/** How many there are; of what does not say, the most that a small set takes. */
function countOf(ids: Ids): number {
  return ids.size ?? ids.length ?? 0;
}
