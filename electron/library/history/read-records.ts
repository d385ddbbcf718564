import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { AppError } from "../../../shared/ipc/errors.ts";
import { KEPT_IMPORTS } from "../../../shared/model/kept-imports.ts";
import { toDiskError } from "../../ipc/disk-error.ts";
import { HISTORY_FOLDER } from "./history-files.ts";
import { type ImportRecord, ImportRecordSchema, RECORD_FORMAT } from "./import-record.ts";

const MOST_RECORD_BYTES = 1024 * 1024;
const RECORD_NAME = /^([1-9]\d{0,8})\.json$/;
/** The last number that a record can have. */
const LAST_IMPORT = 999_999_999;

/** A record that says nothing: what came with its import is not known. */
export interface UnreadableRecord {
  importId: number;
  /** `newer`: a later Stemma wrote it, in a form that this one does not know. */
  why: "damaged" | "newer";
}

/** What lies in the history of a store, oldest first. */
export interface HistoryRecords {
  records: ImportRecord[];
  unreadable: UnreadableRecord[];
}

const NewerSchema = z.object({ format: z.int().min(RECORD_FORMAT + 1) });

/**
 * Everything that is recorded of the newest thousand imports of a store, as it lies there: see `readHistory` for what of it is
 * true. Files of other names are passed over.
 * @throws AppError `store/corrupt` when something else stands in the place of the folder; `disk/denied`.
 */
export function readRecords(store: string): HistoryRecords {
  const found: HistoryRecords = { records: [], unreadable: [] };
  const folder = historyFolder(store);
  if (folder === null) return found;
  for (const importId of recordNumbers(folder)) {
    const record = readRecord(path.join(folder, `${importId}.json`), importId);
    if (record === null) continue;
    if (typeof record === "string") found.unreadable.push({ importId, why: record });
    else found.records.push(record);
  }
  return found;
}

/**
 * The number for the next import: above all that there ever were, also of records that cannot be read.
 * @throws AppError as `readRecords`; `store/corrupt` when a file has the last number that there is.
 */
export function nextImportId(store: string): number {
  const folder = historyFolder(store);
  const last = folder === null ? 0 : (recordNumbers(folder).at(-1) ?? 0);
  if (last < LAST_IMPORT) return last + 1;
  throw new AppError(
    "store/corrupt",
    `${memberOf(last)} of the store has the last number that an import can have. Move it away if it is not yours.`,
    { member: memberOf(last), check: "import numbers", path: store },
  );
}

/** What the record of an import is called in a store. */
export function memberOf(importId: number): string {
  return `${HISTORY_FOLDER}/${importId}.json`;
}

/** Null where there is no history yet. */
function historyFolder(store: string): string | null {
  const folder = path.join(store, HISTORY_FOLDER);
  const stat = fs.lstatSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  if (stat.isDirectory()) return folder;
  throw new AppError(
    "store/corrupt",
    `${HISTORY_FOLDER} of the store, where its imports are noted, is no folder. Move it away and try again.`,
    { member: HISTORY_FOLDER, check: "folder", path: store },
  );
}

/** Of the newest imports, ascending. */
function recordNumbers(folder: string): number[] {
  let names: string[];
  try {
    names = fs.readdirSync(folder);
  } catch (error) {
    throw toDiskError(error, folder);
  }
  const numbers = names.flatMap((name) => Number(RECORD_NAME.exec(name)?.[1] ?? Number.NaN) || []);
  return numbers.sort((a, b) => a - b).slice(-KEPT_IMPORTS);
}

/** What is wrong with a record that is none; null if it vanished just now. */
function readRecord(file: string, importId: number): ImportRecord | UnreadableRecord["why"] | null {
  let value: unknown;
  try {
    const stat = fs.lstatSync(file, { throwIfNoEntry: false });
    if (stat === undefined) return null;
    if (!stat.isFile() || stat.size > MOST_RECORD_BYTES) return "damaged";
    value = JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return "damaged";
  }
  const record = ImportRecordSchema.safeParse(value);
  if (record.success) return record.data.importId === importId ? record.data : "damaged";
  return NewerSchema.safeParse(value).success ? "newer" : "damaged";
}
