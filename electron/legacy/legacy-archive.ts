/**
 * A legacy archive (versions 0.1 to 0.13) as it lies on disk, whatever its container: `metadata.json`, `data.json` and
 * the files of nodes. What is read out of it becomes the tables of today's archives (`docs/data-model.md`, "Versions").
 */
export interface LegacyArchive {
  readonly path: string;
  readonly container: "zip" | "tar" | "tar.gz" | "folder";
  readonly sizeBytes: number;
  /** Bytes of `metadata.json`, at most as many as the limit allows. */
  readonly metadata: Buffer;
  /** Inflated bytes of `data.json`; null when only reading to its end tells. */
  readonly dataBytes: number | null;
  /** `data.json` from its start, in chunks; its checksum is checked at the end. `archive/corrupt`, `archive/limit`. */
  data(): AsyncIterable<Buffer>;
  readonly files: LegacyFiles;
  readonly warnings: readonly string[];
  close(): void;
}

/** A file or folder of a node, as the old layout keeps it below `nodes/`. */
export interface LegacyEntry {
  /** UUID of the node, from the three levels of folders. */
  uuid: string;
  /** Path within the node's repository, by `/`, checked for escapes; the sub-folder `path` or `raw_input` is left out. */
  path: string;
  isFolder: boolean;
  /** Inflated bytes; 0 for a folder. */
  size: number;
  /** Where the container has it; means something to the container only. */
  place: number;
}

/** The files of all nodes. */
export interface LegacyFiles {
  /** Every file and folder below `nodes/`, in the order in which they lie. Others are not given. */
  entries(): AsyncIterable<LegacyEntry>;
  /** Contents of a file in chunks, checked as far as the container can. */
  stream(entry: Pick<LegacyEntry, "place" | "size">): AsyncIterable<Buffer>;
}
