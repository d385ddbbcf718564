import fs from "node:fs";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { z } from "zod";
import { toDiskError } from "../../ipc/disk-error.ts";
import type { ImportRecord } from "./import-record.ts";
import { writeAll } from "../../archive/write-all.ts";

/** The folder beside the database that keeps the history of imports. AiiDA looks at nothing there. */
export const HISTORY_FOLDER = "stemma-imports";

const MOST_TEXT_BYTES = 400 * 1024 ** 2; // a string of V8 holds half a gigabyte
const MOST_TRACE_BYTES = 1024 ** 3; // of some fifty million rows

const TextBeforeSchema = z.object({
  kind: z.enum(["extras", "comment"]),
  id: z.int(),
  uuid: z.string(),
  text: z.string().nullable(),
  time: z.string(),
  /** Hash of the text that the import put in its place. */
  after: z.tuple([z.number(), z.number()]).readonly(),
});

/** A text that an import replaced. */
export type TextBefore = z.infer<typeof TextBeforeSchema>;

/** Parts of the file of traces by name. */
export type Traces = Record<string, Uint32Array>;

/** Write a record with its traces and the texts it replaced, each whole, the record itself last. `disk/full`, `disk/denied`. */
export function writeRecord(
  store: string,
  record: ImportRecord,
  traces: Traces,
  texts: readonly TextBefore[],
): void {
  const folder = path.join(store, HISTORY_FOLDER);
  disk(folder, () => fs.mkdirSync(folder, { recursive: true }));
  const words = Object.values(traces);
  const bytes = Buffer.concat(
    words.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength)),
  );
  if (bytes.length > 0) writeWhole(fileOf(store, record.importId, "rows"), bytes);
  if (texts.length > 0) {
    const lines = texts.map((text) => JSON.stringify(text)).join("\n");
    writeWhole(fileOf(store, record.importId, "texts.gz"), gzipSync(lines, { level: 1 }));
  }
  writeState(store, record);
}

/** Write a record alone: its state has changed. `disk/full`, `disk/denied`. */
export function writeState(store: string, record: ImportRecord): void {
  writeWhole(fileOf(store, record.importId, "json"), Buffer.from(JSON.stringify(record)));
}

/** Forget an import: the record first, so that nothing is ever listed whose traces are gone. */
export function removeRecord(store: string, importId: number): void {
  for (const kind of ["json", "rows", "texts.gz"] as const) {
    const file = fileOf(store, importId, kind);
    disk(file, () => fs.rmSync(file, { force: true }));
  }
}

/** The traces of an import; null when they are not there, or not as the record says. */
export function readTraces(store: string, record: ImportRecord): Traces | null {
  const wanted = record.sections.reduce((sum, [, words]) => sum + words, 0) * Uint32Array.BYTES_PER_ELEMENT;
  const bytes = wanted === 0 ? Buffer.alloc(0) : readExactly(fileOf(store, record.importId, "rows"), wanted);
  if (bytes === null) return null;
  const traces: Traces = {};
  let at = bytes.byteOffset;
  const { buffer } = bytes.byteOffset % 4 === 0 ? bytes : { buffer: bytes.buffer.slice(at) };
  if (buffer !== bytes.buffer) at = 0;
  for (const [name, length] of record.sections) {
    traces[name] = new Uint32Array(buffer as ArrayBuffer, at, length);
    at += length * Uint32Array.BYTES_PER_ELEMENT;
  }
  return traces;
}

/** Null for a file of another size, or none, and for what is no file: reading from that could go on for ever. */
function readExactly(file: string, size: number): Buffer | null {
  try {
    const stat = fs.lstatSync(file);
    return stat.isFile() && stat.size === size && size <= MOST_TRACE_BYTES ? fs.readFileSync(file) : null;
  } catch {
    return null;
  }
}

/** The texts that an import replaced; null when they are not there any more. */
export function readTexts(store: string, record: ImportRecord): TextBefore[] | null {
  if (!record.keepsTexts) return [];
  try {
    const file = fileOf(store, record.importId, "texts.gz");
    const stat = fs.lstatSync(file);
    if (!stat.isFile() || stat.size > MOST_TEXT_BYTES) return null;
    const packed = fs.readFileSync(file);
    const lines = gunzipSync(packed, { maxOutputLength: MOST_TEXT_BYTES }).toString("utf8").split("\n");
    return lines.map((line) => requireText(TextBeforeSchema.parse(JSON.parse(line))));
  } catch {
    return null;
  }
}

/** Extras are written into the store as they stand here. */
function requireText(one: TextBefore): TextBefore {
  if (one.kind === "extras" && one.text !== null) JSON.parse(one.text);
  return one;
}

function fileOf(store: string, importId: number, kind: "json" | "rows" | "texts.gz"): string {
  return path.join(store, HISTORY_FOLDER, `${importId}.${kind}`);
}

function writeWhole(file: string, bytes: Buffer): void {
  const temporary = `${file}.new`;
  disk(file, () => {
    fs.rmSync(temporary, { force: true }); // of a killed program; never written through, should it be a link
    const handle = fs.openSync(temporary, "wx", 0o600);
    try {
      writeAll(handle, bytes);
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
    fs.renameSync(temporary, file);
  });
}

function disk<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toDiskError(error, file);
  }
}
