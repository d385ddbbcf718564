import { AppError } from "../../shared/ipc/errors.ts";
import { ARCHIVE_LIMITS, type LimitName } from "../../shared/model/archive-limits.ts";

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** Below this unpacked size the ratio is not looked at: small, empty databases compress a hundredfold. */
export const RATIO_FREE_BYTES = 64 * MIB;

/** The same for all members of an archive together, each of which is looked at for itself when it is read. */
export const TOTAL_RATIO_FREE_BYTES = 2 * GIB;

/** Up to this size a database is opened in memory, above it from a file. */
export const MEMORY_DATABASE_BYTES = 32 * MIB;

/** Deflate cannot grow data more than this (RFC 1951: 258 bytes from two bits), plus a block's overhead. */
export const DEFLATE_MAX_RATIO = 1032;

/** What unpacked databases may take in the cache folder before the longest unused are removed. */
export const DATABASE_CACHE_BYTES = 8 * GIB;

/** The value of a limit, raised or lowered by the environment variable of the same name. */
export function limit(name: LimitName): number {
  const set = Number(process.env[name]);
  return Number.isFinite(set) && set > 0 ? set : ARCHIVE_LIMITS[name].default;
}

/**
 * `archive/limit`: which limit was met, its value, and how to raise it.
 * @param what Begins the sentence: what is there, with the number that is handed in.
 */
export function limitError(
  name: LimitName,
  what: (actual: string) => string,
  actual: number,
  member?: string,
): AppError {
  const value = limit(name);
  return new AppError(
    "archive/limit",
    `${what(actual.toLocaleString("en"))}, more than the limit of ${value.toLocaleString("en")}. If you trust the file, raise the limit in Settings or set ${name} to a higher number.`,
    {
      limit: name,
      value,
      actual,
      howToRaise: `set the environment variable ${name}`,
      ...(member && { member }),
    },
  );
}

/**
 * `archive/limit` for an object that is read into memory as a whole: past the limit of this file, or past the lower
 * one that the caller has set for its purpose (which no environment variable raises).
 */
export function objectLimitError(member: string, size: number, maxBytes: number): AppError {
  if (maxBytes >= limit("STEMMA_MAX_OBJECT_BYTES")) {
    return limitError("STEMMA_MAX_OBJECT_BYTES", (n) => `${member} has ${n} bytes`, size, member);
  }
  return new AppError(
    "archive/limit",
    `${member} has ${size.toLocaleString("en")} bytes, more than the ${maxBytes.toLocaleString("en")} that are shown at once. Save the file to see all of it.`,
    {
      limit: "bytes shown at once",
      value: maxBytes,
      actual: size,
      howToRaise: "save the file instead",
      member,
    },
  );
}

/** Throw `archive/limit` when `packed` bytes unpack to suspiciously many. */
export function checkRatio(packed: number, unpacked: number, member: string): void {
  if (unpacked <= RATIO_FREE_BYTES) return;
  const ratio = Math.ceil(unpacked / Math.max(packed, 1));
  if (ratio > limit("STEMMA_MAX_RATIO")) {
    throw limitError(
      "STEMMA_MAX_RATIO",
      (n) => `${member} is ${n} times larger unpacked than packed`,
      ratio,
      member,
    );
  }
}
