import fs from "node:fs";
import path from "node:path";

/**
 * A small JSON file in the user's data folder (settings, recent files, window places). Reading a missing or damaged
 * file gives the default: a broken preference must never keep the app from starting. Writing goes through a temporary
 * name, so that a crash leaves the old file or the new one. Where it cannot be written (a full disk, a folder that is not
 * ours) the new value holds until the app ends: it is not worth an error in the middle of moving a window.
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
    const temporary = `${this.#file}.${process.pid}`;
    try {
      fs.mkdirSync(path.dirname(this.#file), { recursive: true });
      fs.writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
      fs.renameSync(temporary, this.#file);
    } catch {
      removeQuietly(temporary); // the value stands in memory; the next change tries again
    }
  }
}

function removeQuietly(file: string): void {
  try {
    fs.rmSync(file, { force: true });
  } catch {
    return; // a folder that takes no writing has no leftover either
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return undefined; // missing or damaged: the parser's default stands
  }
}
