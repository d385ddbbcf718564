import type { ZipDirectory } from "../archive/zip-directory.ts";
import { LEGACY_VERSIONS } from "../archive/metadata.ts";
import { printableName } from "../archive/member-names.ts";
import type { Findings } from "./findings.ts";

/** How many records of the list AiiDA looks through for each (`storage/sqlite_zip/utils.py`, `open_file_in_zip`). */
const FOUND_AMONG_FIRST = { "db.sqlite3": 4, "metadata.json": 10 } as const;

/** Names of a legacy archive: files of nodes lie below `nodes/`. */
const isLegacyName = (name: string) => name === "data.json" || name.startsWith("nodes/");

/**
 * Look at a ZIP's list of members: repeated and unsafe names, what belongs to no archive, and whether AiiDA finds what it
 * looks for.
 * @param version The version of the archive; null when it could not be read.
 */
export function checkDirectory(directory: ZipDirectory, version: string | null, findings: Findings): void {
  for (const name of directory.duplicates) {
    const shown = printableName(name);
    findings.problem("member-duplicate", `${shown} occurs more than once; the last one counts.`, shown);
  }
  for (const { name, reason } of directory.unsafe) {
    const shown = printableName(name) || "(no name)";
    findings.problem("member-unsafe-name", `The member ${shown} has an unsafe name (${reason}).`, shown);
  }
  const isLegacy = version !== null && LEGACY_VERSIONS.includes(version);
  for (const name of directory.names.others.keys()) {
    if (name === "metadata.json" || name === "db.sqlite3" || name === "repo/") continue;
    if (isLegacy && (isLegacyName(name) || name.endsWith("/"))) continue;
    const shown = printableName(name);
    findings.remark("member-foreign", `${shown} is no part of an archive and is ignored.`, shown);
  }
  if (version !== "main_0001") return; // older ones go through AiiDA's migration first, which looks through all
  for (const [name, most] of Object.entries(FOUND_AMONG_FIRST)) {
    const index = directory.names.get(name);
    if (index === undefined || index < most) continue;
    findings.problem(
      "member-order",
      `${name} is number ${(index + 1).toLocaleString("en")} in the list of members; AiiDA looks among the first ${most}.`,
      name,
    );
  }
}
