import { conversionSentence } from "../../archive/conversion-sentence.ts";
import { LEGACY_VERSIONS, type LegacyVersion } from "../../archive/metadata.ts";
import type { ConvertedVersion } from "../convert-legacy.ts";

/** What only the old format needs (`sqlite_zip/migrations/legacy_to_main.py`). */
const DROPPED = ["unique_identifiers", "all_fields_info", "export_parameters"];

/**
 * `metadata.json` of a converted archive: the old one without what described the old format, one sentence for each
 * step in `conversion_info`, and then what the conversion has to say. `aiida_version` stays that of the program that
 * wrote the rows. `mtime` and `compression` are left to whoever writes a file.
 */
export function convertedMetadata(
  metadata: Readonly<Record<string, unknown>>,
  from: LegacyVersion,
  to: ConvertedVersion,
  stemmaVersion: string,
  remarks: readonly string[],
): Record<string, unknown> {
  const kept = Object.entries(metadata).filter(([key]) => !DROPPED.includes(key));
  const steps: string[] = LEGACY_VERSIONS.slice(LEGACY_VERSIONS.indexOf(from));
  steps.push("main_0000");
  if (to === "main_0001") steps.push(to);
  const sentences = steps
    .slice(1)
    .map((version, step) => conversionSentence(steps[step]!, version, stemmaVersion));
  const { conversion_info: before, export_parameters: parameters } = metadata;
  return {
    ...Object.fromEntries(kept),
    export_version: to,
    conversion_info: [...(Array.isArray(before) ? (before as unknown[]) : []), ...sentences, ...remarks],
    creation_parameters: isRecord(parameters) ? parameters : {},
    key_format: "sha256",
    stemma_version: stemmaVersion,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
