import type { Database } from "better-sqlite3";
import type { CancelSignal } from "../../shared/ipc/procedure.ts";
import type { SharedFile } from "./open-file.ts";
import type { ZipPart } from "./zip-part.ts";

/** Progress of long work, in counts a person knows; the shape of `JobProgressSchema`. */
export interface JobProgress {
  phase: string;
  done: number;
  total: number | null;
  unit: "nodes" | "links" | "files" | "bytes" | "steps";
  /** Of work in several phases: how much of all of it is done, 0 to 1; never falls. */
  share?: number | undefined;
}

/** What long work takes from its caller: whether to go on, and where to report. */
export interface JobContext {
  signal: CancelSignal;
  progress(value: JobProgress): void;
}

/** A repository object as it lies in a ZIP, so that it can be copied without inflating it. */
export interface RawMember {
  method: "stored" | "deflated";
  crc32: number;
  compressedSize: number;
  size: number;
}

/** The repository objects of a source, by key (lower-case hex SHA-256 of the bytes). */
export interface ObjectStore {
  /** All keys that the source holds, in the order it lists them. */
  keys(): IterableIterator<string>;
  readonly count: number;
  /** Uncompressed bytes of all objects together, where that is known without a look at each. */
  readonly totalBytes?: number;
  /** Uncompressed bytes, or null when the source does not hold the object. O(1) for a ZIP. */
  size(key: string): number | null;
  /** Its number among the members of a ZIP, below `places`; undefined when that does not hold it. Only of a ZIP. O(1). */
  placeOf?(key: string): number | undefined;
  readonly places?: number;
  /** The key of the object at a place. Only of a ZIP. O(1). */
  keyAt?(place: number): string;
  /** `placeOf` by the bytes of a key of 64 hexadecimal digits, which begin at a place in others. Only of a ZIP. O(1). */
  placeAt?(bytes: DataView, at: number): number | undefined;
  /** Uncompressed bytes of the object at a place. Only of a ZIP. O(1). */
  sizeOfPlace?(place: number): number;
  /** The whole object, its CRC and size checked. `archive/corrupt` when damaged or missing, `archive/limit` past `maxBytes`. */
  read(key: string, maxBytes?: number): Buffer;
  /** Part of an object; inflates from its start, so O(offset + length). Verified only as far as it was read. */
  readSlice(key: string, offset: number, length: number): Promise<Buffer>;
  /** The object in chunks; throws `archive/corrupt` at the end when CRC or size do not match. */
  stream(key: string): AsyncIterable<Buffer>;
  /** How the object lies in a ZIP; null for a folder. */
  raw(key: string): RawMember | null;
  /** The member's compressed bytes in chunks, exactly as they lie in the ZIP. Only where `raw` is not null. */
  rawStream(key: string): AsyncIterable<Buffer>;
  /** Lets a thread of this process read objects by itself (`part-objects.ts`), as long as the source is open. Only of a ZIP. */
  readonly aside?: {
    readonly file: SharedFile;
    /** The objects at these places, in this order. */
    part(places: Int32Array): ZipPart;
  };
}

/** What a damaged file has lost, by kind, each with its number and the first few cases in words. */
export interface Losses {
  /** Rows of the database but for links that could not be read, or could not stand beside the others. */
  rowsSkipped: number;
  /** Links that could not be read, or of which an end is not there. */
  linksDropped: number;
  /** Nodes with files whose contents are missing or damaged. */
  nodesWithoutFiles: number;
  /** Distinct file contents that are missing or damaged. */
  objectsLost: number;
  /** Values of kept rows that could not stay: JSON that is none, owners and computers that are not there. */
  valuesEmptied?: number;
  /** More is lost than could be counted: the numbers are the least. */
  isAtLeast?: boolean;
  /** What was found, one sentence each; the first of many. */
  findings: readonly string[];
}

/**
 * One open source: an archive or an unpacked archive folder. Everything above this interface (queries, engine, command,
 * export) is the same for each kind. Opened read-only; nothing beside the source is written.
 */
export interface Source {
  readonly path: string;
  readonly kind: "archive" | "folder" | "store";
  readonly container: "zip" | "tar" | "tar.gz" | "folder" | "store";
  /** The version named in the file, e.g. `main_0001` or `0.7`; of a store, that of its tables. */
  readonly version: string;
  /** The version whose tables `db` has: another than `version` when the file is read through a migration. */
  readonly readAs: string;
  readonly sizeBytes: number;
  /** `metadata.json`, verbatim and parsed (top level known to be an object). */
  readonly metadataText: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Read-only connection; schema checked before the first query of ours ran. */
  readonly db: Database;
  readonly objects: ObjectStore;
  /** Things worth telling: duplicate members, ignored entries, what a migration had to drop. */
  readonly warnings: readonly string[];
  /** What could not be read of a damaged file that the person asked to open all the same; null for a whole one. */
  readonly losses: Losses | null;
  close(): void;
}
