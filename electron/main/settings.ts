import path from "node:path";
import { nativeTheme } from "electron";
import { readSettings } from "../../shared/ipc/settings-schema.ts";
import type { Settings } from "../../shared/model/settings.ts";
import { StateFile } from "./state-file.ts";

/** What a person set, kept in `settings.json` of the user's data folder. */
export class SettingsStore {
  readonly #file: StateFile<Settings>;

  constructor(folder: string) {
    this.#file = new StateFile(path.join(folder, "settings.json"), readSettings);
    nativeTheme.themeSource = this.get().theme;
  }

  get(): Settings {
    return this.#file.get();
  }

  /** Change some settings; the rest stays. */
  change(part: Partial<Settings>): Settings {
    this.#file.set({ ...this.get(), ...part });
    nativeTheme.themeSource = this.get().theme;
    return this.get();
  }
}
