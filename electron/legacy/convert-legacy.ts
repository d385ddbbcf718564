import type { Database } from "better-sqlite3";
import { AppError } from "../../shared/ipc/errors.ts";
import type { JobContext, Losses } from "../archive/source.ts";
import type { LegacyArchive } from "./legacy-archive.ts";
import type { LegacyRepository } from "./legacy-repository.ts";

/** The version whose tables are built: `main_0000` as AiiDA's own first step leaves them, `main_0001` with nulls filled. */
export type ConvertedVersion = "main_0000" | "main_0001";

export interface ConvertLegacyOptions {
  version: ConvertedVersion;
  /** Leave out what cannot be read, and count it in `losses`, instead of refusing the archive. */
  readable: boolean;
}

/** What a conversion gives besides the tables. */
export interface ConvertedLegacy {
  /** The converted `metadata.json`, with one sentence in `conversion_info` for each step. */
  metadata: Record<string, unknown>;
  warnings: string[];
  /** Null unless `readable` was asked for. */
  losses: Losses | null;
}

/**
 * Build today's tables in an empty, writable database from a legacy archive (versions 0.1 to 0.13), and the metadata
 * that go with them. The database is complete, with its indexes, when this resolves.
 * @throws AppError `archive/corrupt` (details: member, check, where; `findings` lists what is wrong), `archive/limit`,
 *   `archive/unsupported-version`, `disk/full`, `cancelled`.
 */
export async function convertLegacy(
  archive: LegacyArchive,
  _repository: LegacyRepository,
  _db: Database,
  _context: JobContext,
  _options: ConvertLegacyOptions,
): Promise<ConvertedLegacy> {
  throw new AppError("archive/unsupported-version", `${archive.path} cannot be converted yet.`);
}
