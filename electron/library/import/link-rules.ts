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

/** Ids are below 2^31, and so this is exact up to four million labels; beyond that two may meet, which is refused as a link twice. */
const key = (id: number, label: number) => label * 2 ** 31 + id;

/**
 * The links of one type that are known, by what has to be unique. Memory: one or two numbers for each link, whatever the
 * length of its label.
 */
export class KnownLinks {
  readonly #once: readonly LinkKey[];
  readonly #bySource = new Map<number, number>(); // source and label → target
  readonly #byTarget = new Map<number, number>(); // target and label, or target alone → source and label

  constructor(type: LinkType) {
    this.#once = LINK_RULES[type].once;
  }

  add(source: number, target: number, label: number): void {
    for (const one of this.#once) {
      if (one === "source and label") this.#bySource.set(key(source, label), target);
      else if (one === "target") this.#byTarget.set(target, key(source, label));
      else this.#byTarget.set(key(target, label), source);
    }
  }

  /** "same" for the very link, the name of what is there already for one that contradicts it, else null. */
  find(source: number, target: number, label: number): "same" | LinkKey | null {
    for (const one of this.#once) {
      const [found, same] =
        one === "source and label"
          ? [this.#bySource.get(key(source, label)), target]
          : one === "target"
            ? [this.#byTarget.get(target), key(source, label)]
            : [this.#byTarget.get(key(target, label)), source];
      if (found !== undefined) return found === same ? "same" : one;
    }
    return null;
  }
}
