import type { EngineHandlers } from "../../../shared/ipc/engine-contract.ts";
import { throwIfCancelled } from "../../archive/cancelled.ts";
import type { JobContext, Source } from "../../archive/source.ts";
import { writeTarget } from "../../content/write-target.ts";
import { compareAside } from "../../library/import/compare-aside.ts";
import { beginSummary, type ComparedFile } from "../../library/import/compared-file.ts";
import { isForPeople } from "../../library/import/count-differences.ts";
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

type Database = Source["db"];
type CompareInput = Parameters<EngineHandlers["library.compare"]>[0];

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
    begin: () => {
      found: (difference: Difference) => void;
      end: (file: Database, library: Database) => T;
    },
  ): Promise<T> =>
    lookedAt.with(open.target(file).path, context, async (source) => {
      const wanted = choiceFrom(choice);
      const scope = await scopeOf(source, wanted, false, context);
      // A connection of its own: the file's database is laid beside the library's in it.
      return lookAtStore(open.source.path, context, async (library) => {
        const { found, end } = begin();
        const matched = wanted.only === null ? matchings.of(source) : undefined;
        await runInSlices(findDifferences(source, scope, library.db, found, matched), context);
        return end(source.db, library.db);
      });
    });

  /** All of a file of which a preview is under way: as soon as that knows which nodes are which, in a thread of its own. */
  const besidePreview = async (path: string, context: JobContext): Promise<ComparedFile | null> => {
    for (let preview = matchings.underWay(path); preview !== null; preview = matchings.underWay(path)) {
      const matched = await preview.matched;
      const compared = matched && (await compareAside(matched, matchings.database, context));
      if (compared) return compared;
      await preview.ended; // without a thread it would only take the preview's time
      throwIfCancelled(context.signal);
    }
    return null;
  };

  return {
    "library.compare": async (input, context) => {
      requireEditable(open.source);
      const beside = input.choice ? null : await besidePreview(open.target(input.file).path, context);
      return beside ?? compare(input, context, beginSummary);
    },
    "library.saveDifferences": async ({ target, ...input }, context) => {
      requireEditable(open.source);
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
