import { AppError, type ErrorDetails } from "../../shared/ipc/errors.ts";

/**
 * `archive/corrupt` for one member (or the file as a whole) and the check it failed.
 * `sentence` says what is wrong, without a full stop; what to do is added.
 */
export function corrupt(
  member: string | null,
  check: string,
  sentence: string,
  details: ErrorDetails = {},
  cause?: unknown,
): AppError {
  return new AppError(
    "archive/corrupt",
    `${sentence}. The file is damaged or incomplete: fetch or export it again.`,
    { ...(member !== null && { member }), check, ...details },
    cause === undefined ? undefined : { cause },
  );
}

/** A CRC the way ZIP tools print it. */
export function hex32(value: number): string {
  return (value >>> 0).toString(16).padStart(8, "0");
}
