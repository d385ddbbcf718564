import fs from "node:fs";
import path from "node:path";

/**
 * A small JSON file in the user's data folder (settings, recent files, window places). Reading a missing or damaged
 * file gives the default: a broken preference must never keep the app from starting. Writing goes through a temporary
 * name, so that a crash leaves the old file or the new one.
 */
export class StateFile<T> {
  readonly #file: string;
  readonly #parse: (value: unknown) => T;
  #value: T | undefined;

  constructor(file: string, parse: (value: unknown) => T) {
    this.#file = file;
    this.#parse = parse;
  }

  get(): T {
    if (this.#value === undefined) this.#value = this.#parse(readJson(this.#file));
    return this.#value;
  }

  set(value: T): void {
    this.#value = value;
    fs.mkdirSync(path.dirname(this.#file), { recursive: true });
    const temporary = `${this.#file}.${process.pid}`;
    fs.writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
    fs.renameSync(temporary, this.#file);
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return undefined; // missing or damaged: the parser's default stands
  }
}
