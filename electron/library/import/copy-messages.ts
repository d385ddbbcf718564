import type { WireError } from "../../../shared/ipc/errors.ts";
import type { SharedFile } from "../../archive/open-file.ts";
import type { ZipPart } from "../../archive/zip-part.ts";
import type { PackPlace } from "../sandbox-file.ts";

/** What a thread that copies files into a store is started with. */
export interface CopyOrder {
  /** The archive, which stays open until the thread has ended. */
  file: SharedFile;
  place: PackPlace;
  /** How many objects will come, and their bytes. */
  incoming: { count: number; bytes: number };
  /** One number: 1 once nobody wants the files any more. Shared, because a busy thread hears no message. */
  stopped: Int32Array;
}

/** What it is told, in this order: members to copy, part after part; that none come any more; to give names, or to stop. */
export type ToCopier = { part: ZipPart } | { step: "end" | "finish" | "stop" };

/** What it tells. After "failed" it has removed what it wrote, and ends. */
export type FromCopier =
  | { type: "copied"; bytes: number }
  | { type: "part" | "finished" }
  | { type: "failed"; error: WireError };
