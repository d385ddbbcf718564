import type { NumberEntry } from "../../../shared/text/settings-list.ts";

/** A stored number in people's unit, as the field writes it: "768", "0.5". */
export function fieldText(entry: NumberEntry, value: number): string {
  return String(Number((value / entry.scale).toPrecision(12)));
}

/** With its unit, for sentences: "5,000,000 files", "64 GiB", "100 %". */
export function withUnit(entry: NumberEntry, value: number): string {
  return `${(value / entry.scale).toLocaleString("en", { maximumSignificantDigits: 12 })} ${entry.unit}`;
}

/** What a field's text comes to: a number to store, or a sentence that says why it is none. */
export function readField(entry: NumberEntry, text: string): { value: number } | { problem: string } {
  const given = Number(text);
  const value = Math.round(given * entry.scale);
  if (text.trim() === "" || !Number.isFinite(given))
    return { problem: `This is not a number. ${wanted(entry)}` };
  if (entry.scale === 1 && !Number.isInteger(given)) return { problem: wanted(entry) };
  if (value < entry.min || value > entry.max) return { problem: wanted(entry) };
  return { value };
}

function wanted(entry: NumberEntry): string {
  const kind = entry.scale === 1 ? "a whole number" : "a number";
  const least =
    entry.scale > 1 && entry.min > 0 ? "above 0" : `from ${(entry.min / entry.scale).toLocaleString("en")}`;
  return `Give ${kind} ${least} to ${withUnit(entry, entry.max)}.`;
}
