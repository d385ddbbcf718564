import { limit, limitError } from "../archive/limits.ts";

/** What stands for a text too long to be read, before the number of its bytes. Who stores just this is refused too. */
const TOO_LONG = "\u0001a text that is not read, of this many bytes: ";

/**
 * SQL for a column whose text is read only if it is no longer than a text may be (`STEMMA_MAX_JSON_BYTES`). Where it is
 * longer, `requireBounded` throws for what comes instead. The length of a stored value stands in its row: nothing of the
 * value itself is touched, which SQLite, and then we, would hold in memory as a whole. The limit stands in the text of the
 * statement, so it is that of the program's start.
 */
export function bounded(column: string): string {
  return `CASE WHEN octet_length(${column}) > ${mostBytes()}
    THEN CAST('${TOO_LONG}' || octet_length(${column}) AS BLOB) ELSE ${column} END`;
}

/** SQL for the condition that a column is short enough to be looked into; NULL where the column is. */
export function isBounded(column: string): string {
  return `octet_length(${column}) <= ${mostBytes()}`;
}

/** Throw `archive/limit` for what `bounded` put in the place of a longer text. */
export function requireBounded(value: Buffer): void {
  if (value[0] !== 1 || !value.subarray(0, TOO_LONG.length).equals(Buffer.from(TOO_LONG))) return;
  const bytes = Number(value.toString("latin1", TOO_LONG.length));
  throw limitError(
    "STEMMA_MAX_JSON_BYTES",
    (n) => `A text in the archive's database has ${n} bytes`,
    bytes,
    "db.sqlite3",
  );
}

function mostBytes(): number {
  return Math.floor(limit("STEMMA_MAX_JSON_BYTES"));
}
