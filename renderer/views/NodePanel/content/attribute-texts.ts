import { decodeString } from "../../../../shared/json/json-index.ts";
import { topMembers } from "../../../../shared/json/json-members.ts";

/** Top-level attributes as texts: strings decoded, anything else verbatim; null and "" are left out. */
export function attributeTexts(text: string): Map<string, string> {
  const texts = new Map<string, string>();
  const top = topMembers(text);
  if (!top.ok) return texts;
  for (const { key, start, end } of top.members) {
    const stored = text.slice(start, end);
    const shown = stored.startsWith('"') ? decodeString(stored) : stored;
    if (stored === "null" || shown === "") texts.delete(key);
    else texts.set(key, shown);
  }
  return texts;
}
