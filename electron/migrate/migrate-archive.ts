import { LEGACY_VERSIONS } from "../archive/metadata.ts";
import type { JobContext, Source } from "../archive/source.ts";
import { findLegacy } from "../sources/find-legacy.ts";
import { type OpenOptions, openSource } from "../sources/open-source.ts";
import { migrateLegacy } from "./migrate-legacy.ts";
import { migratePlain } from "./migrate-plain.ts";
import { migrateSource } from "./migrate-source.ts";
import type { MigrationOutcome, MigrationRequest } from "./migration.ts";

/**
 * Write an archive of any version, in any container, as an archive of today's kind (`migrateSource`, `migrateLegacy`).
 * @throws AppError as `openSource`, and as those two.
 */
export async function migrateArchive(
  file: string,
  request: MigrationRequest,
  context: JobContext,
  options: Pick<OpenOptions, "readable"> = {},
): Promise<MigrationOutcome> {
  const readable = options.readable === true;
  const written = readable ? null : await migratePlain(file, request, context);
  if (written) return written;
  const legacy = await findLegacy(file, context);
  if (legacy) return migrateLegacy(legacy, request, context, readable);
  const source = await openSource(file, context, options);
  try {
    return await migrateSource(source, request, context);
  } finally {
    source.close();
  }
}

/** The same for a source that is open already; what was opened as far as it is readable is written so. */
export async function migrateOpened(
  source: Source,
  request: MigrationRequest,
  context: JobContext,
): Promise<MigrationOutcome> {
  if (!LEGACY_VERSIONS.includes(source.version)) return migrateSource(source, request, context);
  return migrateArchive(source.path, request, context, { readable: source.losses !== null });
}
