import { AppError } from "../../shared/ipc/errors.ts";

/** The `code` of a Node system error (`ENOENT`, `EACCES` …), or null for anything else. */
function systemErrorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}

/**
 * A failure of the file system as an `AppError`: `disk/full`, `disk/denied`, `archive/not-found` for a path that is
 * not there, `archive/corrupt` for a medium that cannot be read. Everything else comes back as it was, so that the
 * caller can write `throw toDiskError(error, path)`.
 */
export function toDiskError(error: unknown, path: string): unknown {
  const cause = { cause: error };
  switch (systemErrorCode(error)) {
    case "ENOSPC":
    case "EDQUOT":
      return new AppError(
        "disk/full",
        `There is no room left to write ${path}. Free some space and try again.`,
        { path },
        cause,
      );
    case "EFBIG":
      return new AppError(
        "disk/full",
        `${path} grows past what its disk allows for one file.`,
        { path },
        cause,
      );
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new AppError("disk/denied", `You have no permission for ${path}.`, { path }, cause);
    case "ENOENT":
    case "ENOTDIR":
    case "ELOOP":
    case "ENAMETOOLONG":
      return new AppError("archive/not-found", `There is no file or folder ${path}.`, { path }, cause);
    case "EISDIR":
      return new AppError(
        "disk/denied",
        `${path} is a folder where a file should be. Move it away and try again.`,
        { path },
        cause,
      );
    case "EIO":
      return new AppError(
        "archive/corrupt",
        `${path} cannot be read from its disk.`,
        { path, check: "disk read" },
        cause,
      );
    default:
      return error;
  }
}
