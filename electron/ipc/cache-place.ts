import path from "node:path";

/**
 * Where the cache goes in a folder that a person chose for it: into one of our own, for what lies in it is removed when it
 * grows too large, and nothing of theirs may be among it.
 */
export function cachePlaceIn(folder: string): string {
  return path.join(folder, "stemma-cache");
}
