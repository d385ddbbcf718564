import { AppError } from "../../shared/ipc/errors.ts";
import { LEGACY_VERSIONS, type LegacyVersion } from "../archive/metadata.ts";
import { printableName } from "../archive/member-names.ts";

export type { LegacyVersion };

/** True for 0.1 to 0.13. */
export function isLegacyVersion(version: string): version is LegacyVersion {
  return LEGACY_VERSIONS.includes(version);
}

/** The version, if it is a legacy one; else `archive/unsupported-version`. */
export function requireLegacyVersion(version: string, path: string): LegacyVersion {
  if (isLegacyVersion(version)) return version;
  throw new AppError(
    "archive/unsupported-version",
    `This archive has a data.json, but its version ${printableName(version)} is none that has one (0.1 to 0.13).`,
    { version, readable: LEGACY_VERSIONS, path },
  );
}

const ORDER: Readonly<Record<string, number>> = Object.fromEntries(
  LEGACY_VERSIONS.map((version, i) => [version, i]),
);

/** True if the step that leads to `target` has not been done to a file of this version: 0.9 comes before 0.10. */
export function isBefore(version: LegacyVersion, target: LegacyVersion): boolean {
  return ORDER[version]! < ORDER[target]!;
}
