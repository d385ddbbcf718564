/** Times in `data.json` are UTC; AiiDA writes all six digits and no zone. */
const TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?(?:Z|\+00:00)?$/;

/** Nearly all times, with days that every month has: they need not be taken apart. */
const USUAL_TIME =
  /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}(?:Z|\+00:00)?$/;

/** The stored form of a time (`2026-03-01 09:15:02.104233`), or null when it is none. */
export function storedTime(text: string): string | null {
  if (USUAL_TIME.test(text)) return `${text.slice(0, 10)} ${text.slice(11, 26)}`;
  const parts = TIME.exec(text);
  if (parts === null) return null;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const isDay = year > 0 && day > 0 && day <= daysIn(year, month);
  if (!isDay || Number(parts[4]) > 23 || Number(parts[5]) > 59 || Number(parts[6]) > 59) return null;
  return `${text.slice(0, 10)} ${text.slice(11, 19)}.${(parts[7] ?? "").padEnd(6, "0")}`;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days of a month; 0 of one that there is not. */
function daysIn(year: number, month: number): number {
  const isLeapDay = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return isLeapDay ? 29 : (DAYS[month - 1] ?? 0);
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
