import { AppError } from "../../shared/ipc/errors.ts";

/** Who can say which reference is broken, when a commit fails for one. */
interface ReferenceCheck {
  brokenReference(): [table: string, rowId: number, referred: string] | undefined;
}

/**
 * Run one piece of writing into the new database. The rows are the source's, so a row that the schema refuses is damage
 * of the source.
 * @throws AppError `archive/corrupt` for a refused row, `disk/full` when SQLite finds no room.
 */
export function writingDatabase<T>(work: () => T, check?: ReferenceCheck): T {
  try {
    return work();
  } catch (error) {
    const code = sqliteCode(error);
    if (code === "SQLITE_FULL" || code === "SQLITE_IOERR_WRITE") {
      throw new AppError(
        "disk/full",
        "There is no room left for the new archive. Free some space and try again.",
        {},
        { cause: error },
      );
    }
    if (!code.startsWith("SQLITE_CONSTRAINT")) throw error;
    const broken = check?.brokenReference();
    const what = broken
      ? `row ${broken[1]} of ${broken[0]} refers to a row of ${broken[2]} that the archive does not hold`
      : error instanceof Error
        ? error.message
        : code;
    throw new AppError(
      "archive/corrupt",
      `AiiDA would not accept a new archive with these rows: ${what}.`,
      { member: "db.sqlite3", check: broken ? "references" : "constraints", what },
      { cause: error },
    );
  }
}

function sqliteCode(error: unknown): string {
  return error instanceof Error && error.name === "SqliteError" && "code" in error ? String(error.code) : "";
}
