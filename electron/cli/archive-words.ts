import path from "node:path";
import { isWebAddress } from "../../shared/text/web-address.ts";
import { archivesIn, isPlainFolder } from "../ipc/archives-in-folder.ts";
import type { FileWord } from "./fetch-file.ts";
import type { CliIo } from "./verb.ts";

/**
 * The archives that words of the command line name: files, addresses, unpacked archives and profiles as they are, of any other
 * folder the archives in it and below it, but for the store that they go into. A folder without any stays, so that opening it says so.
 */
export async function namedArchives(
  words: readonly string[],
  store: string,
  io: Pick<CliIo, "warn">,
): Promise<FileWord[]> {
  const named: FileWord[] = [];
  for (const word of words) {
    if (isWebAddress(word) || !(await isPlainFolder(word))) {
      named.push({ word });
      continue;
    }
    const { found, isAll } = await archivesIn(word);
    if (!isAll) io.warn(`warning: ${word} is too large or in part unreadable: not all of it was looked at`);
    const archives = found.filter((file) => path.resolve(file) !== store);
    named.push(...(archives.length > 0 ? archives : [word]).map((file) => ({ word: file })));
  }
  return named;
}
