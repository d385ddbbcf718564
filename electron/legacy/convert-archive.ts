import fs from "node:fs";
import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { READ_AS } from "../archive/metadata.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext, Losses, Source } from "../archive/source.ts";
import { writeLegacyIndex } from "../db/queries/legacy-index.ts";
import { toArchiveError } from "../db/to-archive-error.ts";
import { convertLegacy } from "./convert-legacy.ts";
import { type HashedFiles, hashFiles } from "./hash-files.ts";
import type { LegacyArchive } from "./legacy-archive.ts";

/** What a later opening needs to know besides the tables; kept with them, as JSON. */
export interface ConversionNotes {
  /** `metadata.json` as it stands in the archive. */
  metadataText: string;
  warnings: readonly string[];
  losses: Losses | null;
  /** Files and folders of all nodes, and the bytes of all files. */
  fileCount: number;
  fileBytes: number;
  /** Bytes of the inflated tar; null where there is none. */
  tarBytes: number | null;
}

/** The name under which the notes are kept (`electron/db/queries/legacy-index.ts`). */
export const NOTES = "conversion";

/**
 * Fill an empty database with today's tables, the index of the files' contents, and the notes: all that is needed to
 * read a legacy archive as a current one. Memory does not grow with the number of files.
 * @throws AppError as `hashFiles` and `convertLegacy`.
 */
export async function convertArchive(
  archive: LegacyArchive,
  db: Source["db"],
  metadataText: string,
  tarBytes: number | null,
  context: JobContext,
  { readable }: { readable: boolean },
): Promise<void> {
  const hashed = await hashFiles(archive.files, context, { readable });
  try {
    const converted = await convertLegacy(archive, hashed.repository, db, context, {
      version: READ_AS,
      readable,
      now: fs.statSync(archive.path).mtime, // the same at each opening
    });
    const notes: ConversionNotes = {
      metadataText,
      warnings: [...archive.warnings, ...converted.warnings],
      losses: allLosses(converted.losses, hashed.damaged),
      fileCount: archive.files.count,
      fileBytes: archive.files.bytes,
      tarBytes,
    };
    await writeIndex(db, hashed, notes, context);
  } catch (error) {
    throw toArchiveError(error);
  } finally {
    hashed.close();
  }
}

async function writeIndex(
  db: Source["db"],
  hashed: HashedFiles,
  notes: ConversionNotes,
  context: JobContext,
): Promise<void> {
  const report = pacedProgress(context);
  for (const done of writeLegacyIndex(db, hashed.objects(), { [NOTES]: JSON.stringify(notes) })) {
    report({ phase: "noting where the files are", done, total: null, unit: "files" });
    await setImmediate();
    throwIfCancelled(context.signal);
  }
}

/** Null when nothing was lost. */
function allLosses(ofRows: Losses | null, { count, nodes, findings }: HashedFiles["damaged"]): Losses | null {
  const losses: Losses = {
    rowsSkipped: ofRows?.rowsSkipped ?? 0,
    linksDropped: ofRows?.linksDropped ?? 0,
    nodesWithoutFiles: (ofRows?.nodesWithoutFiles ?? 0) + nodes,
    objectsLost: (ofRows?.objectsLost ?? 0) + count,
    findings: [...(ofRows?.findings ?? []), ...findings],
  };
  const { findings: all, ...counts } = losses;
  return all.length === 0 && Object.values(counts).every((lost) => lost === 0) ? null : losses;
}
