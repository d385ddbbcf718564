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
  { tables, damaged, onBytes, onNew, onEntry }: FileReading,
): Promise<void> {
  const alike = new AlikeFiles();
  for (const entry of entries) {
    if (entry.isFolder) tables.addFolder(entry.uuid, entry.path);
    else {
      let read: ReadFile | null = null;
      try {
        if (entry.size <= WHOLE_BYTES) {
          read = readSmall(files, entry, alike);
          const turn = onBytes(entry.size);
          if (turn) await turn;
        } else read = await readLarge(files, entry, onBytes);
      } catch (error) {
        damaged.add(entry.uuid, error);
      }
      if (read && tables.addFile(entry.uuid, entry.path, read.key, entry) && onNew) {
        const { member, place, size } = entry;
        const kept = onNew({ key: read.key, member, place, size }, read.contents);
        if (kept) await kept;
      }
    }
    onEntry?.(entry);
  }
}
