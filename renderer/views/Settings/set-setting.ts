import type { SettingsChange } from "../../../shared/ipc/settings-schema.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../../shared/model/settings.ts";
import {
  SETTINGS_LIST,
  type SettingValue,
  settingValue,
  withSetting,
} from "../../../shared/text/settings-list.ts";
import { changeSettings, useSettings } from "../../state/settings.ts";

/** Change one setting by its key. Of a folder only its default can be set: others come from a dialog of main. */
export function setSetting(key: string, value: SettingValue): void {
  if (key === "cache.folder") return void changeSettings({ cache: { folder: null } });
  const changed = withSetting(useSettings.getState(), key, value);
  if (key === "cache.maxBytes") return void changeSettings({ cache: { maxBytes: changed.cache.maxBytes } });
  const group = key.split(".")[0] as Exclude<keyof Settings, "cache">;
  void changeSettings({ [group]: changed[group] });
}

/** The settings that are not at their defaults. */
export function changedKeys(settings: Settings): string[] {
  return SETTINGS_LIST.filter((entry) => settingValue(settings, entry.key) !== entry.default).map(
    ({ key }) => key,
  );
}

/** Put all settings back to their defaults. */
export function resetAll(): void {
  const { cache, ...rest } = DEFAULT_SETTINGS;
  const change: SettingsChange = { ...rest, cache: { folder: null, maxBytes: cache.maxBytes } };
  void changeSettings(change);
}
