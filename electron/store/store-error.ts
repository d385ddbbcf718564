import { AppError, type ErrorDetails } from "../../shared/ipc/errors.ts";
import { STORE_ADVICE } from "../archive/source-error.ts";

/** `store/corrupt` for one member of a profile folder and the check it failed; `sentence` has no full stop. */
export function storeCorrupt(
  member: string,
  check: string,
  sentence: string,
  details: ErrorDetails = {},
  cause?: unknown,
): AppError {
  return new AppError(
    "store/corrupt",
    `${sentence}. ${STORE_ADVICE}`,
    { member, check, ...details },
    cause === undefined ? undefined : { cause },
  );
}

/** `store/incompatible`: whole, but of a kind that is not read. `message` says what to do. */
export function storeIncompatible(message: string, details: ErrorDetails): AppError {
  return new AppError("store/incompatible", message, details);
}
