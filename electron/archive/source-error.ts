import { AppError } from "../../shared/ipc/errors.ts";
import type { Source } from "./source.ts";

/** What to do about a damaged profile; ends every `store/corrupt`. */
export const STORE_ADVICE =
  "The profile is damaged: compare it with what `verdi storage info` says, or take it from a backup.";

/** What the sentences about archives advise, which helps nobody who has a profile. */
const ARCHIVE_ADVICE =
  /(?:The file is damaged or incomplete: fetch or export it again|Ask for the file again, or [^.]*)\.$/;

/**
 * An error met while reading an open source, in the words of its kind: rooms that read any source say
 * `archive/corrupt`, which is `store/corrupt` for a profile folder (`docs/command.md`, "cat"). Everything else comes
 * back as it was. Use: `catch (error) { throw toSourceError(error, source); }`.
 */
export function toSourceError(error: unknown, { kind }: Pick<Source, "kind">): unknown {
  if (kind !== "store" || !(error instanceof AppError) || error.code !== "archive/corrupt") return error;
  const sentence = error.message
    .replace(ARCHIVE_ADVICE, STORE_ADVICE)
    .replaceAll("an AiiDA archive", "a profile");
  const words = sentence.replaceAll("he archive", "he profile").replaceAll("db.sqlite3", DATABASE);
  const { member } = error.details;
  const details = member === "db.sqlite3" ? { ...error.details, member: DATABASE } : error.details;
  return new AppError("store/corrupt", words, details, { cause: error });
}

const DATABASE = "database.sqlite";
