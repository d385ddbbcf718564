import { AppError } from "../../shared/ipc/errors.ts";
import { corrupt } from "./corrupt.ts";
import { checkJsonExtent } from "./json-limits.ts";
import { limit, limitError } from "./limits.ts";
import { printableName } from "./member-names.ts";

/** `metadata.json`, read. */
export interface ArchiveMetadata {
  /** Verbatim, without a byte order mark. */
  text: string;
  metadata: Readonly<Record<string, unknown>>;
  version: string;
}

/**
 * Versions whose database we read as it is. `1.0` is what pre-releases of AiiDA 2.0 wrote; the tables are those of
 * `main_0000`, but AiiDA itself refuses it today.
 */
export const READABLE_VERSIONS: readonly string[] = ["main_0000", "main_0001", "1.0"];

/** The version that every archive is read as: its tables are those that all queries know. */
export const READ_AS = "main_0001";

/** A version with `data.json` instead of a database; AiiDA 1 and its forerunners wrote them. */
export type LegacyVersion = `0.${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13}`;

/** All of them, oldest first (`docs/data-model.md`, "Versions"). */
export const LEGACY_VERSIONS: readonly string[] = [
  "0.1",
  "0.2",
  "0.3",
  "0.4",
  "0.5",
  "0.6",
  "0.7",
  "0.8",
  "0.9",
  "0.10",
  "0.11",
  "0.12",
  "0.13",
] satisfies LegacyVersion[];

const NAME = "metadata.json";

/** Before `metadata.json` is read: `archive/limit` when it has more bytes than the limit. */
export function checkMetadataSize(bytes: number): void {
  if (bytes > limit("STEMMA_MAX_METADATA_BYTES")) {
    throw limitError("STEMMA_MAX_METADATA_BYTES", (n) => `${NAME} has ${n} bytes`, bytes, NAME);
  }
}

/**
 * Parse `metadata.json`. `archive/corrupt` when it is not UTF-8, not an object, or names no version; `archive/limit` when
 * it holds more values, or lies deeper, than is read.
 */
export function parseMetadata(bytes: Buffer): ArchiveMetadata {
  let text: string;
  let metadata: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw corrupt(NAME, "utf-8", `${NAME} is not text`, {}, error);
  }
  checkJsonExtent(text, NAME, NAME);
  try {
    metadata = JSON.parse(text);
  } catch (error) {
    throw corrupt(NAME, "json", `${NAME} is not valid JSON`, {}, error);
  }
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata)) {
    throw corrupt(NAME, "json object", `${NAME} is not a JSON object`);
  }
  const version: unknown = Object.hasOwn(metadata, "export_version")
    ? Reflect.get(metadata, "export_version")
    : null;
  if (typeof version !== "string" || version === "") {
    throw corrupt(NAME, "export_version", `${NAME} does not name the version of the archive`);
  }
  return { text, metadata: metadata as Record<string, unknown>, version };
}

/** Throw `archive/unsupported-version` unless the version is one whose database we read as it is. */
export function requireReadableVersion(version: string, path: string): void {
  if (!READABLE_VERSIONS.includes(version)) throw unsupportedVersion(version, path);
}

/**
 * Throw unless the version is a legacy one, the only ones that a tar can have: `archive/corrupt` for a current one,
 * `archive/unsupported-version` for any other.
 */
export function requireTarVersion(version: string, path: string): void {
  if (LEGACY_VERSIONS.includes(version)) return;
  if (!READABLE_VERSIONS.includes(version)) throw unsupportedVersion(version, path);
  throw corrupt(null, "container", `An archive of version ${version} has to be a ZIP, but this is a tar`);
}

function unsupportedVersion(version: string, path: string): AppError {
  return new AppError(
    "archive/unsupported-version",
    `This archive has version ${printableName(version)}; Stemma reads ${LEGACY_VERSIONS[0]} to ${LEGACY_VERSIONS.at(-1)}, main_0000 and main_0001. A newer AiiDA may have written it: look for a newer Stemma.`,
    { version: printableName(version), readable: [...LEGACY_VERSIONS, ...READABLE_VERSIONS], path },
  );
}
