import type { WireError } from "../../shared/ipc/errors.ts";
import type { JobProgress } from "../archive/source.ts";
import type { BatchResult } from "./check-batch.ts";
import type { DatabaseResult } from "./check-database.ts";

/** What a thread of a check is started with. */
export interface WorkerData {
  /** One number: 1 once nobody wants the answer any more. Shared, because a busy thread hears no message. */
  cancelled: Int32Array;
}

/** What it tells. */
export type FromWorker =
  /** Unpacked bytes that were read since the last message. */
  | { type: "bytes"; bytes: number }
  | { type: "batch"; result: BatchResult; bytes: number }
  | { type: "progress"; progress: JobProgress }
  | { type: "database"; result: DatabaseResult }
  | { type: "failed"; error: WireError };
