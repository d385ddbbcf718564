import { AppError, type WireError } from "../../shared/ipc/errors.ts";

const DISK_CODES: Record<string, "disk/full" | "disk/denied" | "archive/not-found"> = {
  ENOSPC: "disk/full",
  EDQUOT: "disk/full",
  EACCES: "disk/denied",
  EPERM: "disk/denied",
  EROFS: "disk/denied",
};

/** Turn whatever was thrown into an error as data. An error that nobody named becomes `internal`, without its stack. */
export function toWireError(error: unknown): WireError {
  if (error instanceof AppError) return { code: error.code, message: error.message, details: error.details };
  if (error instanceof Error) {
    const systemCode = (error as NodeJS.ErrnoException).code ?? "";
    const code = DISK_CODES[systemCode];
    if (code === "disk/full") {
      return { code, message: "The disk is full. Free some space and try again.", details: { systemCode } };
    }
    if (code === "disk/denied") {
      const path = (error as NodeJS.ErrnoException).path;
      return {
        code,
        message: `The system does not allow this${path ? ` at ${path}` : ""}. Check the permissions, or choose another place.`,
        details: { systemCode, ...(path ? { path } : {}) },
      };
    }
    if (process.env.STEMMA_DEBUG) console.error(error);
    return { code: "internal", message: error.message, details: { name: error.name } };
  }
  return { code: "internal", message: String(error), details: {} };
}
