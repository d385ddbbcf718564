import { exactTime, relativeTime } from "./time-text.ts";

/** A time as people say it ("2 minutes ago"), the exact one on hover. Takes ISO or AiiDA's stored form (UTC). */
export function RelativeTime({ iso }: { iso: string }) {
  return (
    <time dateTime={iso} title={exactTime(iso)}>
      {relativeTime(iso, Date.now())}
    </time>
  );
}
