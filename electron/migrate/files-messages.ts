import type { WireError } from "../../shared/ipc/errors.ts";
import type { SharedFile } from "../archive/open-file.ts";
import type { ZipPart } from "../archive/zip-part.ts";
import type { WrittenMembers } from "../archive/zip-writer.ts";
import type { EarlyPiece } from "../export/deflate-aside.ts";
import type { DamageOfFiles } from "../legacy/damaged-files.ts";

/** What a thread that reads the files of a legacy archive is started with. */
export interface FilesOrder {
  /** The legacy archive, a ZIP; it stays open until the thread has ended, as does the next. */
  file: SharedFile;
  list: ZipPart;
  /** The new archive, which the thread writes from its start. */
  target: number;
  /** Files and folders of all nodes, and the bytes of all files. */
  known: { count: number; bytes: number };
  /** Leave damaged files out instead of failing when all are read. */
  readable: boolean;
}

/** What it is told when it has read all files: a database to deflate as far as it is written. It ends when it is ended. */
export interface ToFiles {
  database: string;
  level: number;
}

/** Bytes of a key as the thread tells it: 64 hex digits. */
export const KEY_BYTES = 64;

/** What it tells: keys of files, one behind the other, in the order of `LegacyFiles.entries`, zeros for a damaged one; its end. */
export type FromFiles =
  | { type: "keys"; keys: Uint8Array; bytesRead: number }
  | { type: "end"; written: WrittenMembers; damaged: DamageOfFiles }
  | { type: "deflated"; piece: EarlyPiece & { position: number } }
  | { type: "failed"; error: WireError };
