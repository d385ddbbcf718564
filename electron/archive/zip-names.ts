import { randomFillSync } from "node:crypto";
import { OBJECT_NAME_BYTES, objectKey, OBJECT_PREFIX } from "./member-names.ts";

const WORDS = (OBJECT_NAME_BYTES - OBJECT_PREFIX.length) / 4;
const NONE = -1;

/**
 * The names of the members of a ZIP. Of two with one name the last counts, as in Python. Objects, of which a large archive
 * holds hundreds of thousands, stay what they are in the ZIP's list: bytes; one becomes a text when it is asked for.
 */
export class ZipNames {
  readonly #others: ReadonlyMap<string, number> | readonly string[];
  #found: ReadonlyMap<string, number> | null = null;
  readonly #objects: ObjectNames | null;

  /**
   * @param others Name → position of what is no repository object; or all their names, which are distinct, by position: these become
   *   a map when the first of them is asked for.
   */
  constructor(others: ReadonlyMap<string, number> | readonly string[], objects: ObjectNames | null = null) {
    this.#others = others;
    this.#objects = objects;
  }

  /** Name → position of what is no repository object. */
  get others(): ReadonlyMap<string, number> {
    const others = this.#others;
    return (this.#found ??= isList(others) ? new Map(positioned(others)) : others);
  }

  /** Distinct names. */
  get size(): number {
    return this.others.size + this.objectCount;
  }

  /** Distinct repository objects. */
  get objectCount(): number {
    return this.#objects?.count ?? 0;
  }

  /** Position in the list of members. O(1). */
  get(name: string): number | undefined {
    return this.others.get(name) ?? this.#objects?.find(name);
  }

  /** Position of a repository object by its key. O(1). */
  getObject(key: string): number | undefined {
    return this.#objects?.findKey(key, 0);
  }

  /** The same by the bytes of a key, which begin at a place in others: no text is made. O(1). */
  getObjectAt(bytes: DataView, at: number): number | undefined {
    return this.#objects?.findAt(bytes, at);
  }

  /** The name of the repository object at a position. */
  objectName(position: number): string {
    return this.#objects!.name(position);
  }

  /** Keys of all repository objects, as they are listed. */
  *objectKeys(): IterableIterator<string> {
    for (const position of this.#objects?.positions() ?? []) yield this.#objects!.key(position);
  }

  /** Positions of all: first what is no object, then the objects, each as they are listed. */
  *positions(): IterableIterator<number> {
    yield* this.others.values();
    if (this.#objects) yield* this.#objects.positions();
  }

  /** All names with their positions, in the order of `positions`. */
  *[Symbol.iterator](): IterableIterator<[name: string, position: number]> {
    yield* this.others;
    for (const position of this.#objects?.positions() ?? []) yield [this.#objects!.name(position), position];
  }
}

function isList<T>(list: readonly T[] | ReadonlyMap<T, number>): list is readonly T[] {
  return Array.isArray(list);
}

function* positioned(names: readonly string[]): IterableIterator<[name: string, position: number]> {
  for (let position = 0; position < names.length; position++) yield [names[position]!, position];
}

/**
 * Names of repository objects by their bytes in a ZIP's list of members. The hash is a sum of the 16 words of a key, each
 * times a random number, modulo a prime: whoever chooses names cannot make them meet, as two different ones do with a
 * chance of at most 2^-15 (or 2 in the number of objects).
 */
export class ObjectNames {
  readonly #view: DataView;
  readonly #bytes: Buffer;
  /** Where names begin in the list, by position; 0 for what is no object. */
  readonly #starts: Uint32Array;
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  readonly #factors = randomFillSync(new Uint16Array(WORDS)); // to load Web Crypto takes longer
  readonly #replaced = new Set<number>();
  #count = 0;

  /** @param bytes The list of members. @param members How many it has. */
  constructor(bytes: Buffer, members: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#starts = new Uint32Array(members);
    this.#heads = new Int32Array(primeFrom(members)).fill(NONE);
    this.#next = new Int32Array(members);
  }

  /** Distinct names. */
  get count(): number {
    return this.#count;
  }

  /**
   * Add the name that begins at a byte, if it is an object's: "new", or "again" when it was there before, for which this one
   * stands from now on.
   */
  add(position: number, start: number, bytes: number): "new" | "again" | "no object" {
    const view = this.#view;
    if (bytes !== OBJECT_NAME_BYTES || !isObjectPrefix(view, start)) return "no object";
    const key = start + OBJECT_PREFIX.length;
    if (!isObjectKeyAt(view, key)) return "no object";
    const slot = this.#slotAt(view, key);
    const earlier = this.#findIn(slot, view, key);
    this.#starts[position] = start;
    this.#next[position] = this.#heads[slot]!;
    this.#heads[slot] = position; // before the earlier one, which is not found again
    if (earlier === NONE) {
      this.#count++;
      return "new";
    }
    this.#replaced.add(earlier);
    return "again";
  }

  /** Where the list of those begins that a key may be among. */
  #slotAt(bytes: DataView, at: number): number {
    const factors = this.#factors;
    let sum = 0; // of 16 below 2^51: exact
    for (let word = 0; word < WORDS; word++) sum += bytes.getInt32(at + word * 4, true) * factors[word]!;
    const slots = this.#heads.length;
    return Math.abs(sum - Math.trunc(sum / slots) * slots); // `%`, which is slow; negative only for what no object is called
  }

  /** The one in such a list that is called so, or `NONE`. */
  #findIn(slot: number, bytes: DataView, at: number): number {
    let position = this.#heads[slot]!;
    while (
      position !== NONE &&
      !isSame(this.#view, this.#starts[position]! + OBJECT_PREFIX.length, bytes, at)
    ) {
      position = this.#next[position]!;
    }
    return position;
  }

  /** Position of a member by its whole name. */
  find(name: string): number | undefined {
    return name.startsWith(OBJECT_PREFIX) ? this.findKey(name, OBJECT_PREFIX.length) : undefined;
  }

  /** Position of an object by its key, which is all of a text from a character on. */
  findKey(text: string, from: number): number | undefined {
    if (text.length - from !== WORDS * 4) return undefined;
    let sum = 0;
    for (let word = 0, at = from; word < WORDS; word++, at += 4) {
      const low = text.charCodeAt(at) | (text.charCodeAt(at + 1) << 8);
      sum += (low | (text.charCodeAt(at + 2) << 16) | (text.charCodeAt(at + 3) << 24)) * this.#factors[word]!;
    }
    let position = this.#heads[Math.abs(sum % this.#heads.length)]!; // negative only for what no object is called
    while (position !== NONE && !this.#isText(this.#starts[position]!, text, from)) {
      position = this.#next[position]!;
    }
    return position === NONE ? undefined : position;
  }

  /** Position of an object by the bytes of its key; undefined also where they end too early. */
  findAt(bytes: DataView, at: number): number | undefined {
    if (at + WORDS * 4 > bytes.byteLength) return undefined;
    const position = this.#findIn(this.#slotAt(bytes, at), bytes, at);
    return position === NONE ? undefined : position;
  }

  #isText(start: number, text: string, from: number): boolean {
    const key = start + OBJECT_PREFIX.length;
    for (let i = 0; i < WORDS * 4; i++) {
      if (this.#bytes[key + i] !== text.charCodeAt(from + i)) return false;
    }
    return true;
  }

  /** Positions in ascending order, without those that a later one replaces. */
  *positions(): IterableIterator<number> {
    for (let position = 0; position < this.#starts.length; position++) {
      if (this.#starts[position] !== 0 && !this.#replaced.has(position)) yield position;
    }
  }

  /** The name of the object at a position. */
  name(position: number): string {
    const start = this.#starts[position]!;
    return this.#bytes.toString("latin1", start, start + OBJECT_NAME_BYTES);
  }

  /** The key of the object at a position. */
  key(position: number): string {
    return objectKey(this.name(position));
  }
}

/** Whether two keys are the same bytes. */
function isSame(one: DataView, oneAt: number, other: DataView, otherAt: number): boolean {
  for (let at = 0; at < WORDS * 4; at += 4) {
    if (one.getInt32(oneAt + at, true) !== other.getInt32(otherAt + at, true)) return false;
  }
  return true;
}

/** Whether a repository key (`isObjectKey`) begins at this byte. */
export function isObjectKeyAt(bytes: DataView, at: number): boolean {
  const end = at + WORDS * 4;
  if (end > bytes.byteLength) return false;
  // Four digits at once: a large archive has a million such words. Each byte is below 128 and so can be added to without
  // carrying over; what comes out has its highest bit where it is above a border.
  for (let word = at; word < end; word += 4) {
    const digits = bytes.getInt32(word, true);
    const areDigits = (digits + ABOVE_SLASH) & ~(digits + ABOVE_9);
    const areLetters = (digits + ABOVE_BACKTICK) & ~(digits + ABOVE_F);
    if (((areDigits | areLetters) & ~digits & HIGHEST_BITS) !== HIGHEST_BITS) return false;
  }
  return true;
}

const HIGHEST_BITS = 0x80808080 | 0;
/** To be added to four bytes: sets the highest bit of each that is above a character. */
const ABOVE_SLASH = 0x50505050;
const ABOVE_9 = 0x46464646;
const ABOVE_BACKTICK = 0x1f1f1f1f;
const ABOVE_F = 0x19191919;

/** Whether the name that begins at this byte begins as those of objects do: `repo/`. */
function isObjectPrefix(bytes: DataView, at: number): boolean {
  return bytes.getInt32(at, true) === REPO && bytes.getUint8(at + 4) === SLASH;
}

const REPO = 0x6f706572;
const SLASH = 0x2f;

/** The smallest prime above twice a number. */
function primeFrom(number: number): number {
  let candidate = 2 * number + 1;
  while (!isPrime(candidate)) candidate += 2;
  return candidate;
}

function isPrime(odd: number): boolean {
  for (let divisor = 3; divisor * divisor <= odd; divisor += 2) if (odd % divisor === 0) return false;
  return odd > 1;
}
