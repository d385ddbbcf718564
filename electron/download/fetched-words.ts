import { AppError } from "../../shared/ipc/errors.ts";

/** An error about a file that was fetched, in words of where it came from: nobody knows where it lay meanwhile. */
export function inWordsOfAddress(error: unknown, path: string, from: string): unknown {
  if (!(error instanceof AppError)) return error;
  const details = { ...error.details, ...(error.details.path === path ? { path: from } : {}), address: from };
  return new AppError(error.code, error.message.replaceAll(path, from), details, { cause: error });
}
