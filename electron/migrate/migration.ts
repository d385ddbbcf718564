import type { TableCounts } from "../db/queries/counts.ts";

/** The versions that can be written, older one first. */
export const TARGET_VERSIONS = ["main_0000", "main_0001"] as const;
export type TargetVersion = (typeof TARGET_VERSIONS)[number];

/** One migration, as a person or a script asks for it. */
export interface MigrationRequest {
  version: TargetVersion;
  /** Where the new archive goes; the archive's own path means nothing without `inPlace`. */
  target: string;
  /** An existing file may be replaced; a folder never, and the archive itself only with `inPlace`. */
  mayReplace: boolean;
  /** Put the new archive in the place of the old one, once it is complete. `target` is not looked at. */
  inPlace: boolean;
}

/** What a migration came to. */
export interface MigrationOutcome {
  /** Absolute path of the new archive. */
  path: string;
  from: string;
  to: TargetVersion;
  /** What the new archive holds. */
  counts: TableCounts & { files: number };
  sizeBytes: number;
  seconds: number;
  /** The sentences that `conversion_info` gained: one for each step, then what was filled or left out; none for a copy. */
  conversion: string[];
  /** What a person should know: of the source, and what was filled or left out. */
  warnings: string[];
}

/** Level of deflate for what is not deflated yet, as in AiiDA's migration. */
export const MIGRATION_LEVEL = 6;

/**
 * Level of deflate for a database that is made anew of a legacy archive: two thirds of the time that level 6 takes, for 3 % more
 * bytes in the proportions of real studies. Nothing in an archive tells the level of a member.
 */
export const NEW_DATABASE_LEVEL = 3;
