/** Preferences of a person: what the settings page shows and `settings.json` holds. */
export interface Settings {
  theme: "system" | "light" | "dark";
  /** Height of rows and controls. */
  density: "compact" | "comfortable";
  /** Open the windows and tabs of the last time at start. */
  restoreSession: boolean;
  /** Traversal rules that a new basket begins with, by rule name, where they differ from verdi's. */
  defaultRules: Record<string, boolean>;
  /** Limits on strangers' files, by the names of `electron/archive/limits.ts`, where they differ from the defaults. */
  limits: Record<string, number>;
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
  restoreSession: true,
  defaultRules: {},
  limits: {},
  cache: { folder: null, maxBytes: 8 * 1024 ** 3 },
  graphAskAbove: 2000,
  checkForUpdates: false,
};

/** How a window is arranged: remembered, not set, and no part of the settings page. */
export interface Layout {
  /** Sizes in px, by panel name. */
  panels: Record<string, number>;
  /** What is folded or open, and hints already seen. */
  flags: Record<string, boolean>;
}
