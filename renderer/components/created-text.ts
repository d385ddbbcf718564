import { timeOf } from "./time-text.ts";

const DAY_MS = 86_400_000;
const TIME = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const MINUTE = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** True if a source was made within one local day: the time alone then tells its nodes apart. */
export function isOfOneDay(first: string | null, last: string | null): boolean {
  if (first === null || last === null) return false;
  const [start, end] = [timeOf(first), timeOf(last)];
  return end - start < DAY_MS && new Date(start).getDate() === new Date(end).getDate();
}

/** "00:53:43" within one day, else "22 Nov 2026 00:53", local time. Unreadable text stays as it is. */
export function createdText(stored: string, oneDay: boolean): string {
  const time = timeOf(stored);
  if (Number.isNaN(time)) return stored;
  return oneDay ? TIME.format(time) : `${DAY.format(time)} ${MINUTE.format(time)}`;
}
