import { decodeString, indexJson, jsonKey, jsonKind, jsonMembers, jsonText } from "./json-index.ts";

/** Deeper values are compared as they stand: walking them would become our own nesting. */
const MAX_DEPTH = 400;

/**
 * A JSON text with the keys of each object in order and without blanks, numbers as they stand: two texts whose canonical
 * forms are equal say the same. Malformed or very deep texts come back as they are. Linear but for the sorting of keys.
 */
export function canonicalJson(text: string): string {
  const index = indexJson(text, { maxDepth: MAX_DEPTH });
  if (index.problem !== null) return text;
  const canonical = (value: number): string => {
    const kind = jsonKind(index, value);
    if (kind === "array") return `[${Array.from(jsonMembers(index, value), canonical).join(",")}]`;
    if (kind === "string") return JSON.stringify(decodeString(jsonText(index, value)));
    if (kind !== "object") return jsonText(index, value);
    const members = new Map<string, string>(); // of a repeated key the last one counts, as in Python
    for (const member of jsonMembers(index, value)) members.set(jsonKey(index, member)!, canonical(member));
    const inOrder = [...members].sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${inOrder.map(([key, member]) => `${JSON.stringify(key)}:${member}`).join(",")}}`;
  };
  return canonical(0);
}
