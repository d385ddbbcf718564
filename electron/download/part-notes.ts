import fs from "node:fs";
import type http from "node:http";

/** What makes it safe to go on with a download that broke off: the server says that the file is still the same. */
export interface PartNotes {
  /** A strong ETag, else the time of the last change, as the server gave it (RFC 9110, 13.1.5). */
  validator: string;
  /** Bytes of the whole file, where the server said so. */
  total: number | null;
}

/** The notes that an answer allows; null when the server gives nothing to recognise the file by. */
export function notesOf({ headers }: http.IncomingMessage, total: number | null): PartNotes | null {
  const tag = headers.etag;
  const validator = tag !== undefined && !tag.startsWith("W/") ? tag : headers["last-modified"];
  return validator === undefined || validator.length > 1000 ? null : { validator, total };
}

export function writeNotes(file: string, notes: PartNotes | null): void {
  if (notes === null) fs.rmSync(file, { force: true });
  else fs.writeFileSync(file, JSON.stringify(notes), { mode: 0o600 });
}

/** Notes of an earlier try; null when there are none that make sense. */
export function readNotes(file: string): PartNotes | null {
  try {
    const notes: unknown = JSON.parse(fs.readFileSync(file, "utf8"));
    const isNotes = typeof notes === "object" && notes !== null && "validator" in notes && "total" in notes;
    if (!isNotes || typeof notes.validator !== "string" || /[^\x20-\x7e]/.test(notes.validator)) return null;
    const { validator, total } = notes;
    return typeof total === "number" || total === null ? { validator, total } : null;
  } catch {
    return null; // none, or cut short by the end of its process
  }
}
