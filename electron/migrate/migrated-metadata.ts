import { topMembers } from "../../shared/json/json-members.ts";
import { conversionSentence } from "../archive/conversion-sentence.ts";
import { localTime, pythonJson } from "../export/archive-metadata.ts";
import type { DamageNote } from "../export/damage-note.ts";
import { requireLegacyVersion } from "../legacy/legacy-version.ts";
import { convertedMetadata } from "../legacy/steps/metadata.ts";
import type { TargetVersion } from "./migration.ts";

/** What a migration writes into `metadata.json`. */
export interface MigrationFacts {
  version: TargetVersion;
  migratedAt: Date;
  compression: number;
  stemmaVersion: string;
  /** What is missing because the source is damaged; null for a whole one. */
  damage: DamageNote | null;
}

/** The text of `metadata.json`, and the sentences that its `conversion_info` gained. */
export interface MigratedMetadata {
  metadata: string;
  conversion: string[];
}

/**
 * `metadata.json` of an archive of today's kind, migrated: members that a migration does not touch keep their place and their
 * text, as `10.0` or an integer above 2^53; the touched ones are those that AiiDA's migration sets
 * (`storage/sqlite_zip/migrator.py`), but `aiida_version` stays the source's and `stemma_version` names who migrated.
 * @param text A JSON object, as `parseMetadata` let it pass.
 * @param notes What was filled or left out.
 */
export function fromMetadata(
  text: string,
  from: string,
  notes: readonly string[],
  facts: MigrationFacts,
): MigratedMetadata {
  const { version, stemmaVersion } = facts;
  const isSame = from === version; // of a damaged one, written as far as it can be read
  const conversion = [...(isSame ? [] : [conversionSentence(from, version, stemmaVersion)]), ...notes];
  const top = topMembers(text);
  const members = new Map<string, string>();
  for (const { key, start, end } of top.ok ? top.members : []) members.set(key, text.slice(start, end));
  members.set("export_version", pythonJson(version));
  members.set("conversion_info", withSentences(members.get("conversion_info"), conversion));
  for (const [key, value] of Object.entries(signature(facts))) members.set(key, pythonJson(value));
  return {
    metadata: `{${[...members].map(([key, value]) => `${pythonJson(key)}: ${value}`).join(", ")}}`,
    conversion,
  };
}

/** The same for a legacy archive's, whose rows were converted in one go. */
export function fromLegacyMetadata(
  metadata: Readonly<Record<string, unknown>>,
  from: string,
  notes: readonly string[],
  facts: MigrationFacts,
): MigratedMetadata {
  const { version, stemmaVersion } = facts;
  const converted = convertedMetadata(
    metadata,
    requireLegacyVersion(from, from),
    version,
    stemmaVersion,
    notes,
  );
  return signed(metadata, converted, facts);
}

/** Converted metadata with the time of the migration and what Stemma says of itself. */
export function signed(
  before: Readonly<Record<string, unknown>>,
  converted: Readonly<Record<string, unknown>>,
  facts: MigrationFacts,
): MigratedMetadata {
  return {
    metadata: pythonJson({ ...converted, ...signature(facts) }),
    conversion: sentences(converted).slice(sentences(before).length),
  };
}

function signature({ migratedAt, compression, stemmaVersion, damage }: MigrationFacts) {
  return {
    mtime: localTime(migratedAt),
    compression,
    stemma_version: stemmaVersion,
    ...(damage && { stemma_comment: damage.comment, stemma_losses: damage.losses }),
  };
}

function sentences(metadata: Readonly<Record<string, unknown>>): string[] {
  const { conversion_info: list } = metadata;
  return Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
}

/** A list with more sentences at its end; what is no list gives way to one. */
function withSentences(list: string | undefined, added: readonly string[]): string {
  const texts = added.map(pythonJson).join(", ");
  const before = list?.startsWith("[") ? list.slice(0, -1).trimEnd() : "[";
  return `${before}${before === "[" || texts === "" ? "" : ", "}${texts}]`;
}
