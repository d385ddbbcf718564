import { escapeLine } from "../../../shared/text/escape.ts";
import { migrateArchive } from "../../migrate/migrate-archive.ts";
import { type MigrationOutcome, TARGET_VERSIONS, type TargetVersion } from "../../migrate/migration.ts";
import { isSameFile } from "../../migrate/place.ts";
import { type ParsedArguments, usage } from "../arguments.ts";
import { compileLate } from "../compile-late.ts";
import { byteText, countLines } from "../text.ts";
import type { Verb } from "../verb.ts";

/** `stemma migrate`: write an archive of any version as one of today. */
export const migrateVerb: Verb = {
  name: "migrate",
  summary: "write an archive of any version as one of today's version",
  positionals: ["FILE", "[OUTPUT]"],
  readsSource: true,
  options: [
    {
      kind: "value",
      name: "version",
      placeholder: "V",
      help: `version to write: ${TARGET_VERSIONS.join(" or ")} (default: main_0001)`,
    },
    { kind: "flag", name: "force", short: "f", help: "replace OUTPUT if it exists" },
    {
      kind: "flag",
      name: "in-place",
      short: "i",
      help: "replace FILE itself, once the new archive is complete; without OUTPUT",
    },
  ],
  async run(args, io) {
    const file = args.positionals[0]!;
    compileLate();
    const outcome = await migrateArchive(
      file,
      {
        version: versionFrom(args),
        mayReplace: args.flags.has("force"),
        ...placeFrom(args, file),
      },
      io.job,
      { readable: io.readable },
    );
    for (const warning of outcome.warnings) io.warn(`warning: ${warning}`);
    if (io.json) await io.printJson({ ...outcome, counts: { ...outcome.counts } });
    else await io.write(outcomeText(outcome, args.flags.has("in-place")));
    return 0;
  },
};

function versionFrom(args: ParsedArguments): TargetVersion {
  const asked = args.value("version") ?? "main_0001";
  const version = TARGET_VERSIONS.find((known) => known === asked);
  if (version) return version;
  throw usage(`Option --version takes ${TARGET_VERSIONS.join(" or ")}, not "${asked}".`);
}

/** verdi refuses an OUTPUT beside --in-place; one that is FILE itself says the same thing twice. */
function placeFrom(args: ParsedArguments, file: string): { target: string; inPlace: boolean } {
  const target = args.positionals[1];
  const inPlace = args.flags.has("in-place");
  if (target === undefined && !inPlace)
    throw usage("OUTPUT is missing. To replace FILE itself, say --in-place.");
  if (target !== undefined && inPlace && !isSameFile(target, file)) {
    throw usage("With --in-place FILE itself is replaced: leave OUTPUT away.");
  }
  return { target: target ?? file, inPlace };
}

function outcomeText(outcome: MigrationOutcome, inPlace: boolean): string {
  const { path, from, to, sizeBytes, seconds, counts } = outcome;
  const isKept = from === to && outcome.conversion.length === 0;
  const kept = inPlace ? `${to} already: checked, left as it is` : `${to} already: copied and checked`;
  const size = `${byteText(sizeBytes)} in ${seconds.toFixed(1)} s`;
  const what = isKept ? kept : `${from} written as ${to}`;
  return `${escapeLine(`${path}, ${size}: ${what}`)}\n${countLines(Object.entries(counts))}`;
}
