import type { JobContext, Losses } from "../archive/source.ts";
import type { LegacyArchive, LegacyFiles } from "./legacy-archive.ts";

/** A legacy archive on disk, in one kind of container. */
export interface LegacyOrigin {
  readonly path: string;
  readonly container: LegacyArchive["container"];
  readonly sizeBytes: number;
  /** A text that is the same only for this file with these contents. */
  readonly identity: string;
  /**
   * Open it to be converted. A tar that has to be inflated first goes into a file of the given name, unless it is small.
   * The archive is not closed by whoever asked: what is open belongs to the origin.
   */
  open(tarFile: () => string, context: JobContext, options?: { readable: boolean }): Promise<OpenedLegacy>;
  /** The files of an archive that was converted before; of a `.tar.gz` in its inflated tar. Null when that is not whole. */
  files(notes: ConversionNotes, tarFile: string): LegacyFiles | null;
  /** Whatever is open. May be called twice. */
  close(): void;
}

export interface OpenedLegacy {
  archive: LegacyArchive;
  /** Bytes of the inflated tar if it is in a file; null where there is none. */
  tarBytes: number | null;
  /** Damage of the container that was passed over, as it was asked to be readable; sentences. */
  damage: readonly string[];
}

/** What a later opening needs to know besides the tables; kept with them, as JSON. */
export interface ConversionNotes {
  /** `metadata.json` as it stands in the archive. */
  metadataText: string;
  warnings: readonly string[];
  losses: Losses | null;
  /** Files and folders of all nodes, and the bytes of all files. */
  fileCount: number;
  fileBytes: number;
  /** Bytes of the inflated tar; null where there is none. */
  tarBytes: number | null;
}
