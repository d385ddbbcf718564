import type { WireError } from "../../shared/ipc/errors.ts";
import type { SharedFile } from "../archive/open-file.ts";
import type { ZipPart } from "../archive/zip-part.ts";
import type { WrittenMembers } from "../archive/zip-writer.ts";
import type { EarlyPiece } from "../export/deflated-file.ts";
import type { DamageOfFiles } from "../legacy/damaged-files.ts";
import type { TreesOfNodes } from "./told-trees.ts";

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

/** What it is told now and then: the database to deflate as far as it is written, when all files are read. It ends when it is ended. */
export interface ToFiles {
  database: string;
  level: number;
}

/** What it tells: files of nodes as they are read; its end. */
export type FromFiles =
  | { type: "trees"; of: TreesOfNodes }
  | { type: "end"; written: WrittenMembers; damaged: DamageOfFiles }
  | { type: "deflated"; piece: EarlyPiece & { position: number } }
  | { type: "failed"; error: WireError };
