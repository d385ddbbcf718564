import type { LimitName } from "./archive-limits.ts";

/** Preferences of a person: what the settings page shows and `settings.json` holds. */
export interface Settings {
  theme: "system" | "light" | "dark";
  /** Height of rows and controls. */
  density: "compact" | "comfortable";
  /** Size of everything in the window, in per cent. */
  textSize: number;
  /** Open the windows and tabs of the last time at start. */
  restoreSession: boolean;
  /** Traversal rules that a new basket begins with, by rule name, where they differ from verdi's. */
  defaultRules: Partial<Record<string, boolean>>;
  /** Limits on strangers' files, where they differ from those of `archive-limits.ts`. */
  limits: Partial<Record<LimitName, number>>;
  cache: {
    /** Absolute path; null: the system's place for caches. */
    folder: string | null;
    /** Bytes that unpacked databases may take before the longest unused are removed. */
    maxBytes: number;
  };
  /** Nodes that are drawn without asking first. */
  graphAskAbove: number;
  /** Ask the project's page for a newer version at start. Off: nothing leaves the machine unless a person asks. */
  checkForUpdates: boolean;
}

/** Settings as they are before a person changes anything. */
export const DEFAULT_SETTINGS: Settings = {
  theme: "system",
  density: "compact",
  textSize: 100,
  restoreSession: true,
  defaultRules: {},
  limits: {},
  cache: { folder: null, maxBytes: 8 * 1024 ** 3 },
  graphAskAbove: 2000,
  checkForUpdates: false,
};

/** Steps of "Larger text" and "Smaller text", in per cent; the setting itself takes any whole number between the ends. */
export const TEXT_SIZES = [80, 90, 100, 110, 125, 150, 175, 200] as const;

/** How a window is arranged: remembered, not set, and no part of the settings page. */
export interface Layout {
  /** Sizes in px, by panel name. */
  panels: Record<string, number>;
  /** What is folded or open, and hints already seen. */
  flags: Record<string, boolean>;
}
