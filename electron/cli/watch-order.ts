import type { WireError } from "../../shared/ipc/errors.ts";
import type { WrittenBeforehand } from "../archive/beforehand.ts";
import type { ProcessLimits } from "../ipc/process-watch.ts";

/** What the thread of a verb hands to the thread that watches it. */
export interface WatchOrder {
  /** Shared by both: see the places below. */
  seen: Int32Array;
  limits: ProcessLimits;
  json: boolean;
  /** Files that may have been being written. */
  places: readonly string[];
  /** An archive to unpack the database of, before there is anything else to do. */
  archive: string | null;
}

/** What the watching thread tells: why the verb has to stop, or, once and only if told an archive, what it has unpacked. */
export type WatchAnswer = { refusal: WireError } | { written: WrittenBeforehand | null };

/** Place of the count of signs of life. */
export const SIGNS_OF_LIFE = 0;
/** Place of a 1 when something was printed to stdout. */
export const HAS_PRINTED = 1;
/** Place of a 1 when the verb itself has told why it was stopped. */
export const HAS_TOLD = 2;
/** Place of a number that never changes, to wait for. */
export const NEVER = 3;
/** Place of the KiB of the database that are unpacked. */
export const UNPACKED_KIB = 4;
/** Place of a 1 when the verb does not want the database. */
export const IS_UNWANTED = 5;
/** How many places there are. */
export const PLACES = 6;
