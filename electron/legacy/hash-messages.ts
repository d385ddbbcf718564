import type { SharedFile } from "../archive/open-file.ts";

/** What a thread that hashes files of a ZIP is started with; it is told parts of the ZIP then (`ZipPart`), and answers each. */
export interface HashOrder {
  /** The archive, which stays open until the thread has ended. */
  file: SharedFile;
}

/** Its answer to a part. */
export interface PartHashes {
  /** SHA-256 of each member's contents, as `PackedKeys`. */
  keys: Uint8Array;
  /** 1 for members that lie deflated and are whole. Of others nothing is said: whoever asked reads them. */
  isKnown: Uint8Array;
}
