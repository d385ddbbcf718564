import { corrupt } from "../archive/corrupt.ts";
import { LEGACY_VERSIONS } from "../archive/metadata.ts";
import type { OpenFile } from "../archive/open-file.ts";
import type { JobContext, Source } from "../archive/source.ts";
import { prepareCountQueries } from "../db/queries/counts.ts";
import { zipOrigin } from "../legacy/legacy-origins.ts";
import { openLegacy } from "../legacy/open-legacy.ts";
import { MOST_FINDINGS } from "../salvage/loss-book.ts";
import { type LookedAtZip, lookAtZip, openDamagedZipArchive } from "../salvage/open-damaged-zip.ts";
import { zipFromHeaders } from "../salvage/zip-from-headers.ts";

/**
 * Open a ZIP of any version as far as it can be read; null for a file that is no ZIP, not even a part of one (`isZip`:
 * it begins as one). The file is closed with the source.
 * @throws as `openDamagedZipArchive`, `openLegacy`.
 */
export async function openReadableZip(
  file: OpenFile,
  isZip: boolean,
  context: JobContext,
  options: { cacheDir?: string; readable?: boolean },
): Promise<Source | null> {
  const looked = await lookAtZip(file, context);
  const { zip, metadata } = looked;
  if (LEGACY_VERSIONS.includes(metadata.version)) {
    const members = zip.zip ?? (await zipFromHeaders(file, context));
    if (zip.zip === null) {
      looked.book.isAtLeast = true;
      looked.book.tell("Which files of nodes lay behind the cut is not known.");
    }
    const source = await openLegacy(zipOrigin(members, Buffer.from(metadata.text)), context, options);
    return withFindingsOf(source, looked);
  }
  const isPart = isZip || zip.zip !== null || (await zip.candidates("db.sqlite3")).length > 0;
  return isPart ? openDamagedZipArchive(file, looked, context) : null;
}

/** What was found in the container goes before what was found in it. */
function withFindingsOf(source: Source, { book }: LookedAtZip): Source {
  const { losses } = source;
  if (losses && Object.values(prepareCountQueries(source.db).tables()).every((count) => count === 0)) {
    source.close();
    throw corrupt("data.json", "rows", "Not one node of the archive can be read");
  }
  const found = book.losses();
  if (found === null) return source;
  const findings = [...found.findings, ...(losses?.findings ?? [])].slice(0, MOST_FINDINGS);
  const isAtLeast = found.isAtLeast === true || losses?.isAtLeast === true;
  return { ...source, losses: { ...found, ...losses, findings, isAtLeast } };
}
