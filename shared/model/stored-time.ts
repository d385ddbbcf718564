// YYYY-MM-DD HH:MM:SS.ffffff in UTC as AiiDA stores it; a "T", a missing fraction and a zone are taken as well.
const STORED =
  /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/;

/** Microseconds since 1970 (exact until the year 2255) of a stored time or an ISO 8601 one; NaN when it is no time. Without a zone it is UTC. */
export function timeToMicros(text: string): number {
  const match = STORED.exec(text.trim());
  if (!match) return Number.NaN;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone] = match;
  const ms = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  if (!isSameDay(ms, Number(year), Number(month), Number(day), Number(hour))) return Number.NaN;
  return ms * 1000 + Number(fraction.padEnd(6, "0").slice(0, 6)) - zoneMinutes(zone) * 60_000_000;
}

/** The stored form of a time in microseconds since 1970: `YYYY-MM-DD HH:MM:SS.ffffff`, UTC. */
export function microsToTime(micros: number): string {
  const ms = Math.floor(micros / 1000);
  const rest = Math.round(micros - ms * 1000);
  return `${new Date(ms).toISOString().slice(0, 23).replace("T", " ")}${String(rest).padStart(3, "0")}`;
}

/** False for the 31st of June and 25 o'clock, which `Date.UTC` carries over. Second 60 may carry. */
function isSameDay(ms: number, year: number, month: number, day: number, hour: number): boolean {
  const date = new Date(ms);
  return (
    year >= 100 &&
    month >= 1 &&
    month <= 12 &&
    hour <= 23 &&
    new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day &&
    !Number.isNaN(date.getTime())
  );
}

function zoneMinutes(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0;
  const digits = zone.slice(1).replace(":", "").padEnd(4, "0");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return zone.startsWith("-") ? -minutes : minutes;
}
