import { createHash } from "node:crypto";
import fs from "node:fs";
import type { Source } from "../../archive/source.ts";
import type { ImportRecord } from "./import-record.ts";

/** A larger file is not read once more only to be known again: size and time have to do. */
const MOST_HASHED = 64 * 1024 ** 2;

/** What tells a file from others of its name. A source that vanished meanwhile keeps what was known when it was opened. */
export function fileStamp({
  path,
  sizeBytes,
}: Pick<Source, "path" | "sizeBytes">): Pick<ImportRecord["file"], "sizeBytes" | "changedAt" | "sha256"> {
  try {
    const stat = fs.statSync(path);
    if (!stat.isFile()) return { sizeBytes, changedAt: null, sha256: null };
    const sha256 =
      stat.size > MOST_HASHED ? null : createHash("sha256").update(fs.readFileSync(path)).digest("hex");
    return { sizeBytes: stat.size, changedAt: stat.mtime.toISOString(), sha256 };
  } catch {
    return { sizeBytes, changedAt: null, sha256: null };
  }
}
