import { printableName } from "./member-names.ts";
import type { ZipDirectory } from "./zip-directory.ts";

const NAMES_SHOWN = 3;

/** What a person should know about the members of a ZIP: duplicates, names that we refuse, members that are no archive's. */
export function zipWarnings(directory: ZipDirectory): string[] {
  const foreign: string[] = [];
  for (const name of directory.names.others.keys()) {
    const isOurs = name === "metadata.json" || name === "db.sqlite3";
    if (!isOurs && !name.endsWith("/")) foreign.push(name);
  }
  return [
    ...listed("Occur more than once; the last one counts", directory.duplicates),
    ...listed(
      "Ignored because of unsafe names",
      directory.unsafe.map((member) => member.name),
    ),
    ...listed("Ignored as no part of an archive", foreign),
  ];
}

const LONGEST_COMMENT = 1000;

/** What an archive says of itself that its reader should know: that it was made from a damaged one, for instance. */
export function commentWarnings(metadata: Readonly<Record<string, unknown>>): string[] {
  const comment = metadata["stemma_comment"];
  return typeof comment === "string" && comment !== "" ? [comment.slice(0, LONGEST_COMMENT)] : [];
}

/** One sentence with the number and the first few names; none for an empty list. */
export function listed(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, NAMES_SHOWN).map(printableName).join(", ");
  const rest = names.length > NAMES_SHOWN ? " …" : "";
  return [`${what} (${names.length}): ${shown}${rest}`];
}
