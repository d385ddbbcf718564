import fs from "node:fs";
import path from "node:path";
import { DEFAULT_SETTINGS, type Settings } from "../../shared/model/settings.ts";
import { toDiskError } from "../ipc/disk-error.ts";
import { type ReadSettings, readSettingsText } from "../ipc/settings-text.ts";
import { changeSettingsText, newSettingsText } from "./settings-edit.ts";

const MAX_BYTES = 1024 * 1024; // what we write has 6 kB: more is something else by mistake
const LOOK_EVERY_MS = 1_000;

/** The file of settings that a person may edit by hand: read forgivingly, changed without touching what is theirs. */
export class SettingsFile {
  readonly path: string;
  #known: string | null = null; // the text that was last read or written

  constructor(file: string) {
    this.path = file;
  }

  /** Read it anew. A file that is not there holds defaults. */
  read(): ReadSettings {
    const { text, problem } = this.#load();
    this.#known = text;
    if (problem) return { settings: DEFAULT_SETTINGS, broken: { line: 0, what: problem }, wrong: [] };
    return readSettingsText(text ?? "");
  }

  /** True if the file is not as it was last read or written. */
  hasChanged(): boolean {
    return this.#load().text !== this.#known;
  }

  /**
   * Write a change. What stands in the file and is not changed stays to the byte. A broken file is kept as a copy first.
   * @returns The settings that the file now holds, and the path of the copy of a broken file.
   * @throws `disk/denied`, `disk/full`: then the file is as it was.
   */
  change(
    make: (before: Settings) => Settings,
    inForce: Settings,
  ): { settings: Settings; copy: string | null } {
    const { settings: before, broken } = this.read();
    try {
      if (!broken) {
        const after = make(before);
        this.#write(changeSettingsText(this.#known ?? "", before, after));
        return { settings: after, copy: null };
      }
      const copy = freeName(`${this.path}.bak`);
      fs.copyFileSync(this.path, copy, fs.constants.COPYFILE_EXCL);
      const after = make(inForce);
      this.#write(newSettingsText(after));
      return { settings: after, copy };
    } catch (error) {
      throw toDiskError(error, this.path);
    }
  }

  /** Write the file with these settings if there is none yet, so that an editor has something to open. */
  ensure(settings: Settings): void {
    if (this.#load().text === null && !fs.existsSync(this.path)) this.#write(newSettingsText(settings));
  }

  /** Look every second whether somebody changed the file, off the main thread. Returns the end of it. */
  watch(onChange: () => void): () => void {
    const listener = () => {
      if (this.hasChanged()) onChange();
    };
    fs.watchFile(this.path, { interval: LOOK_EVERY_MS, persistent: false }, listener);
    return () => fs.unwatchFile(this.path, listener);
  }

  #load(): { text: string | null; problem: string | null } {
    try {
      const { size } = fs.statSync(this.path);
      if (size > MAX_BYTES) return { text: null, problem: "settings.json is larger than 1 MiB" };
      return { text: fs.readFileSync(this.path, "utf8"), problem: null };
    } catch (error) {
      const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
      return { text: null, problem: isMissing ? null : "settings.json cannot be read" };
    }
  }

  /** Through a temporary name, so that a crash leaves the old file or the new one; a link stays a link. */
  #write(text: string): void {
    fs.mkdirSync(path.dirname(this.path), { recursive: true });
    const target = fs.existsSync(this.path) ? fs.realpathSync(this.path) : this.path;
    const temporary = `${target}.${process.pid}`;
    try {
      fs.writeFileSync(temporary, text, { mode: 0o600 });
      fs.renameSync(temporary, target);
    } catch (error) {
      fs.rmSync(temporary, { force: true });
      throw error;
    }
    this.#known = text;
  }
}

/** The name itself, or with the first number behind it that is free. */
function freeName(name: string): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}.${number}`;
    if (!fs.existsSync(candidate)) return candidate;
  }
}
