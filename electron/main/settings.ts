import path from "node:path";
import { app } from "electron";
import type { SettingsChange } from "../../shared/ipc/settings-schema.ts";
import type { Settings } from "../../shared/model/settings.ts";
import type { ReadSettings } from "../ipc/settings-text.ts";
import { SettingsFile } from "./settings-file.ts";

/** What a person set, kept in `settings.json` of the user's data folder as JSON with comments. */
export class SettingsStore {
  readonly #file: SettingsFile;
  #settings: Settings;
  #notice: string | null;
  readonly #listeners = new Set<(settings: Settings) => void>();

  constructor(folder: string) {
    this.#file = new SettingsFile(path.join(folder, "settings.json"));
    const read = this.#file.read();
    this.#settings = read.settings;
    this.#notice = noticeOf(read, "All settings have their defaults until it is put right.");
  }

  get(): Settings {
    return this.#settings;
  }

  /** Where the file lies, or will. */
  get path(): string {
    return this.#file.path;
  }

  /** Change some settings and keep them; the rest stays. Throws `disk/denied`, `disk/full` and changes nothing then. */
  change(part: SettingsChange): Settings {
    return this.#change((before) => ({ ...before, ...part, cache: { ...before.cache, ...part.cache } }));
  }

  /** Put the cache into a folder that the person chose in a dialog. */
  setCacheFolder(folder: string): Settings {
    return this.#change((before) => ({ ...before, cache: { ...before.cache, folder } }));
  }

  /** Have a file to open in an editor. */
  ensureFile(): void {
    this.#file.ensure(this.#settings);
  }

  /** Call back with settings that are new, whoever changed them, and from then on look at the file for changes by hand. */
  follow(onChange: (settings: Settings) => void): void {
    if (this.#listeners.size === 0) this.#file.watch(() => this.#reread());
    this.#listeners.add(onChange);
  }

  /** What is to be said about the file, once: null when there is nothing, or it was said. */
  takeNotice(): string | null {
    const notice = this.#notice;
    this.#notice = null;
    return notice;
  }

  #change(make: (before: Settings) => Settings): Settings {
    const { settings, copy } = this.#file.change(make, this.#settings);
    if (copy)
      this.#notice = `settings.json had a mistake in it, so it was kept as ${path.basename(copy)} beside the new one.`;
    this.#settings = settings;
    this.#tell();
    return settings;
  }

  #reread(): void {
    const read = this.#file.read();
    this.#notice = noticeOf(read, "The settings from before hold until it is put right.");
    if (!read.broken) this.#settings = read.settings;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.#settings);
  }
}

let store: SettingsStore | null = null;

/** The one store of this app, in its user data folder. */
export function settingsStore(): SettingsStore {
  return (store ??= new SettingsStore(app.getPath("userData")));
}

function noticeOf({ broken, wrong }: ReadSettings, consequence: string): string | null {
  if (broken) {
    const place = broken.line > 0 ? `Line ${broken.line} of settings.json: ` : "";
    return `The settings cannot be read. ${place}${broken.what}. ${consequence}`;
  }
  const [first] = wrong;
  if (!first) return null;
  const more = wrong.length > 1 ? `, and ${wrong.length - 1} more like it` : "";
  return `Line ${first.line} of settings.json: ${first.what}${more}. Its default is used.`;
}
