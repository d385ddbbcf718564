import { parseMetadata } from "../archive/metadata.ts";
import type { JobContext, Losses, Source } from "../archive/source.ts";
import { abandonLegacyRows } from "../db/queries/legacy-rows.ts";
import { toArchiveError } from "../db/to-archive-error.ts";
import { programVersion } from "../ipc/program-version.ts";
import { buildTables } from "./build-tables.ts";
import { Findings } from "./findings.ts";
import type { LegacyArchive } from "./legacy-archive.ts";
import { LegacyRows } from "./legacy-rows.ts";
import type { LegacyRepository } from "./legacy-repository.ts";
import { isBefore, requireLegacyVersion } from "./legacy-version.ts";
import { stageData } from "./stage-data.ts";
import { convertedMetadata } from "./steps/metadata.ts";
import { storedMoment } from "./steps/stored-values.ts";

/** The version whose tables are built: `main_0000` as AiiDA's own first step leaves them, `main_0001` with nulls filled. */
export type ConvertedVersion = "main_0000" | "main_0001";

export interface ConvertLegacyOptions {
  version: ConvertedVersion;
  /** Leave out what cannot be read, and count it in `losses`, instead of refusing the archive. */
  readable: boolean;
  /** Stands in for times that the archive lacks; default: the present, as AiiDA has it. */
  now?: Date;
  /** Bytes that may wait in memory; as `LegacyRows`. */
  mostHeldBytes?: number;
  /**
   * Called when all rows but links and memberships are in the database's file, and before each index: most of the pages that are there by
   * then change no more.
   */
  onSettled?: () => void;
  /**
   * Asked when `data.json` has been read: whether the files of nodes will be waited for. Then links come before nodes, if they can: where
   * nothing may be left out, and their types follow from nothing else.
   */
  filesAreLate?: () => boolean;
}

/** What a conversion gives besides the tables. */
export interface ConvertedLegacy {
  /** The converted `metadata.json`, with one sentence in `conversion_info` for each step. */
  metadata: Record<string, unknown>;
  warnings: string[];
  /** What was left out, if `readable` was asked for; null when nothing was. */
  losses: Losses | null;
}

/**
 * Build today's tables in an empty, writable database from a legacy archive (versions 0.1 to 0.13), and the metadata
 * that go with them (`docs/data-model.md`, "Legacy archives"). `data.json` is read once; memory does not grow with it. The
 * database is complete, with its indexes, when this resolves; after a failure it is not to be used.
 * @throws AppError `archive/corrupt` (details: member, check, and where it broke or `findings`, the list of what is wrong),
 *   `archive/limit`, `archive/unsupported-version`, `disk/full`, `cancelled`.
 */
export async function convertLegacy(
  archive: LegacyArchive,
  repository: LegacyRepository,
  db: Source["db"],
  context: JobContext,
  { version, readable, now = new Date(), mostHeldBytes, onSettled, filesAreLate }: ConvertLegacyOptions,
): Promise<ConvertedLegacy> {
  const { metadata, version: named } = parseMetadata(archive.metadata);
  const from = requireLegacyVersion(named, archive.path);
  const findings = new Findings(readable);
  const warnings: string[] = [];
  try {
    const rows = new LegacyRows(db, { mayBeNull: version === "main_0000", mostHeldBytes });
    await stageData(archive, rows, from, findings, context, readable);
    const rules = { from, to: version, now: storedMoment(now) };
    const linksFirst = !readable && !isBefore(from, "0.4") && filesAreLate?.() === true;
    const input = { db, rows, repository, rules, findings, warnings, context, readable };
    await buildTables({ ...input, linksFirst, onSettled });
  } catch (error) {
    abandonLegacyRows(db);
    throw toArchiveError(error);
  }
  return {
    metadata: convertedMetadata(metadata, from, version, programVersion(), warnings),
    warnings,
    losses: findings.losses(),
  };
}
