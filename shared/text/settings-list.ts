import { exportRules, TOGGLEABLE_RULES } from "../graph/traversal-rules.ts";
import { ARCHIVE_LIMITS, LIMIT_NAMES } from "../model/archive-limits.ts";
import { DEFAULT_SETTINGS, type Settings } from "../model/settings.ts";
import { RULE_WORDS } from "./rule-words.ts";

/** Headings of the settings page, in its order. */
export const SETTING_SECTIONS = ["General", "Appearance", "Export", "Limits", "Graph", "Storage"] as const;
export type SettingSection = (typeof SETTING_SECTIONS)[number];

interface EntryBase {
  /** Place in the file, parts joined by dots: "cache.maxBytes". */
  key: string;
  section: SettingSection;
  label: string;
  /** One or two plain sentences. */
  description: string;
}
export interface ChoiceEntry extends EntryBase {
  kind: "choice";
  options: readonly { value: string; label: string }[];
  default: string;
}
export interface SwitchEntry extends EntryBase {
  kind: "switch";
  default: boolean;
}
export interface NumberEntry extends EntryBase {
  kind: "number";
  default: number;
  min: number;
  max: number;
  /** The unit people set it in, and how many of what the file counts make one. */
  unit: string;
  scale: number;
  /** What the arrows of the field add, in people's unit. */
  step: number;
}
export interface FolderEntry extends EntryBase {
  kind: "folder";
  default: null;
}

/** One setting: what the page shows of it, what the file's comment says, and which values it takes. */
export type SettingEntry = ChoiceEntry | SwitchEntry | NumberEntry | FolderEntry;
export type SettingValue = string | number | boolean | null;

/** All settings, in the order of page and file. */
export const SETTINGS_LIST: readonly SettingEntry[] = [
  {
    key: "restoreSession",
    section: "General",
    label: "Restore windows and tabs",
    description: "Open the windows and tabs of the last time when Stemma starts.",
    kind: "switch",
    default: DEFAULT_SETTINGS.restoreSession,
  },
  {
    key: "checkForUpdates",
    section: "General",
    label: "Look for updates at start",
    description:
      "Ask the project's page for a newer version when Stemma starts. While this is off, nothing leaves this computer unless you ask for it.",
    kind: "switch",
    default: DEFAULT_SETTINGS.checkForUpdates,
  },
  {
    key: "theme",
    section: "Appearance",
    label: "Theme",
    description: "Light or dark colours, or those that the system is set to.",
    kind: "choice",
    options: [
      { value: "system", label: "Follow the system" },
      { value: "light", label: "Light" },
      { value: "dark", label: "Dark" },
    ],
    default: DEFAULT_SETTINGS.theme,
  },
  {
    key: "density",
    section: "Appearance",
    label: "Density",
    description: "Height of rows in tables, lists and trees: many rows, or more room between them.",
    kind: "choice",
    options: [
      { value: "compact", label: "Compact" },
      { value: "comfortable", label: "Comfortable" },
    ],
    default: DEFAULT_SETTINGS.density,
  },
  {
    key: "textSize",
    section: "Appearance",
    label: "Text size",
    description:
      "Size of text and controls in all windows. Ctrl+= and Ctrl+- change it too, Ctrl+0 resets it.",
    kind: "number",
    default: DEFAULT_SETTINGS.textSize,
    min: 80,
    max: 200,
    unit: "%",
    scale: 1,
    step: 10,
  },
  ...TOGGLEABLE_RULES.map(
    (rule): SwitchEntry => ({
      key: `defaultRules.${rule}`,
      section: "Export",
      label: rule,
      description: RULE_WORDS[rule].sentence,
      kind: "switch",
      default: exportRules()[rule],
    }),
  ),
  ...LIMIT_NAMES.map((name): NumberEntry => {
    const { default: value, min, max, label, meaning, unit, scale } = ARCHIVE_LIMITS[name];
    return {
      key: `limits.${name}`,
      section: "Limits",
      label,
      description: meaning,
      kind: "number",
      default: value,
      min,
      max,
      unit,
      scale,
      step: 1,
    };
  }),
  {
    key: "graphAskAbove",
    section: "Graph",
    label: "Ask before drawing more nodes than",
    description: "A picture of many thousand nodes takes seconds to draw and is hard to read.",
    kind: "number",
    default: DEFAULT_SETTINGS.graphAskAbove,
    min: 50,
    max: 10_000,
    unit: "nodes",
    scale: 1,
    step: 50,
  },
  {
    key: "cache.folder",
    section: "Storage",
    label: "Cache folder",
    description:
      "Databases of large archives are unpacked once into a folder stemma-cache in here, so that they open at once the next time. When another folder is set, the one before is cleared.",
    kind: "folder",
    default: null,
  },
  {
    key: "cache.maxBytes",
    section: "Storage",
    label: "Size of the cache",
    description: "When unpacked databases take more than this, those not used for longest are removed.",
    kind: "number",
    default: DEFAULT_SETTINGS.cache.maxBytes,
    min: 0,
    max: 16 * 1024 ** 4,
    unit: "GiB",
    scale: 1024 ** 3,
    step: 1,
  },
];

/** What the file says above a group of settings. */
export const SETTING_GROUPS: Readonly<Record<string, string>> = {
  defaultRules: "Traversal rules that a new export basket begins with.",
  limits:
    "How much is taken from a stranger's file. An environment variable of the same name goes before the value here.",
  cache: "Where unpacked databases are kept.",
};

/** The value in force of a setting. */
export function settingValue(settings: Settings, key: string): SettingValue {
  const [group = "", name] = key.split(".");
  const outer: unknown = settings[group as keyof Settings];
  const value = name === undefined ? outer : (outer as Record<string, unknown>)[name];
  return (value ?? entryOf(key)?.default ?? null) as SettingValue; // records hold only what differs
}

/** These settings with one of them changed; a rule or limit at its default leaves its record. */
export function withSetting(settings: Settings, key: string, value: SettingValue): Settings {
  const [group = "", name] = key.split(".");
  if (name === undefined) return { ...settings, [group]: value };
  const old = settings[group as keyof Settings] as Record<string, unknown>;
  const { [name]: _left, ...rest } = old;
  const isDefault = group !== "cache" && value === entryOf(key)?.default;
  return { ...settings, [group]: isDefault ? rest : { ...rest, [name]: value } };
}

/** The setting of this key, if there is one. */
export function entryOf(key: string): SettingEntry | undefined {
  return SETTINGS_LIST.find((entry) => entry.key === key);
}

/** True if a setting of this key takes the value. */
export function isSettingRight(key: string, value: unknown): boolean {
  const entry = entryOf(key);
  return entry !== undefined && takes(entry, value);
}

function takes(entry: SettingEntry, value: unknown): boolean {
  switch (entry.kind) {
    case "choice":
      return entry.options.some((option) => option.value === value);
    case "switch":
      return typeof value === "boolean";
    case "number":
      return Number.isSafeInteger(value) && Number(value) >= entry.min && Number(value) <= entry.max;
    case "folder":
      return value === null || (typeof value === "string" && isAbsolute(value));
  }
}

/** An absolute path of any system; whether it is one of this system is found out by using it. */
function isAbsolute(path: string): boolean {
  return path.length < 4096 && !path.includes("\0") && /^(\/|[a-z]:[\\/]|\\\\)/i.test(path);
}

/** The values that a setting takes, as the file writes them: `"light" or "dark"`, `a whole number from 80 to 200`. */
export function allowedText(entry: SettingEntry): string {
  switch (entry.kind) {
    case "choice":
      return orList(entry.options.map(({ value }) => JSON.stringify(value)));
    case "switch":
      return "true or false";
    case "number":
      return `a whole number from ${entry.min} to ${entry.max}`;
    case "folder":
      return "an absolute path, or null for the system's place for caches";
  }
}

function orList(words: readonly string[]): string {
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
