import type { LinkType } from "../../../shared/model/link.ts";
import { type LinkKey, LINK_RULES } from "../../../shared/model/link-rules.ts";

/** The order in which AiiDA imports links; it decides which of several contradictions is told. */
export const IMPORT_ORDER: readonly LinkType[] = [
  "create",
  "return",
  "input_calc",
  "input_work",
  "call_calc",
  "call_work",
];

/** Labels as numbers, in the order they are met. */
export class Labels {
  readonly #codes = new Map<string, number>();

  code(label: string): number {
    let code = this.#codes.get(label);
    if (code === undefined) this.#codes.set(label, (code = this.#codes.size));
    return code;
  }
}

/**
 * The links of one type that are known, by what has to be unique. Memory: some 25 bytes for each link and key, whatever the
 * length of its label.
 */
export class KnownLinks {
  readonly #once: readonly LinkKey[];
  #sources: Float64Array;
  #targets: Float64Array;
  #labels: Int32Array;
  #count = 0;
  /** For each key: positions of links + 1 at the place that the key leads to, or behind it; 0 is free. */
  #places: Int32Array[];
  /** Another one each time, so that nobody can make an archive whose links all lead to one place. */
  readonly #seed = Math.floor(Math.random() * 2 ** 31);

  /** @param expected About how many there will be: with room for them from the beginning, nothing is moved. */
  constructor(type: LinkType, expected = 0) {
    let room = FEWEST;
    while (room < expected) room *= 2;
    this.#once = LINK_RULES[type].once;
    this.#sources = new Float64Array(room);
    this.#targets = new Float64Array(room);
    this.#labels = new Int32Array(room);
    this.#places = this.#once.map(() => new Int32Array(2 * room));
  }

  add(source: number, target: number, label: number): void {
    if (this.#count === this.#labels.length) this.#grow();
    this.#sources[this.#count] = source;
    this.#targets[this.#count] = target;
    this.#labels[this.#count] = label;
    this.#place(this.#count++);
  }

  /** "same" for the very link, the name of what is there already for one that contradicts it, else null. */
  find(source: number, target: number, label: number): "same" | LinkKey | null {
    for (const [rule, key] of this.#once.entries()) {
      const places = this.#places[rule]!;
      let isTaken = false;
      for (let at = this.#start(key, source, target, label); places[at] !== 0; at = next(places, at)) {
        const link = places[at]! - 1;
        if (!this.#shares(key, link, source, target, label)) continue;
        isTaken = true;
        if (this.#sources[link] === source && this.#targets[link] === target && this.#labels[link] === label)
          return "same";
      }
      if (isTaken) return key;
    }
    return null;
  }

  #shares(key: LinkKey, link: number, source: number, target: number, label: number): boolean {
    if (key === "source and label") return this.#sources[link] === source && this.#labels[link] === label;
    return this.#targets[link] === target && (key === "target" || this.#labels[link] === label);
  }

  #start(key: LinkKey, source: number, target: number, label: number): number {
    const end = key === "source and label" ? source : target;
    let hash = Math.imul((end | 0) ^ this.#seed, 0x9e3779b1);
    if (key !== "target") hash ^= Math.imul(label + this.#seed, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    return (hash ^ (hash >>> 13)) & (this.#places[0]!.length - 1);
  }

  #place(link: number): void {
    for (const [rule, key] of this.#once.entries()) {
      const places = this.#places[rule]!;
      let at = this.#start(key, this.#sources[link]!, this.#targets[link]!, this.#labels[link]!);
      while (places[at] !== 0) at = next(places, at);
      places[at] = link + 1;
    }
  }

  #grow(): void {
    const size = 2 * this.#count;
    const larger = <T extends Float64Array | Int32Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.#sources = larger(new Float64Array(size), this.#sources);
    this.#targets = larger(new Float64Array(size), this.#targets);
    this.#labels = larger(new Int32Array(size), this.#labels);
    this.#places = this.#once.map(() => new Int32Array(2 * size));
    for (let link = 0; link < this.#count; link++) this.#place(link);
  }
}

const FEWEST = 1024; // a power of two, so that places are found by their lowest bits

const next = (places: Int32Array, at: number) => (at + 1) & (places.length - 1);
