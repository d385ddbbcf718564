import { printableName } from "./member-names.ts";
import type { ZipDirectory } from "./zip-directory.ts";

const NAMES_SHOWN = 3;

/** What a person should know about the members of a ZIP: duplicates, names that we refuse, members that are no archive's. */
export function zipWarnings(directory: ZipDirectory): string[] {
  const foreign: string[] = [];
  for (const [name, index] of directory.names) {
    if (directory.isObject[index] === 1) continue;
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

/** One sentence with the number and the first few names; none for an empty list. */
export function listed(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, NAMES_SHOWN).map(printableName).join(", ");
  const rest = names.length > NAMES_SHOWN ? " …" : "";
  return [`${what} (${names.length}): ${shown}${rest}`];
}
