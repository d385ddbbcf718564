import { create } from "zustand";
import { AppError } from "../../shared/ipc/errors.ts";
import type { SettingsChange } from "../../shared/ipc/settings-schema.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../shared/model/settings.ts";
import { host } from "../ipc/host.ts";
import { notify } from "./notices.ts";
import { setDefaultSwitches } from "./source-view.ts";

/** What a person set; main keeps it. Defaults until it has been read. */
export const useSettings = create<Settings>(() => DEFAULT_SETTINGS);

/** What there is to say while the settings page is open: it stands there, since notices lie behind the page. */
export const useSettingsMessage = create<{ isPageOpen: boolean; text: string | null }>(() => ({
  isPageOpen: false,
  text: null,
}));

/** Read the settings, and follow every change of them: here, in another window, or by hand in the file. Call once. */
export async function followSettings(): Promise<void> {
  window.stemma.onEvent((event) => {
    if (event.type === "settings-changed") {
      useSettingsMessage.setState({ text: null }); // what is still to be said follows
      take(event.settings);
    } else if (event.type === "settings-notice") tell(event.message);
  });
  take(await host("settings.get", {}));
  const notice = await host("settings.notice", {});
  if (notice) tell(notice);
}

/** Change settings now, in all windows, and keep them. A failure to write is said; whether it went well. */
export async function changeSettings(part: SettingsChange): Promise<boolean> {
  return told(async () => take(await host("settings.set", part)));
}

/** Do something with the settings' file; a failure becomes a notice. Whether it went well. */
export async function told(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    const known = error instanceof AppError ? error : new AppError("internal", String(error));
    if (useSettingsMessage.getState().isPageOpen) useSettingsMessage.setState({ text: known.message });
    else notify(known.message, { error: known });
    return false;
  }
}

/** Open `settings.json` in the system's editor for it. */
export function openSettingsFile(): void {
  void told(async () => void (await host("settings.openFile", { inFolder: false })));
}

function tell(message: string): void {
  if (useSettingsMessage.getState().isPageOpen) return useSettingsMessage.setState({ text: message });
  notify(message, { stays: true, action: { label: "Open settings.json", run: openSettingsFile } });
}

function take(settings: Settings): void {
  document.documentElement.dataset.density = settings.density; // before the views measure their rows
  setDefaultSwitches(settings.defaultRules);
  useSettings.setState(settings);
}
