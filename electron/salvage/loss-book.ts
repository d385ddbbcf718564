import type { Losses } from "../archive/source.ts";

/** Sentences that are kept: what a person reads, and what an error may carry. */
export const MOST_FINDINGS = 100;

/** Collects what a damaged file has lost, in the order in which it is told. */
export class LossBook {
  readonly #findings: string[] = [];
  #more = 0;
  rowsSkipped = 0;
  linksDropped = 0;
  nodesWithoutFiles = 0;
  objectsLost = 0;
  valuesEmptied = 0;
  /** More is lost than could be counted. */
  isAtLeast = false;

  /** One sentence about something that is wrong; past the first hundred they are only counted. */
  tell(finding: string): void {
    if (this.#findings.length < MOST_FINDINGS) this.#findings.push(finding);
    else this.#more++;
  }

  get isEmpty(): boolean {
    const counts = [this.rowsSkipped, this.linksDropped, this.nodesWithoutFiles, this.objectsLost];
    return this.#findings.length === 0 && this.valuesEmptied === 0 && counts.every((count) => count === 0);
  }

  /** Null when nothing is wrong. */
  losses(): Losses | null {
    if (this.isEmpty) return null;
    const more = this.#more > 0 ? [`${this.#more.toLocaleString("en-US")} further findings.`] : [];
    return {
      rowsSkipped: this.rowsSkipped,
      linksDropped: this.linksDropped,
      nodesWithoutFiles: this.nodesWithoutFiles,
      objectsLost: this.objectsLost,
      valuesEmptied: this.valuesEmptied,
      isAtLeast: this.isAtLeast,
      findings: [...this.#findings, ...more],
    };
  }
}

/** A damaged file of which nothing is lost. */
export function nothingLost(findings: readonly string[]): Losses {
  const book = new LossBook();
  for (const finding of findings) book.tell(finding);
  book.tell("Nothing of its contents is lost.");
  return book.losses()!; // it was told something
}

/** "1 node was", "3 nodes were", and so on: a count with its word. */
export function counted(count: number, [one, many]: readonly [string, string]): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}
