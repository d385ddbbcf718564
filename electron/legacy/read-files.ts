import type { LegacyFileTables, ObjectRow } from "../db/queries/legacy-files.ts";
import { AlikeFiles } from "./alike-files.ts";
import type { DamagedFiles } from "./damaged-files.ts";
import type { LegacyEntry, LegacyFiles } from "./legacy-archive.ts";
import { type Contents, type ReadFile, readLarge, readSmall, WHOLE_BYTES } from "./read-file.ts";

/** What is made of the files of nodes as they are read. */
export interface FileReading {
  /** Where they are noted. */
  tables: Pick<LegacyFileTables, "addFile" | "addFolder">;
  /** Where those are noted that cannot be read. */
  damaged: DamagedFiles;
  /** Is told how many bytes more have been read, and waited for if it wants that. */
  onBytes(bytes: number): Promise<void> | null;
  /** Is told of all distinct contents as they are met, with those of up to 1 MiB at hand: who copies them reads them once. */
  onNew?: (object: ObjectRow, contents: Contents | null) => Promise<void> | void;
  /** Is told of each file and folder when it has been noted. */
  onEntry?: (entry: LegacyEntry) => void;
}

/** Read and hash files of a legacy archive, each once. A damaged one stops nothing; whatever else fails is thrown. */
export async function readFiles(
  files: LegacyFiles,
  entries: Iterable<LegacyEntry>,
  reading: FileReading,
): Promise<void> {
  const reader = new FileReader(files, reading);
  for (const entry of entries) {
    const rest = reader.read(entry);
    if (rest) await rest;
  }
}

/** Reads one entry after the other. Methods of their own, as V8 compiles no loop in an async function to fast code. */
class FileReader {
  readonly #files: LegacyFiles;
  readonly #reading: FileReading;
  readonly #alike = new AlikeFiles();

  constructor(files: LegacyFiles, reading: FileReading) {
    this.#files = files;
    this.#reading = reading;
  }

  /** Null when all is done, else what is to be waited for. */
  read(entry: LegacyEntry): Promise<void> | null {
    const { tables, onEntry } = this.#reading;
    if (!entry.isFolder) return entry.size <= WHOLE_BYTES ? this.#readSmall(entry) : this.#readLarge(entry);
    tables.addFolder(entry.uuid, entry.path);
    onEntry?.(entry);
    return null;
  }

  #readSmall(entry: LegacyEntry): Promise<void> | null {
    const { damaged, onBytes, onEntry } = this.#reading;
    let read: ReadFile | null = null;
    try {
      read = readSmall(this.#files, entry, this.#alike);
    } catch (error) {
      damaged.add(entry.uuid, error);
    }
    // Before anybody has a turn: what was read is good until the next file is.
    const kept = read && this.#note(entry, read);
    onEntry?.(entry);
    const turn = onBytes(entry.size);
    return kept && turn ? Promise.all([kept, turn]).then(() => undefined) : (kept ?? turn);
  }

  async #readLarge(entry: LegacyEntry): Promise<void> {
    const { damaged, onBytes, onEntry } = this.#reading;
    let read: ReadFile | null = null;
    try {
      read = await readLarge(this.#files, entry, onBytes);
    } catch (error) {
      damaged.add(entry.uuid, error);
    }
    if (read) await this.#note(entry, read);
    onEntry?.(entry);
  }

  #note(entry: LegacyEntry, { key, contents }: ReadFile): Promise<void> | null {
    const { tables, onNew } = this.#reading;
    if (!tables.addFile(entry.uuid, entry.path, key, entry) || !onNew) return null;
    const { member, place, size } = entry;
    return onNew({ key, member, place, size }, contents) ?? null;
  }
}
