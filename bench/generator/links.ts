import type { Random } from "./random.ts";

const LINK_TYPES = ["input_calc", "input_work", "create", "return", "call_calc", "call_work"] as const;
export type LinkType = (typeof LINK_TYPES)[number];

/** Links until all are known, in 11 bytes each. */
export class Links {
  count = 0;
  #sources = new Uint32Array(1024);
  #targets = new Uint32Array(1024);
  #types = new Uint8Array(1024);
  #labels = new Uint16Array(1024);
  readonly #names: string[] = [];
  readonly #codes = new Map<string, number>();

  add(source: number, target: number, type: LinkType, label: string): void {
    if (this.count === this.#sources.length) this.#grow();
    this.#sources[this.count] = source;
    this.#targets[this.count] = target;
    this.#types[this.count] = LINK_TYPES.indexOf(type);
    this.#labels[this.count] = this.#code(label);
    this.count += 1;
  }

  inRandomOrder(
    random: Random,
    visit: (link: { source: number; target: number; type: LinkType; label: string }) => void,
  ): void {
    const order = Uint32Array.from({ length: this.count }, (_, i) => i);
    random.shuffle(order);
    for (const i of order) {
      visit({
        source: this.#sources[i]!,
        target: this.#targets[i]!,
        type: LINK_TYPES[this.#types[i]!]!,
        label: this.#names[this.#labels[i]!]!,
      });
    }
  }

  #code(label: string): number {
    let code = this.#codes.get(label);
    if (code === undefined) {
      code = this.#names.push(label) - 1;
      this.#codes.set(label, code);
    }
    return code;
  }

  #grow(): void {
    const length = this.count * 2;
    const grown = <T extends Uint8Array | Uint16Array | Uint32Array>(old: T, into: T): T => {
      into.set(old);
      return into;
    };
    this.#sources = grown(this.#sources, new Uint32Array(length));
    this.#targets = grown(this.#targets, new Uint32Array(length));
    this.#types = grown(this.#types, new Uint8Array(length));
    this.#labels = grown(this.#labels, new Uint16Array(length));
  }
}
