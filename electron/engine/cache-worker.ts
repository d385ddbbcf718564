import { cacheUsage, clearCache } from "../archive/cache-files.ts";
import { cacheFolder } from "../archive/cache-folder.ts";
import { clearDownloads, downloadedBytes } from "../download/downloads-folder.ts";
import type { CacheReport } from "../ipc/engine-messages.ts";

/**
 * A short-lived process that looks at the unpacked databases and at what was fetched from addresses, or clears both: thousands of
 * files on a slow disk would hold up the windows. Its one argument says what to do; the folder comes with the environment, as for an engine.
 */
const isClearing = process.argv[2] === "clear";
const cleared = isClearing ? clearCache() : { freedBytes: 0, inUse: 0 };
const freedBytes = cleared.freedBytes + (isClearing ? clearDownloads() : 0);
const usage = cacheUsage();
process.parentPort.postMessage({
  ...usage,
  ...cleared,
  bytes: usage.bytes + downloadedBytes(),
  freedBytes,
  folder: cacheFolder(),
} satisfies CacheReport);
