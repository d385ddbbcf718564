import fs from "node:fs";
import path from "node:path";
import { type Session, SessionSchema } from "./session-schema.ts";

const FILE = "session.json";
/** Changes are written together, so long after the first of them: what a crash can cost. */
const WRITE_AFTER_MS = 300;
/** A larger file is not ours, or not worth the wait at start. */
const READ_AT_MOST = 64 * 1024 * 1024;

/** What was open when the app last ran; null when nothing was, or the file is damaged. Needs no window. */
export function readSession(folder: string): Session | null {
  const file = path.join(folder, FILE);
  try {
    if (fs.statSync(file).size > READ_AT_MOST) return null;
    const session = SessionSchema.safeParse(JSON.parse(fs.readFileSync(file, "utf8")));
    return session.success ? session.data : null;
  } catch {
    return null; // missing or damaged: the app starts as the first time
  }
}

/**
 * What is open, in `session.json` of the user's data folder. It is written while the app runs, so that a crash costs
 * less than a second of it, and never in place: the file is the old one or the new one. It is for its owner's eyes (0600).
 */
export class SessionStore {
  readonly #file: string;
  readonly #collect: () => Session | null;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #isFrozen = false;

  /** `collect` tells what is open now; null: nothing is to be kept, and what was kept goes. */
  constructor(folder: string, collect: () => Session | null) {
    this.#file = path.join(folder, FILE);
    this.#collect = collect;
  }

  /** Something changed: write soon. */
  changed(): void {
    if (this.#isFrozen || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#isFrozen) return;
      const text = this.#text();
      this.#writing = this.#writing.then(() => this.#write(text)).catch(() => undefined); // a full disk: the next change tries again
    }, WRITE_AFTER_MS);
  }

  /** Write now and let nothing change it any more: windows that close while quitting are still part of it. */
  freeze(): void {
    if (this.#isFrozen) return;
    this.#isFrozen = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    try {
      const text = this.#text();
      if (text === null) fs.rmSync(this.#file, { force: true });
      else {
        fs.writeFileSync(this.#temporary("end"), text, { mode: 0o600 });
        fs.renameSync(this.#temporary("end"), this.#file);
      }
    } catch {
      fs.rmSync(this.#temporary("end"), { force: true }); // a full disk must not keep the app from ending
    }
  }

  /** The person chose to go on working. */
  thaw(): void {
    this.#isFrozen = false;
    this.changed();
  }

  #text(): string | null {
    const session = this.#collect();
    return session && `${JSON.stringify(session)}\n`;
  }

  async #write(text: string | null): Promise<void> {
    if (this.#isFrozen) return;
    if (text === null) return fs.promises.rm(this.#file, { force: true });
    const temporary = this.#temporary("part");
    try {
      await fs.promises.mkdir(path.dirname(this.#file), { recursive: true });
      await fs.promises.writeFile(temporary, text, { mode: 0o600 });
      if (!this.#isFrozen) await fs.promises.rename(temporary, this.#file);
    } finally {
      await fs.promises.rm(temporary, { force: true });
    }
  }

  #temporary(what: string): string {
    return `${this.#file}.${process.pid}.${what}`;
  }
}
