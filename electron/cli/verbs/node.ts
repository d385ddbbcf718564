import { memberText } from "../../../shared/json/json-members.ts";
import { escapeLine } from "../../../shared/text/escape.ts";
import type { Source } from "../../archive/source.ts";
import { prepareNodeQueries } from "../../db/queries/nodes.ts";
import { resolveEntity } from "../../db/queries/resolve.ts";
import type { LibraryEdit } from "../../library/edit/library-edit.ts";
import { type ParsedArguments, usage } from "../arguments.ts";
import { commentUuid, editStore, STORE_OPTION, type StoreNames, storeOf } from "../edit-store.ts";
import { countText, textTable } from "../text.ts";
import { verbatim } from "../verbatim.ts";
import type { CliIo, Verb } from "../verb.ts";
import { withSource } from "../with-source.ts";

/** What can be done with nodes of a store; verdi's names. */
const ACTIONS: Record<string, (args: ParsedArguments, io: CliIo, words: string[]) => Promise<void>> = {
  label: (args, io, words) => text(args, io, words, "label"),
  description: (args, io, words) => text(args, io, words, "description"),
  extras,
  comment,
};

/** `stemma node`: what may change of the nodes of a store. */
export const nodeVerb: Verb = {
  name: "node",
  summary: "see and change labels, descriptions, extras and comments of nodes of the library",
  positionals: ["label|description|extras|comment", "[ARGUMENT]…"],
  options: [
    STORE_OPTION,
    { kind: "value", name: "label", short: "l", placeholder: "TEXT", help: "with label: the new one" },
    {
      kind: "value",
      name: "description",
      short: "d",
      placeholder: "TEXT",
      help: "with description: the new one",
    },
    { kind: "value", name: "key", short: "k", placeholder: "KEY", help: "with extras: which one" },
    { kind: "value", name: "value", placeholder: "JSON", help: "with --key: what it is set to" },
    { kind: "value", name: "rename", placeholder: "KEY", help: "with --key: its new key" },
    { kind: "flag", name: "delete", help: "with --key: take it away" },
    { kind: "value", name: "replace", placeholder: "JSON", help: "with extras: all of them, as one object" },
    {
      kind: "values",
      name: "nodes",
      short: "N",
      placeholder: "NODE",
      help: "with comment add: the nodes it is about",
    },
  ],
  async run(args, io) {
    const [action = "", ...words] = args.positionals;
    const run = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (!run) throw usage(`"stemma node" takes ${Object.keys(ACTIONS).join(", ")}, not "${action}".`);
    await run(args, io, words);
    return 0;
  },
};

/** Label or description of nodes: shown, or with the option of that name set. */
async function text(
  args: ParsedArguments,
  io: CliIo,
  words: string[],
  column: "label" | "description",
): Promise<void> {
  required(words);
  const value = args.value(column);
  if (value === undefined) {
    await withSource(storeOf(args), io, async ({ db }) => {
      const found = rowsOf(db, words).map((row) => ({
        pk: row.nodeId,
        uuid: row.uuid,
        [column]: row[column],
      }));
      if (io.json) return io.printJson(found);
      const rows = found.map((row) => [String(row.pk), String(row[column])]);
      await io.write(
        textTable(
          [
            { title: "PK", alignRight: true },
            { title: column, maxWidth: 200 },
          ],
          rows,
        ),
      );
    });
    return;
  }
  await edit(args, io, (names) => {
    const nodes = names.nodes(words);
    return [
      column === "label"
        ? { kind: "node-label", nodes, label: value }
        : { kind: "node-description", nodes, description: value },
    ];
  });
}

function rowsOf(db: Source["db"], words: readonly string[]) {
  return words.map((name) => prepareNodeQueries(db).row(resolveEntity(db, "node", name).id)!); // it was just resolved
}

/** Extras of nodes: shown, or one set, renamed or deleted, or all replaced. */
async function extras(args: ParsedArguments, io: CliIo, words: string[]): Promise<void> {
  required(words);
  const key = args.value("key");
  const wishes = [
    args.value("value"),
    args.value("rename"),
    args.flags.has("delete") ? "delete" : undefined,
    args.value("replace"),
  ].filter((wish) => wish !== undefined);
  if (wishes.length > 1) throw usage("Give one of --value, --rename, --delete and --replace.");
  if (wishes.length === 0) return showExtras(args, io, words, key);
  const replacement = args.value("replace");
  if ((key === undefined) === (replacement === undefined))
    throw usage("--value, --rename and --delete need --key, and --replace takes none.");
  await edit(args, io, (names) => [extrasEdit(args, names.nodes(words), key ?? "", replacement)]);
}

function extrasEdit(
  args: ParsedArguments,
  nodes: string[],
  key: string,
  replacement: string | undefined,
): LibraryEdit {
  const valueText = args.value("value");
  const to = args.value("rename");
  if (replacement !== undefined) return { kind: "extras-set", nodes, text: replacement };
  if (valueText !== undefined) return { kind: "extra-set", nodes, key, valueText };
  if (to !== undefined) return { kind: "extra-rename", nodes, from: key, to };
  return { kind: "extra-delete", nodes, key };
}

const MOST_BYTES = 64 * 1024 * 1024; // of the extras of one node, printed in one piece

async function showExtras(
  args: ParsedArguments,
  io: CliIo,
  words: string[],
  key: string | undefined,
): Promise<void> {
  await withSource(storeOf(args), io, async ({ db }) => {
    const found = rowsOf(db, words).map(({ nodeId, uuid }) => {
      const all = prepareNodeQueries(db).json(nodeId, "extras", MOST_BYTES).text ?? "{}";
      return { pk: nodeId, uuid, text: key === undefined ? all : (memberText(all, key) ?? "null") };
    });
    if (io.json)
      return io.printJson(
        found.map(({ pk, uuid, text }) => ({ pk, uuid, extras: verbatim(text, "extras", io) })),
      );
    for (const { pk, text } of found) await io.write(`PK ${pk}: ${escapeLine(text)}\n`);
  });
}

/** Comments: `add TEXT -N NODE…`, `update COMMENT TEXT`, `remove COMMENT…`; `stemma show` prints them. */
async function comment(args: ParsedArguments, io: CliIo, words: string[]): Promise<void> {
  const [action = "", first, second] = words;
  if (action === "add") {
    const nodes = args.values("nodes");
    if (first === undefined || words.length > 2 || nodes.length === 0)
      throw usage("Give one text, and the nodes with -N.");
    return edit(args, io, (names) => [{ kind: "comment-add", nodes: names.nodes(nodes), content: first }]);
  }
  if (action === "update") {
    if (first === undefined || second === undefined || words.length > 3)
      throw usage("Give the comment, by its PK or UUID, and one text.");
    return edit(args, io, (names) => [
      { kind: "comment-edit", comment: commentUuid(names, first), content: second },
    ]);
  }
  if (action !== "remove") throw usage(`"stemma node comment" takes add, update or remove, not "${action}".`);
  if (first === undefined) throw usage("COMMENT is missing.");
  return edit(args, io, (names) =>
    words.slice(1).map((name) => ({ kind: "comment-delete", comment: commentUuid(names, name) })),
  );
}

async function edit(
  args: ParsedArguments,
  io: CliIo,
  wished: (names: StoreNames) => readonly LibraryEdit[],
): Promise<void> {
  const store = storeOf(args);
  const { changed, swaps } = await editStore(store, io, wished);
  const comments = swaps.flatMap((swap) =>
    swap.table === "comment" && swap.after ? [{ pk: swap.after.id, uuid: swap.uuid, node: swap.node }] : [],
  );
  if (io.json) return io.printJson({ path: store, changed, ...(comments.length > 0 ? { comments } : {}) });
  const what = swaps[0]?.table === "comment" ? "comment" : "node";
  await io.write(changed === 0 ? "Nothing to change.\n" : `Changed ${countText(changed, what)}.\n`);
}

function required(words: string[]): void {
  if (words.length === 0) throw usage("NODE is missing.");
}
