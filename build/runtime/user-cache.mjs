import os from "node:os";
import path from "node:path";

/** A folder for things that are made once and kept between checkouts, in the user's cache folder. */
export function userCache(name) {
  return path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), ".cache"), name);
}
