import { type Beforehand, unpackBeforehand } from "../archive/beforehand.ts";
import { isSmallFile } from "./watch.ts";

/**
 * Begin to unpack the archive that a verb is about to open, before it and all that it needs is loaded. Null where there is
 * nothing to unpack to the disk, or nobody would want it.
 * @param words What the verb was called with. The first large file among them is taken for the archive; where that is wrong it
 *   is unpacked for nothing.
 */
export function unpackAmong(words: readonly string[]): Beforehand | null {
  if (["--readable", "--help", "-h"].some((word) => words.includes(word))) return null;
  const archive = words.find((word) => !word.startsWith("-") && !isSmallFile(word));
  return archive === undefined ? null : unpackBeforehand(archive);
}
