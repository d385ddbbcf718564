import { isWebAddress, shownAddress } from "../../shared/text/web-address.ts";
import { usage } from "./arguments.ts";
import type { CliIo } from "./verb.ts";

/** A file that a verb works with. */
export interface NamedFile {
  /** Where it lies. */
  path: string;
  /** What the person named: the path, or the address without user and password. */
  name: string;
  /** The address that it was fetched from, as it may be kept. */
  from?: string;
}

/** A word that names a file, and what goes with it. */
export interface FileWord {
  word: string;
  /** A page out in the world named it: see `DownloadOptions.isOutside`. */
  isOutside?: boolean;
}

/**
 * Work with a file that a word names: on disk, or fetched from an address and removed afterwards.
 * @throws AppError as `download`, and what `work` throws.
 */
export async function withFile<T>(
  { word, isOutside = false }: FileWord,
  io: CliIo,
  work: (file: NamedFile) => Promise<T>,
): Promise<T> {
  if (!isWebAddress(word)) return work({ path: word, name: word });
  const { download } = await import("../download/download.ts");
  const { inWordsOfAddress } = await import("../download/fetched-words.ts");
  const got = await download(word, io.job, { isOutside });
  const name = word.replace(/^([a-z]+:\/\/)[^/?#]*@/i, "$1");
  try {
    return await work({ path: got.file, name, from: shownAddress(name) });
  } catch (error) {
    throw inWordsOfAddress(error, got.file, name);
  } finally {
    got.remove();
  }
}

/** The archives that pages of the web lead to, in order; `usage` for what is no address. Says on stderr how many there are. */
export async function archivesOfPages(pages: readonly string[], io: CliIo): Promise<FileWord[]> {
  if (pages.length === 0) return [];
  const { archiveLinks } = await import("../download/page-links.ts");
  const found: FileWord[] = [];
  for (const page of pages) {
    if (!isWebAddress(page)) throw usage(`${page} is no address of the web.`);
    const { addresses, isOutside } = await archiveLinks(page, io.job);
    if (addresses.length === 0)
      io.warn(`warning: ${page} leads to no archive: no link on it ends in .aiida.`);
    found.push(...addresses.map((word) => ({ word, isOutside })));
  }
  return found;
}
