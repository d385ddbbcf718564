import { z } from "zod";
import { AppError } from "../../shared/ipc/errors.ts";

// The pattern that semver.org suggests, without build metadata, which does not order versions.
const VERSION =
  /^v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?$/;

const Feed = z.object({
  version: z.string().max(100).regex(VERSION),
  url: z.string().max(2000).nullable().default(null), // the page to read about it and get it
});

/** What the feed of versions says. `network/failed` when it is something else. */
export function readFeed(text: string): z.output<typeof Feed> {
  const feed = Feed.safeParse(parsed(text));
  if (feed.success) return feed.data;
  throw new AppError(
    "network/failed",
    "The page with the newest version answered something else. Try again later.",
    { answer: text.slice(0, 200) },
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // refused by the schema, with its first characters
  }
}

/** True if one version comes after another, by the order of semver.org. A version that is none is never newer. */
export function isNewer(version: string, than: string): boolean {
  const [one, other] = [VERSION.exec(version), VERSION.exec(than)];
  if (!one || !other) return false;
  for (const part of [1, 2, 3]) {
    const difference = Number(one[part]) - Number(other[part]);
    if (difference !== 0) return difference > 0;
  }
  const [early, otherEarly] = [one[4], other[4]];
  if (early === undefined || otherEarly === undefined) return early === undefined && otherEarly !== undefined;
  return comparePrerelease(early.split("."), otherEarly.split(".")) > 0;
}

function comparePrerelease(one: readonly string[], other: readonly string[]): number {
  for (let i = 0; i < Math.max(one.length, other.length); i++) {
    const [a, b] = [one[i], other[i]];
    if (a === undefined || b === undefined) return a === undefined ? -1 : 1; // fewer parts come first
    const [isNumber, isOtherNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
    if (isNumber !== isOtherNumber) return isNumber ? -1 : 1; // numbers come before words
    const difference = isNumber ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0;
    if (difference !== 0) return difference;
  }
  return 0;
}
