import type { ProcessLimits } from "../ipc/process-watch.ts";

/** What the thread of a verb hands to the thread that watches it. */
export interface WatchOrder {
  /** Shared by both: see the places below. */
  seen: Int32Array;
  limits: ProcessLimits;
  json: boolean;
  /** Files that may have been being written. */
  places: readonly string[];
}

/** Place of the count of signs of life. */
export const SIGNS_OF_LIFE = 0;
/** Place of a 1 when something was printed to stdout. */
export const HAS_PRINTED = 1;
/** Place of a 1 when the verb itself has told why it was stopped. */
export const HAS_TOLD = 2;
/** Place of the seconds that the call under way may take longer than any other. */
export const GRANTED_SECONDS = 3;
/** Place of a number that never changes, to wait for. */
export const NEVER = 4;
