import type { WireError } from "../../shared/ipc/errors.ts";
import type { SharedFile } from "../archive/open-file.ts";
import type { WrittenMembers } from "../archive/zip-writer.ts";
import type { EarlyPiece } from "../export/deflated-file.ts";
import type { TreesOfNodes } from "./told-trees.ts";

/** What a thread is told that reads the files of a legacy archive. It ends when it is ended. */
export type ToFiles =
  /** First: the legacy archive, a ZIP, and the new one, which the thread writes from its start. Both stay open until it has ended. */
  | { type: "files"; file: SharedFile; target: number }
  /** Now and then: the database to deflate as far as it is written, when all files are read. */
  | { type: "database"; database: string; level: number };

/** What its list of members tells of a legacy archive. */
export interface ListedFiles {
  /** UUIDs of all nodes that have files or folders, end to end. */
  uuids: string;
  /** Of all files. */
  bytes: number;
  /** As `LegacyArchive`. */
  warnings: readonly string[];
}

/** What it tells: first what is listed, then files of nodes as they are read; its end. */
export type FromFiles =
  | { type: "listed"; list: ListedFiles }
  /** The archive is none that is to be read in this way, or damaged: nothing was written, and nothing follows. */
  | { type: "unsuitable" }
  | { type: "trees"; of: TreesOfNodes }
  | { type: "end"; written: WrittenMembers }
  | { type: "deflated"; piece: EarlyPiece & { position: number } }
  | { type: "failed"; error: WireError };
