const HEX = Array.from({ length: 65_536 }, (_, i) => i.toString(16).padStart(4, "0"));
const UUID_VARIANT = "89ab";

/**
 * Random numbers from a seed: the same seed gives the same numbers on every machine. The generator is sfc32 (Doty-Humphrey,
 * PractRand), which is integer arithmetic only.
 */
export class Random {
  #a: number;
  #b = 0x9e3779b9;
  #c = 0x243f6a88;
  #counter = 1;

  constructor(seed: number) {
    this.#a = seed | 0;
    for (let i = 0; i < 15; i++) this.uint32();
  }

  uint32(): number {
    const result = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + result;
    return result >>> 0;
  }

  /** From 0 up to, but not including, 1. */
  fraction(): number {
    return this.uint32() / 2 ** 32;
  }

  /** A number between two bounds, rounded to `digits` decimals. */
  between(low: number, high: number, digits = 6): number {
    return Number((low + (high - low) * this.fraction()).toFixed(digits));
  }

  /** A whole number from 0 up to, but not including, `bound`. */
  below(bound: number): number {
    return Math.floor(this.fraction() * bound);
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError("nothing to pick from");
    return item;
  }

  /** `length` hexadecimal digits; a multiple of four. */
  hex(length: number): string {
    let text = "";
    for (let i = 0; i < length; i += 4) text += HEX[this.uint32() >>> 16];
    return text;
  }

  /** A UUID of version 4. */
  uuid(): string {
    const hex = this.hex(32);
    const variant = UUID_VARIANT[this.uint32() >>> 30];
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  /** Bring items into random order, in place (Fisher and Yates). */
  shuffle(items: Uint32Array): void {
    for (let i = items.length - 1; i > 0; i--) {
      const other = this.below(i + 1);
      const kept = items[i]!;
      items[i] = items[other]!;
      items[other] = kept;
    }
  }
}
