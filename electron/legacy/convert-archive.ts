import fs from "node:fs";
import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { parseMetadata, READ_AS } from "../archive/metadata.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext, Losses, Source } from "../archive/source.ts";
import { writeLegacyIndex } from "../db/queries/legacy-index.ts";
import { toArchiveError } from "../db/to-archive-error.ts";
import { convertLegacy } from "./convert-legacy.ts";
import { type HashedFiles, hashFiles } from "./hash-files.ts";
import type { ConversionNotes, OpenedLegacy } from "./legacy-origin.ts";

/** The name under which the notes are kept (`electron/db/queries/legacy-index.ts`). */
export const NOTES = "conversion";

/**
 * Fill an empty database with today's tables, the index of the files' contents, and the notes: all that is needed to
 * read a legacy archive as a current one. Memory does not grow with the number of files.
 * @throws AppError as `hashFiles` and `convertLegacy`.
 */
export async function convertArchive(
  { archive, tarBytes, damage }: OpenedLegacy,
  db: Source["db"],
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
      metadataText: parseMetadata(archive.metadata).text,
      warnings: [...archive.warnings, ...converted.warnings],
      losses: allLosses(converted.losses, hashed.damaged, damage),
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

/** What a conversion and the hashing of files before it had to leave out; null when nothing was lost. */
export function allLosses(
  ofRows: Losses | null,
  { count, nodes, findings }: HashedFiles["damaged"],
  ofContainer: readonly string[],
): Losses | null {
  if (ofRows === null && count === 0 && ofContainer.length === 0) return null;
  return {
    ...(ofRows ?? { rowsSkipped: 0, linksDropped: 0, isAtLeast: false }),
    nodesWithoutFiles: (ofRows?.nodesWithoutFiles ?? 0) + nodes,
    objectsLost: (ofRows?.objectsLost ?? 0) + count,
    // Of what lay behind the place where a tar breaks off nobody knows.
    isAtLeast: ofRows?.isAtLeast === true || ofContainer.length > 0,
    findings: [...ofContainer, ...(ofRows?.findings ?? []), ...findings],
  };
}
