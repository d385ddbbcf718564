import { AppError } from "../../shared/ipc/errors.ts";
import { corrupt } from "./corrupt.ts";
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

/** Versions that today's AiiDA migrates, and those that only AiiDA 1 does (`docs/data-model.md`, "Versions"). */
const LEGACY_VERSION = /^0\.(\d+)$/;
const OLDEST_MIGRATED = 4;

const NAME = "metadata.json";

/** Parse `metadata.json`. `archive/corrupt` when it is not UTF-8, not an object, or names no version. */
export function parseMetadata(bytes: Buffer): ArchiveMetadata {
  let text: string;
  let metadata: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw corrupt(NAME, "utf-8", `${NAME} is not text`, {}, error);
  }
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

/** Throw `archive/unsupported-version` unless the version is one that we read; says how to convert it. */
export function requireReadableVersion(version: string, path: string): void {
  if (READABLE_VERSIONS.includes(version)) return;
  throw new AppError(
    "archive/unsupported-version",
    `This archive has version ${printableName(version)}; Stemma reads main_0000 and main_0001. ${advice(version)}`,
    { version, readable: READABLE_VERSIONS, path },
  );
}

function advice(version: string): string {
  const minor = LEGACY_VERSION.exec(version)?.[1];
  if (minor === undefined) return "A newer AiiDA may have written it: look for a newer Stemma.";
  if (Number(minor) >= OLDEST_MIGRATED) return "Convert it with `verdi archive migrate OLD NEW`.";
  return "Convert it with AiiDA 1 first, then with `verdi archive migrate OLD NEW` of AiiDA 2.";
}
