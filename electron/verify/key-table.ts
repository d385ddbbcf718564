const WORDS = 8; // a SHA-256 has eight words of 32 bits

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
      for (let word = 0; word < WORDS; word++) words[at + word] = wordOf(key, word);
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
    for (let word = 0; word < WORDS; word++) PROBE[word] = wordOf(key, word);
    let slot = slotOf(PROBE, 0, seed, slots.length);
    for (;;) {
      const position = slots[slot]!;
      if (position < 0) return -1;
      if (same(words, position * WORDS, PROBE, 0)) return position;
      slot = (slot + 1) & (slots.length - 1);
    }
  }

  /** The key at a position, in lower case. */
  key(position: number): string {
    let text = "";
    for (let word = 0; word < WORDS; word++) {
      text += this.shared.words[position * WORDS + word]!.toString(16).padStart(8, "0");
    }
    return text;
  }
}

const PROBE = new Uint32Array(WORDS);

function wordOf(key: string, word: number): number {
  let value = 0;
  for (let at = word * 8; at < word * 8 + 8; at++) {
    const code = key.charCodeAt(at);
    value = (value << 4) | (code <= 0x39 ? code - 0x30 : (code | 0x20) - 0x57);
  }
  return value >>> 0;
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
