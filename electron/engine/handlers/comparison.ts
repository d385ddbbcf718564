import type { EngineHandlers, EngineOutput } from "../../../shared/ipc/engine-contract.ts";
import type { JobContext, Source } from "../../archive/source.ts";
import { writeTarget } from "../../content/write-target.ts";
import { prepareCompareRows } from "../../db/queries/compare-rows.ts";
import { countDifference, isForPeople, noDifferences } from "../../library/import/count-differences.ts";
import { DIFFERENCES_HEAD, differenceLines } from "../../library/import/difference-lines.ts";
import { type Difference, findDifferences } from "../../library/import/differences.ts";
import { type ImportChoice, scopeOf, WHOLE } from "../../library/import/import-scope.ts";
import { runInSlices } from "../../provenance/run-in-slices.ts";
import { lookAtStore } from "../../store/open-store.ts";
import { requireEditable } from "../change-library.ts";
import type { OpenSource } from "../open-source-state.ts";
import { definedOnly } from "./selection.ts";
import type { LookedAtSources } from "./looked-at-sources.ts";
import type { Matchings } from "./matchings.ts";

type ComparedFile = EngineOutput<"library.compare">;
type CompareInput = Parameters<EngineHandlers["library.compare"]>[0];
type ShownDifference = ComparedFile["differences"][number];

const MOST_GROUPS = 1_000;
const MOST_SHOWN = 100;
const MOST_KEYS = 20;
const MOST_TEXT = 200;

/** What of a file a call names; all of it when it names nothing. */
export function choiceFrom(choice: CompareInput["choice"]): ImportChoice {
  if (!choice) return WHOLE;
  const { skippedGroups, only } = choice;
  return { skippedGroups, only: only && { ...only, rules: definedOnly(only.rules) } };
}

/** A file and the library side by side: what both have and what is not the same. */
export function comparisonHandlers(
  open: OpenSource,
  lookedAt: LookedAtSources,
  matchings: Matchings,
): Pick<EngineHandlers, "library.compare" | "library.saveDifferences"> {
  /** @param begin Begins to take in differences, once more when the library was written meanwhile. */
  const compare = <T>(
    { file, choice }: CompareInput,
    context: JobContext,
    begin: () => { found: (difference: Difference) => void; end: (source: Source) => T },
  ): Promise<T> => {
    requireEditable(open.source);
    return lookedAt.with(open.target(file).path, context, async (source) => {
      const wanted = choiceFrom(choice);
      const scope = await scopeOf(source, wanted, false, context);
      // A connection of its own: the file's database is laid beside the library's in it.
      return lookAtStore(open.source.path, context, async (library) => {
        const { found, end } = begin();
        const matched = wanted.only === null ? matchings.of(source) : undefined;
        await runInSlices(findDifferences(source, scope, library.db, found, matched), context);
        return end(source);
      });
    });
  };
  return {
    "library.compare": (input, context) =>
      compare(input, context, () => {
        const counts = noDifferences();
        const differences: ShownDifference[] = [];
        let total = 0;
        return {
          found: (difference) => {
            countDifference(counts, difference);
            if (isForPeople(difference) && ++total <= MOST_SHOWN) differences.push(shown(difference));
          },
          end: (source) => ({ ...groupsOf(source, open.source), counts, differences, total }),
        };
      }),
    "library.saveDifferences": async ({ target, ...input }, context) => {
      const place = open.target(target);
      const lines = await compare(input, context, () => {
        const found: string[] = [];
        return {
          found: (difference) => {
            if (isForPeople(difference)) found.push(...differenceLines(difference));
          },
          end: () => found,
        };
      });
      await writeTarget(place, open.source.path, pieces(lines));
      return { rows: lines.length };
    },
  };
}

async function* pieces(lines: readonly string[]): AsyncGenerator<string> {
  yield DIFFERENCES_HEAD;
  for (let at = 0; at < lines.length; at += 1_000) yield lines.slice(at, at + 1_000).join("");
}

function groupsOf(source: Source, library: Source): Pick<ComparedFile, "groups" | "groupCount"> {
  const there = new Set(
    prepareCompareRows(library.db)
      .groups()
      .map(([, uuid]) => uuid),
  );
  const groups = prepareCompareRows(source.db).groups();
  return {
    groups: groups.slice(0, MOST_GROUPS).map(([, uuid, label, typeString, nodes]) => ({
      uuid,
      label,
      typeString,
      nodes,
      isThere: there.has(uuid),
    })),
    groupCount: groups.length,
  };
}

/** Short enough to be sent and shown. */
function shown(difference: Difference): ShownDifference {
  switch (difference.kind) {
    case "node": {
      const { extras } = difference;
      return {
        ...difference,
        label: cut(difference.label),
        stays: difference.stays.map(({ field, keys, library, file }) => ({
          field,
          keys: firstKeys(keys),
          library: library === null ? null : cut(library),
          file: file === null ? null : cut(file),
        })),
        extras: extras && {
          come: firstKeys(extras.come),
          change: firstKeys(extras.change),
          go: firstKeys(extras.go),
        },
      };
    }
    case "comment":
    case "computer":
    case "group":
      return { ...difference, library: cut(difference.library), file: cut(difference.file) };
  }
}

function cut(text: string): string {
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text;
}

function firstKeys(keys: readonly string[]): string[] {
  const first = keys.slice(0, MOST_KEYS).map(cut);
  return keys.length > MOST_KEYS ? [...first, `and ${keys.length - MOST_KEYS} more`] : first;
}
