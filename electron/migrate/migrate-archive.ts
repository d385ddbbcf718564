import type { JobContext, Source } from "../archive/source.ts";
import { openSource } from "../sources/open-source.ts";
import { migrateSource } from "./migrate-source.ts";
import type { MigrationOutcome, MigrationRequest } from "./migration.ts";

/**
 * Open an archive of any version, in any container, and write it as an archive of today's kind.
 * @throws AppError as `openSource` and `migrateSource`.
 */
export async function migrateArchive(
  file: string,
  request: MigrationRequest,
  context: JobContext,
): Promise<MigrationOutcome> {
  const source = await openSource(file, context);
  try {
    return await migrateSource(source, request, context);
  } finally {
    source.close();
  }
}

/** The same for a source that is open already. */
export async function migrateOpened(
  source: Source,
  request: MigrationRequest,
  context: JobContext,
): Promise<MigrationOutcome> {
  return migrateSource(source, request, context);
}
