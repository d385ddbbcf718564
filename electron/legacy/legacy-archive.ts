import type { RawMember } from "../archive/source.ts";
import type { PackedMember } from "../archive/zip-members.ts";

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
  /**
   * `data.json` from its start, in chunks, each valid until the next is asked for; its checksum is checked at the end.
   * `archive/corrupt`, `archive/limit`.
   */
  data(): AsyncIterable<Buffer> | Iterable<Buffer>;
  readonly files: LegacyFiles;
  readonly warnings: readonly string[];
  close(): void;
}

/** A file of the container, wherever it belongs. */
export interface LegacyPlace {
  /** Its name in the container, as it stands there. */
  member: string;
  /** Where the container has it, for containers that find nothing by name; else 0. */
  place: number;
  /** Inflated bytes. */
  size: number;
}

/** A file or folder of a node, as the old layout keeps it below `nodes/`; a folder has size 0. */
export interface LegacyEntry extends LegacyPlace {
  /** UUID of the node, from the three levels of folders. */
  uuid: string;
  /** Path within the node's repository, by `/`, checked for escapes; the sub-folder `path` or `raw_input` is left out. */
  path: string;
  isFolder: boolean;
}

/** The files of all nodes. */
export interface LegacyFiles {
  /** How many files and folders there are below `nodes/`, and the bytes of all files, inflated. */
  readonly count: number;
  readonly bytes: number;
  /** Every file and folder below `nodes/`, in the order in which they lie. Others are not given. */
  entries(): Iterable<LegacyEntry>;
  /** Contents of a file in chunks, checked as far as the container can. */
  stream(place: LegacyPlace): AsyncIterable<Buffer>;
  /** Part of a file, unchecked. */
  slice(place: LegacyPlace, offset: number, length: number): Promise<Buffer>;
  /** A file read whole and checked as far as the container can. `archive/limit` past `maxBytes`. */
  read(place: LegacyPlace, maxBytes: number): Buffer;
  /** The ZIP in which the files lie packed, under their `member` names; null in other containers. */
  readonly packedIn: PackedFiles | null;
}

/** Packed files that can be copied without inflating them (`ObjectStore.raw`). */
export interface PackedFiles {
  raw(member: string): RawMember | null;
  rawStream(member: string): AsyncIterable<Buffer>;
  /** A file read whole as it lies, valid until the next call. `archive/limit` past `maxBytes`, which counts what it unpacks to. */
  readPacked(member: string, maxBytes: number): PackedMember;
  /** What was read last, unpacked and checked; valid as long. */
  unpacked(of: PackedMember): Buffer;
}
