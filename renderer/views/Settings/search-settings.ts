import { allowedText, type SettingEntry, SETTINGS_LIST } from "../../../shared/text/settings-list.ts";

/** True if every word of the query stands somewhere in the text. */
export function matchesWords(text: string, query: string): boolean {
  const lower = text.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}

/** The settings that a query finds by heading, label, description, key and values, in the order of the page. */
export function findSettings(query: string): SettingEntry[] {
  return SETTINGS_LIST.filter((entry) => matchesWords(textOf(entry), query));
}

function textOf(entry: SettingEntry): string {
  const { section, label, description, key } = entry;
  const options = entry.kind === "choice" ? entry.options.map((option) => option.label).join(" ") : "";
  const unit = entry.kind === "number" ? entry.unit : "";
  return [section, label, description, key, options, unit, allowedText(entry)].join(" ");
}
