const KEY_BYTES = 32; // a SHA-256
const WORDS = KEY_BYTES / 4;

/** The columns of a table of keys, which can be handed to another thread without copying. */
export interface SharedKeys {
  readonly words: Uint32Array;
  readonly slots: Int32Array;
  readonly count: number;
  readonly seed: number;
}

/**
 * A set of repository keys (SHA-256 in hexadecimal) as plain numbers: 40 to 48 bytes each instead of 150, shared between
 * threads. Positions are those in which the keys came.
 */
export class KeyTable {
  readonly shared: SharedKeys;

  private constructor(shared: SharedKeys) {
    this.shared = shared;
  }

  /** A table over columns that another thread made. */
  static from(shared: SharedKeys): KeyTable {
    return new KeyTable(shared);
  }

  /** O(keys). Keys must be 64 hexadecimal digits, `count` at least their number; a repeated one keeps its first position. */
  static of(keys: Iterable<string>, count: number): KeyTable {
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, count * 2)));
    const words = new Uint32Array(new SharedArrayBuffer(Math.max(1, count) * WORDS * 4));
    const slots = new Int32Array(new SharedArrayBuffer(size * 4)).fill(-1);
    // The seed keeps the author of a hostile archive from choosing names that all fall into one slot.
    const seed = Math.floor(Math.random() * 2 ** 32);
    let position = 0;
    for (const key of keys) {
      const at = position * WORDS;
      words.set(wordsOf(key), at);
      let slot = slotOf(words, at, seed, size);
      while (slots[slot]! >= 0 && !same(words, slots[slot]! * WORDS, words, at))
        slot = (slot + 1) & (size - 1);
      if (slots[slot]! < 0) slots[slot] = position++;
    }
    return new KeyTable({ words, slots, count: position, seed });
  }

  /** Position of a key, or −1; the text must be 64 hexadecimal digits. */
  find(key: string): number {
    const { words, slots, seed } = this.shared;
    const probe = wordsOf(key);
    let slot = slotOf(probe, 0, seed, slots.length);
    for (;;) {
      const position = slots[slot]!;
      if (position < 0) return -1;
      if (same(words, position * WORDS, probe, 0)) return position;
      slot = (slot + 1) & (slots.length - 1);
    }
  }

  /** The key at a position, in lower case. */
  key(position: number): string {
    const { words } = this.shared;
    return Buffer.from(words.buffer, position * KEY_BYTES, KEY_BYTES).toString("hex");
  }
}

const BYTES = Buffer.alloc(KEY_BYTES);
const READ = new Uint32Array(BYTES.buffer, BYTES.byteOffset, WORDS);

/** The words of a key, valid until the next call. Node reads the digits faster than a loop over characters. */
function wordsOf(key: string): Uint32Array {
  BYTES.write(key, "hex");
  return READ;
}

function slotOf(words: Uint32Array, at: number, seed: number, size: number): number {
  let hash = seed;
  for (let word = 0; word < WORDS; word++) {
    hash = Math.imul(hash ^ words[at + word]!, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash & (size - 1);
}

function same(a: Uint32Array, aAt: number, b: Uint32Array, bAt: number): boolean {
  for (let word = 0; word < WORDS; word++) if (a[aAt + word] !== b[bAt + word]) return false;
  return true;
}
