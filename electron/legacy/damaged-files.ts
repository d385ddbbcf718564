import { AppError } from "../../shared/ipc/errors.ts";
import { damageSentence } from "./damage-sentence.ts";

const MAX_FINDINGS = 20;

/** Files that could not be read, in words; their number may be larger. */
export interface DamageOfFiles {
  count: number;
  findings: readonly string[];
  nodes: number;
}

/** Damaged files of nodes as they are met. */
export class DamagedFiles {
  readonly #errors: AppError[] = [];
  readonly #nodes = new Set<string>();
  #count = 0;

  /** Note damage; whatever else failed is thrown on. */
  add(uuid: string, error: unknown): void {
    if (!(error instanceof AppError) || error.code !== "archive/corrupt") throw error;
    this.#count++;
    this.#nodes.add(uuid);
    if (this.#errors.length < MAX_FINDINGS) this.#errors.push(error);
  }

  summary(): DamageOfFiles {
    return { count: this.#count, nodes: this.#nodes.size, findings: this.#errors.map(damageSentence) };
  }

  /** Throws the first of them, with the others in its `findings`, if there is any. */
  refuse(): void {
    const [first] = this.#errors;
    if (!first) return;
    throw new AppError(
      first.code,
      first.message,
      { ...first.details, damagedFiles: this.#count, findings: this.#errors.map(damageSentence) },
      { cause: first },
    );
  }
}
