import { cacheUsage, clearCache } from "../archive/cache-files.ts";
import { cacheFolder } from "../archive/cache-folder.ts";
import type { CacheReport } from "../ipc/engine-messages.ts";

/**
 * A short-lived process that looks at the folder of unpacked databases, or clears it: thousands of files on a slow disk
 * would hold up the windows. Its one argument says what to do; the folder comes with the environment, as for an engine.
 */
const cleared = process.argv[2] === "clear" ? clearCache() : { freedBytes: 0, inUse: 0 };
process.parentPort.postMessage({ ...cacheUsage(), ...cleared, folder: cacheFolder() } satisfies CacheReport);
