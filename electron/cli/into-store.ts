import fs from "node:fs";
import { createStore } from "../library/create-store.ts";
import { removeNewStore } from "../library/remove-new-store.ts";

/**
 * Bring something into a store that is made if there is none, and goes again when nothing came into it.
 * @param bring Calls `begun` as soon as it has the store for itself: one that vanishes from then on was moved or deleted, or its
 *   drive was taken away, and is not made anew at its place.
 */
export async function intoStore<T>(folder: string, bring: (begun: () => void) => Promise<T>): Promise<T> {
  let isBegun = false;
  for (let attempt = 1; ; attempt++) {
    const isMade = createStore(folder);
    try {
      return await bring(() => void (isBegun = true));
    } catch (error) {
      if (isMade) removeNewStore(folder);
      // Another program made it, failed, and took it away again.
      else if (attempt === 1 && !isBegun && !fs.existsSync(folder)) continue;
      throw error;
    }
  }
}
