import path from "node:path";
import { nativeTheme } from "electron";
import { type Settings, SettingsSchema } from "../../shared/ipc/host-contract.ts";
import { StateFile } from "./state-file.ts";

const DEFAULTS: Settings = { theme: "system", panels: {}, flags: {} };

/** What a person set, kept in `settings.json` of the user's data folder. */
export class SettingsStore {
  readonly #file: StateFile<Settings>;

  constructor(folder: string) {
    this.#file = new StateFile(path.join(folder, "settings.json"), (value) =>
      SettingsSchema.catch(DEFAULTS).parse(value),
    );
    nativeTheme.themeSource = this.get().theme;
  }

  get(): Settings {
    return this.#file.get();
  }

  /** Change some settings; the rest stays. `panels` and `flags` are merged key by key. */
  change(part: Partial<Settings>): Settings {
    const old = this.get();
    const next: Settings = {
      theme: part.theme ?? old.theme,
      panels: { ...old.panels, ...part.panels },
      flags: { ...old.flags, ...part.flags },
    };
    this.#file.set(next);
    nativeTheme.themeSource = next.theme;
    return next;
  }
}
