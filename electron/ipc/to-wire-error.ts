import { AppError, type WireError } from "../../shared/ipc/errors.ts";
import { toDiskError } from "./disk-error.ts";

/**
 * Turn whatever was thrown into an error as data. A failure of the disk that nobody named where it happened becomes
 * `disk/full` or `disk/denied`, anything else `internal`; stacks stay here.
 */
export function toWireError(error: unknown): WireError {
  const known = namedError(error);
  if (known) return { code: known.code, message: known.message, details: known.details };
  if (!(error instanceof Error)) return { code: "internal", message: ourFault(String(error)), details: {} };
  return { code: "internal", message: ourFault(error.message), details: { name: error.name } };
}

function ourFault(what: string): string {
  return `Something went wrong inside Stemma: ${what}. Please report it with these words.`;
}

function namedError(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  const path = error instanceof Error && "path" in error ? String(error.path) : "a file";
  const known = toDiskError(error, path);
  // A path that is not there was not the person's if nobody said so: that is a mistake of ours.
  return known instanceof AppError && known.code.startsWith("disk/") ? known : null;
}
