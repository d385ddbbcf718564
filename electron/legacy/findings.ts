import { AppError } from "../../shared/ipc/errors.ts";
import { corrupt } from "../archive/corrupt.ts";
import { printableName } from "../archive/member-names.ts";
import type { Losses } from "../archive/source.ts";

/** What becomes of damage when all that is readable is wanted: a row, a link or a value goes, or nothing does. */
export type Loss = "rowsSkipped" | "linksDropped" | "valuesEmptied" | null;

const MOST_FINDINGS = 100;
/** An archive that is refused anyway is not read further past so many. */
const ENOUGH_TO_REFUSE = 10_000;
const MOST_SHOWN = 60;
const DATA = "data.json";

/** Everything that is wrong with a `data.json`: what a refusal lists, and what reading all the same has lost. */
export class Findings {
  readonly #sentences: string[] = [];
  readonly #counts = { rowsSkipped: 0, linksDropped: 0, valuesEmptied: 0 };
  #count = 0;
  #told = 0;
  #check: string | null = null;
  #isCutShort = false;
  readonly #refuses: boolean;

  /** @param readable False where anything found is a reason to refuse the archive. */
  constructor(readable: boolean) {
    this.#refuses = !readable;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /**
   * Note something wrong.
   * @param sentence Without a full stop; the first hundred are kept.
   * @param times How many rows it concerns.
   * @throws AppError `archive/corrupt` once there are ten thousand, where the archive is refused anyway.
   */
  add(check: string, loss: Loss, sentence: string, times = 1): void {
    this.#check ??= check;
    this.#count += times;
    this.#told++;
    if (loss !== null) this.#counts[loss] += times;
    if (this.#sentences.length < MOST_FINDINGS) this.#sentences.push(sentence);
    if (this.#count > ENOUGH_TO_REFUSE) this.refuse();
  }

  /** Reading stopped: what would have followed cannot be counted. Errors other than damage are thrown on. */
  cutShort(error: unknown): void {
    if (!(error instanceof AppError) || error.code !== "archive/corrupt") throw error;
    this.#isCutShort = true;
    const { check } = error.details;
    const sentence = error.message.split(". The file is", 1)[0]!;
    this.add(typeof check === "string" ? check : "json", null, `${sentence}; what follows is not read`);
  }

  /** `archive/corrupt` with the list, if anything was found that is not to be left out. */
  refuse(): void {
    if (this.#count === 0 || !this.#refuses) return;
    const [first] = this.#sentences;
    const more = this.#told - 1;
    const others = more > 0 ? `, and ${count(more, "more finding", "more findings")}` : "";
    throw corrupt(DATA, this.#check ?? "rows", `${first}${others}`, {
      findings: this.#sentences.map((sentence) => `${sentence}.`),
      count: this.#count,
    });
  }

  /** Null when nothing was found. */
  losses(): Losses | null {
    if (this.#count === 0) return null;
    return {
      ...this.#counts,
      nodesWithoutFiles: 0,
      objectsLost: 0,
      isAtLeast: this.#isCutShort,
      findings: this.#sentences.map((sentence) => `${sentence}.`),
    };
  }
}

/** "1 link", "1,234 links". */
export function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

/** Text of the archive in a sentence: escaped, and of a length that a sentence bears. */
export function shown(text: string): string {
  return printableName(text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);
}
