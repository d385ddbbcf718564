const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Milliseconds since 1970 of an ISO time or of AiiDA's stored form `YYYY-MM-DD HH:MM:SS.ffffff` (UTC); NaN if neither. */
export function timeOf(text: string): number {
  const stored = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d{1,3})?\d*$/.exec(text);
  return Date.parse(stored ? `${stored[1]}T${stored[2]}${stored[3] ?? ""}Z` : text);
}

/** "just now", "5 minutes ago", "3 hours ago", "yesterday", "19 Nov", "2 Oct 2024". Unreadable text stays as it is. */
export function relativeTime(text: string, now: number): string {
  const time = timeOf(text);
  if (Number.isNaN(time)) return text;
  const age = now - time;
  if (age > -MINUTE && age < MINUTE) return "just now"; // of a clock that goes a little before ours, too
  if (age >= 0 && age < HOUR) return plural(Math.floor(age / MINUTE), "minute");
  if (age >= 0 && age < DAY) return plural(Math.floor(age / HOUR), "hour");
  if (age >= 0 && age < 2 * DAY) return "yesterday";
  const date = new Date(time);
  const isThisYear = date.getFullYear() === new Date(now).getFullYear();
  return date.toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    ...(isThisYear ? {} : { year: "numeric" }),
  });
}

/** The exact local time with seconds, and the stored text behind it. */
export function exactTime(text: string): string {
  const time = timeOf(text);
  if (Number.isNaN(time)) return text;
  return `${new Date(time).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" })} local time\nstored: ${text}`;
}

function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
}
