import type { Gap } from "./sqlite-walk.ts";

/** Row ids of which part of a tree is gone, to be asked for one by one. */
export class Gaps {
  readonly #list: Gap[] = [];

  constructor(gaps: readonly Gap[]) {
    for (const gap of [...gaps].sort((a, b) => a.after - b.after)) {
      const last = this.#list.at(-1);
      if (last && gap.after < last.upTo) last.upTo = Math.max(last.upTo, gap.upTo);
      else this.#list.push({ ...gap });
    }
  }

  get count(): number {
    return this.#list.length;
  }

  /** Position of the gap that a row id lies in; −1 for none. O(log gaps). */
  indexOf(rowId: number): number {
    let low = 0;
    let high = this.#list.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const gap = this.#list[middle]!;
      if (rowId <= gap.after) high = middle - 1;
      else if (rowId > gap.upTo) low = middle + 1;
      else return middle;
    }
    return -1;
  }
}
