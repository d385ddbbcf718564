import type { WireError } from "../../shared/ipc/errors.ts";
import type { SharedFile } from "../archive/open-file.ts";
import type { ZipPart } from "../archive/zip-part.ts";
import type { WrittenMembers } from "../archive/zip-writer.ts";
import type { EarlyPiece } from "../export/deflate-aside.ts";

/** What a thread that hashes and copies the files of a legacy archive is started with. */
export interface FilesOrder {
  /** The legacy archive, a ZIP; it stays open until the thread has ended, as does the next. */
  file: SharedFile;
  /** The new archive, which the thread writes from its start. */
  target: number;
}

/**
 * What it is told: files to read, part after part, in the order in which their contents are to lie; that none come any more;
 * then a database to deflate as far as it is written. It ends when it is ended.
 */
export type ToFiles = { part: ZipPart } | { database: string; level: number } | "end";

/** Bytes of a key as the thread tells it: 64 hex digits. */
export const KEY_BYTES = 64;

/** A file of a part, by its position there, that is damaged. */
export interface DamagedFile {
  at: number;
  error: WireError;
}

/** What it tells: of each part the keys, one behind the other, with nothing that counts where a file is damaged. */
export type FromFiles =
  | { type: "part"; keys: Uint8Array; damaged: DamagedFile[] }
  | { type: "end"; written: WrittenMembers }
  | { type: "deflated"; piece: EarlyPiece & { position: number } }
  | { type: "failed"; error: WireError };
