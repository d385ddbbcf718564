/** Times in `data.json` are UTC; AiiDA writes all six digits and no zone. */
const TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?(?:Z|\+00:00)?$/;

/** The stored form of a time (`2026-03-01 09:15:02.104233`), or null when it is none. */
export function storedTime(text: string): string | null {
  const parts = TIME.exec(text);
  if (parts === null) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isDay = year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!isDay || hour > 23 || minute > 59 || second > 59) return null;
  return `${text.slice(0, 10)} ${text.slice(11, 19)}.${(parts[7] ?? "").padEnd(6, "0")}`;
}

/** The stored form of a moment. */
export function storedMoment(at: Date): string {
  return `${at.toISOString().slice(0, 23).replace("T", " ")}000`;
}

/** A row's id: a number, or digits as the keys of `data.json` have it; null when it is none that can be kept whole. */
export function rowId(value: unknown): number | null {
  const id = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof id === "number" && Number.isSafeInteger(id) && id >= 0 ? id : null;
}
