import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { AppError } from "../../../shared/ipc/errors.ts";
import { escapeLine } from "../../../shared/text/escape.ts";
import { isWebAddress } from "../../../shared/text/web-address.ts";
import { createStore, requireStorePlace } from "../../library/create-store.ts";
import { requireGroupLabel } from "../../library/edit/edit-rules.ts";
import type { DifferenceCounts } from "../../library/import/count-differences.ts";
import { EarlierFiles } from "../../library/import/earlier-files.ts";
import { COMMENT_MODES, EXISTING_EXTRAS, type ImportOptions } from "../../library/import/import-run.ts";
import { importProgress } from "../../library/import/import-progress.ts";
import { type ImportOutcome, importSource } from "../../library/import/import-source.ts";
import { libraryFolder } from "../../library/library-place.ts";
import { isStoreFolder } from "../../store/open-store.ts";
import { namedArchives } from "../archive-words.ts";
import { type ParsedArguments, usage } from "../arguments.ts";
import { archivesOfPages, withFile } from "../fetch-file.ts";
import { CHOICE_OPTIONS, choiceFrom } from "../import-choice.ts";
import { intoStore } from "../into-store.ts";
import { countLines } from "../text.ts";
import type { Verb } from "../verb.ts";
import { withSource } from "../with-source.ts";

/** `stemma import`: bring all or a part of what archives hold into a store. */
export const importVerb: Verb = {
  name: "import",
  summary: "bring archives of any version, folders of them, or files at http(s) addresses into the library",
  positionals: ["[FILE…]"],
  options: [
    {
      kind: "values",
      name: "webpages",
      short: "w",
      placeholder: "URL",
      help: "import all archives that these pages lead to",
    },
    { kind: "value", name: "store", placeholder: "DIR", help: "the store (default: the library of the app)" },
    {
      kind: "value",
      name: "group",
      short: "G",
      placeholder: "UUID|LABEL",
      help: "the group that all nodes go into; made if there is none (default: a new one)",
    },
    { kind: "switch", name: "import-group", help: "put all nodes into a group (default: yes)" },
    {
      kind: "value",
      name: "extras-mode-existing",
      short: "e",
      placeholder: EXISTING_EXTRAS.join("|"),
      help: "extras of nodes that are there already (default: none, they stay)",
    },
    {
      kind: "value",
      name: "extras-mode-new",
      placeholder: "import|none",
      help: "extras of new nodes (default: import)",
    },
    {
      kind: "value",
      name: "comment-mode",
      placeholder: COMMENT_MODES.join("|"),
      help: "comments that are there already (default: leave)",
    },
    {
      kind: "switch",
      name: "include-authinfos",
      off: "exclude-authinfos",
      help: "how users reach computers (default: no)",
    },
    ...CHOICE_OPTIONS,
    { kind: "flag", name: "dry-run", short: "n", help: "do everything but keep nothing" },
  ],
  async run(args, io) {
    const options = optionsFrom(args);
    const store = path.resolve(args.value("store") ?? libraryFolder());
    const outcomes: ImportOutcome[] = [];
    const pages = args.values("webpages");
    if (args.positionals.length + pages.length === 0) throw usage("FILE is missing.");
    const files = [
      ...(await namedArchives(args.positionals, store, io)),
      ...(await archivesOfPages(pages, io)),
    ];
    const earlier = options.dryRun && files.length > 1 ? new EarlierFiles() : null;
    await inStore(store, options.dryRun, async (folder) => {
      for (const file of files) {
        if (path.resolve(file.word) === store) throw usage(`${file.word} is the store itself.`);
        const outcome = await withFile(file, io, ({ path, name, from }) =>
          withSource(path, io, async (source) => {
            const choice = choiceFrom(args, source);
            const job = importProgress(source, choice, io.job);
            const circumstances = { choice, earlier, from, compares: options.dryRun };
            const bring = (begun?: () => void) =>
              importSource(source, folder, options, job, { ...circumstances, begun });
            // Only now is the store made: a file that cannot be read leaves no empty one.
            const outcome = await (options.dryRun ? bring() : intoStore(folder, bring));
            return { ...outcome, path: name };
          }),
        ).catch((error: unknown) => {
          throw files.length > 1 ? namingFile(error, file.word, outcomes.length) : error;
        });
        earlier?.keep();
        outcomes.push(outcome);
        if (!io.json) await io.write(textOf(outcome, store));
      }
    });
    if (io.json) await io.printJson(outcomes.map(jsonOf));
    return 0;
  },
};

/** Of several files the one that cannot be imported, and how many came before it; those stay. */
function namingFile(error: unknown, file: string, imported: number): unknown {
  if (!(error instanceof AppError) || error.code === "cancelled") return error;
  const isNamed = isWebAddress(file) || error.message.includes(file); // an address may hold a password
  const message = isNamed ? error.message : `${file}: ${error.message}`;
  const details = { ...error.details, ...(isWebAddress(file) ? {} : { file }), imported };
  return new AppError(error.code, message, details, { cause: error });
}

function optionsFrom(args: ParsedArguments): ImportOptions {
  const group = args.value("group");
  const wantsGroup = args.switch("import-group") ?? true;
  if (group !== undefined && !wantsGroup)
    throw usage("--group names the group that --no-import-group does without: give one of the two.");
  if (group !== undefined) requireGroupLabel(group);
  return {
    existingExtras: oneOf(args, "extras-mode-existing", EXISTING_EXTRAS),
    keepsNewExtras: oneOf(args, "extras-mode-new", ["import", "none"]) === "import",
    comments: oneOf(args, "comment-mode", COMMENT_MODES),
    includeAuthinfos: args.switch("include-authinfos") ?? false,
    group: !wantsGroup ? "none" : group === undefined ? "new" : { name: group },
    dryRun: args.flags.has("dry-run"),
  };
}

/** One of the words of an option; the first one when it is not given. */
function oneOf<T extends string>(args: ParsedArguments, name: string, words: readonly [T, ...T[]]): T {
  const given = args.value(name);
  if (given === undefined) return words[0];
  const word = words.find((known) => known === given);
  if (word === undefined) throw usage(`Option --${name} takes ${words.join(", ")}, not "${given}".`);
  return word;
}

/** Work with the store, or with the place for one; where there is none a dry run works with one that nobody sees. */
async function inStore(
  store: string,
  isDry: boolean,
  work: (folder: string) => Promise<void>,
): Promise<void> {
  if (!isDry || isStoreFolder(store)) {
    requireStorePlace(store);
    return work(store);
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-dry-run-"));
  try {
    createStore(path.join(folder, "store"));
    await work(path.join(folder, "store"));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function jsonOf({ relabelled, importGroup, differing, ...outcome }: ImportOutcome) {
  return {
    ...outcome,
    ...(differing && { differing: differingJson(differing) }),
    new: { ...outcome.new },
    existing: { ...outcome.existing },
    changed: { ...outcome.changed },
    relabelled: relabelled.map((one) => ({ ...one })),
    importGroup: importGroup && { ...importGroup },
  };
}

function differingJson({ different, extras, comments, computers, groups, ...counts }: DifferenceCounts) {
  const { label, description, attributes, files, type } = counts;
  return {
    nodes: different,
    label,
    description,
    attributes,
    files,
    type,
    extras: extras.nodes,
    comments: comments.newer + comments.older + comments.different,
    computers,
    groups,
  };
}

function textOf(outcome: ImportOutcome, store: string): string {
  const { path: file, dryRun, existing, changed, relabelled, importGroup, differing } = outcome;
  const done = dryRun ? "Would import" : "Imported";
  const known = Object.entries(existing).filter(([, count]) => count > 0);
  const lines = [
    `${done} ${escapeLine(file)} into ${escapeLine(store)}\n`,
    `new\n${countLines(Object.entries(outcome.new))}`,
    known.length > 0 ? `there already\n${countLines(known)}` : "",
    differing ? differingLines(differing) : "",
    outcome.linksBetweenExisting > 0
      ? `new links between nodes that were there: ${outcome.linksBetweenExisting}\n`
      : "",
    outcome.bytes > 0 ? `bytes ${dryRun ? "to copy" : "copied"}: ${outcome.bytes}\n` : "",
    changed.extras > 0 ? `extras changed of ${changed.extras} nodes\n` : "",
    changed.comments > 0 ? `comments changed: ${changed.comments}\n` : "",
    ...relabelled.map(({ kind, from, to }) => `${kind} ${escapeLine(from)} is now ${escapeLine(to)}\n`),
    importGroup ? `all nodes are in the group ${escapeLine(importGroup.label)}\n` : "",
  ];
  return lines.join("");
}

/** What is there already and not the same; it stays, unless an option says otherwise. */
function differingLines(differing: DifferenceCounts): string {
  const found = Object.entries(differingJson(differing)).filter(([, count]) => count > 0);
  return found.length > 0 ? `there already, but not the same\n${countLines(found)}` : "";
}
