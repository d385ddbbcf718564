import { create } from "zustand";
import { DEFAULT_SETTINGS, type Settings } from "../../shared/model/settings.ts";
import { host } from "../ipc/host.ts";

/** What a person set; main keeps it. Defaults until it has been read. */
export const useSettings = create<Settings>(() => DEFAULT_SETTINGS);

export async function loadSettings(): Promise<void> {
  useSettings.setState(await host("settings.get", {}));
}

/** Change settings now and keep them. */
export async function changeSettings(part: Partial<Settings>): Promise<void> {
  useSettings.setState(await host("settings.set", part));
}
