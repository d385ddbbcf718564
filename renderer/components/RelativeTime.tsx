import { useState } from "react";
import { exactTime, relativeTime } from "./time-text.ts";

/** A time as people say it ("2 minutes ago"), the exact one on hover. Takes ISO or AiiDA's stored form (UTC). */
export function RelativeTime({ iso }: { iso: string }) {
  return <Said key={iso} iso={iso} />; // another time is said as of when it came, not as of the one before it
}

function Said({ iso }: { iso: string }) {
  const [now] = useState(Date.now); // as of when it came on screen: good enough for "2 minutes ago"
  return (
    <time dateTime={iso} title={exactTime(iso)}>
      {relativeTime(iso, now)}
    </time>
  );
}
