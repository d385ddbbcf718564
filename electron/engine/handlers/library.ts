import type { EngineHandlers, EngineOutput } from "../../../shared/ipc/engine-contract.ts";
import { throwIfCancelled } from "../../archive/cancelled.ts";
import type { JobContext } from "../../archive/source.ts";
import { toWireError } from "../../ipc/to-wire-error.ts";
import { inWordsOfAddress } from "../../download/fetched-words.ts";
import { requireGroupLabel } from "../../library/edit/edit-rules.ts";
import { EarlierFiles } from "../../library/import/earlier-files.ts";
import type { MatchedNodes } from "../../library/import/differences.ts";
import { importProgress } from "../../library/import/import-progress.ts";
import { type ImportOutcome, importSource } from "../../library/import/import-source.ts";
import { openSource } from "../../sources/open-source.ts";
import { requireEditable } from "../change-library.ts";
import type { OpenSource } from "../open-source-state.ts";
import { LookedAtSources } from "./looked-at-sources.ts";
import { Matchings } from "./matchings.ts";
import { choiceFrom, comparisonHandlers } from "./comparison.ts";

type ImportedFile = EngineOutput<"library.import">[number];
type LibraryCall = "library.preview" | "library.compare" | "library.saveDifferences" | "library.import";

const MOST_RELABELLED = 100;

/** Imports into the open store, and what they would come to; only the engine of the library takes them. */
export function libraryHandlers(open: OpenSource): Pick<EngineHandlers, LibraryCall> {
  const lookedAt = new LookedAtSources();
  const matchings = new Matchings(open.source.path);
  return {
    "library.preview": async (input, context) => {
      requireEditable(open.source);
      const earlier = new EarlierFiles();
      const found: ImportedFile[] = [];
      for (const [position, file] of input.files.entries()) {
        const watched = counted(context, position, input.files.length);
        earlier.begin();
        const one = await outcomeOf(open, file, watched, () => {
          const { options, choice } = wanted(input, file);
          return lookedAt.with(open.target(file).path, watched, (source) => {
            const preview = (matched?: (nodes: MatchedNodes) => void) =>
              importSource(source, open.source.path, { ...options, dryRun: true }, watched, {
                choice,
                earlier: input.files.length > 1 ? earlier : null,
                matched,
              });
            return choice.only === null ? matchings.keeping(source, preview) : preview();
          });
        });
        if (one.outcome) earlier.keep();
        found.push(one);
      }
      return found;
    },
    ...comparisonHandlers(open, lookedAt, matchings),
    "library.import": async (input, context) => {
      requireEditable(open.source);
      const done: ImportedFile[] = [];
      for (const [position, file] of input.files.entries()) {
        const watched = counted(context, position, input.files.length);
        const one = await outcomeOf(open, file, watched, async () => {
          const { options, choice } = wanted(input, file);
          const { path, from } = open.target(file);
          const source = await openSource(path, watched);
          try {
            const told = importProgress(source, choice, watched);
            return await importSource(source, open.source.path, { ...options, dryRun: false }, told, {
              choice,
              from,
            });
          } finally {
            source.close();
          }
        });
        done.push(one);
        if (one.error) break; // what came before stays; what comes behind it may count on it
      }
      return done;
    },
  };
}

/** How this file is imported: as it was said of it, else of all. */
function wanted({ options, own }: Parameters<EngineHandlers["library.import"]>[0], file: string) {
  const mine = own[file];
  const { group } = mine?.options ?? options;
  if (typeof group === "object") requireGroupLabel(group.name);
  return { options: mine?.options ?? options, choice: choiceFrom(mine?.choice) };
}

async function outcomeOf(
  open: OpenSource,
  file: string,
  { signal }: JobContext,
  work: () => Promise<ImportOutcome>,
): Promise<ImportedFile> {
  try {
    const { relabelled, differing: _, ...outcome } = await work(); // compared apart: `library.compare`
    return {
      file,
      outcome: {
        ...outcome,
        relabelled: relabelled.slice(0, MOST_RELABELLED),
        relabelledCount: relabelled.length,
      },
      error: null,
    };
  } catch (error) {
    throwIfCancelled(signal);
    const { path, from } = open.target(file);
    const told = from === undefined ? error : inWordsOfAddress(error, path, from);
    return { file, outcome: null, error: toWireError(told) };
  }
}

/** Of several files it is said which one is at hand. */
function counted({ signal, progress }: JobContext, position: number, files: number): JobContext {
  if (files === 1) return { signal, progress };
  const which = `file ${position + 1} of ${files}`;
  return { signal, progress: (value) => progress({ ...value, phase: `${which} · ${value.phase}` }) };
}
