import { escapeBlock, escapeLine } from "../../../shared/text/escape.ts";
import { groupedDigits } from "../../../shared/text/grouped-digits.ts";
import { prepareEditRows } from "../../db/queries/edit-rows.ts";
import { type GroupRow, prepareGroupQueries } from "../../db/queries/groups.ts";
import { resolveEntity } from "../../db/queries/resolve.ts";
import { type ParsedArguments, usage } from "../arguments.ts";
import { editStore, groupRowOf, STORE_OPTION, type StoreEdited, storeOf } from "../edit-store.ts";
import { countText, textTable } from "../text.ts";
import type { CliIo, Verb } from "../verb.ts";
import { withSource } from "../with-source.ts";

/** What can be done with groups; verdi's names, and ours beside them. */
const ACTIONS: Record<string, (args: ParsedArguments, io: CliIo, words: string[]) => Promise<void>> = {
  list,
  create,
  relabel,
  rename: relabel,
  description,
  describe: description,
  delete: deleteGroups,
  "add-nodes": addNodes,
  add: addNodes,
  "remove-nodes": removeNodes,
  remove: removeNodes,
};

/** `stemma group`: the groups of a store. */
export const groupVerb: Verb = {
  name: "group",
  summary: "list, make and change the groups of the library; nodes are left alone",
  positionals: ["list|create|relabel|description|delete|add-nodes|remove-nodes", "[ARGUMENT]…"],
  options: [
    STORE_OPTION,
    {
      kind: "value",
      name: "group",
      short: "G",
      placeholder: "GROUP",
      help: "with add-nodes and remove-nodes: the group, by PK, UUID or label",
    },
    {
      kind: "value",
      name: "description",
      short: "d",
      placeholder: "TEXT",
      help: "with create: what it is for",
    },
    {
      kind: "values",
      name: "nodes",
      short: "N",
      placeholder: "NODE",
      help: "with create: nodes to put into it",
    },
    { kind: "flag", name: "clear", short: "c", help: "with remove-nodes: all of its nodes" },
  ],
  async run(args, io) {
    const [action = "", ...words] = args.positionals;
    const run = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (!run) throw usage(`"stemma group" takes ${Object.keys(ACTIONS).join(", ")}, not "${action}".`);
    await run(args, io, words);
    return 0;
  },
};

async function list(args: ParsedArguments, io: CliIo, words: string[]): Promise<void> {
  atMost(words, 0);
  await withSource(storeOf(args), io, async ({ db }) => {
    const groups = prepareGroupQueries(db).all();
    if (io.json) return io.printJson(groups.map(jsonOf));
    const rows = groups
      .toSorted((one, other) => one.groupId - other.groupId)
      .map((group) => [
        String(group.groupId),
        group.uuid.slice(0, 8),
        group.label,
        group.typeString,
        groupedDigits(group.nodes),
        group.description,
      ]);
    await io.write(textTable(COLUMNS, rows));
  });
}

const COLUMNS = [
  { title: "PK", alignRight: true },
  { title: "UUID" },
  { title: "Label" },
  { title: "Type" },
  { title: "Nodes", alignRight: true },
  { title: "Description" },
];

function jsonOf({ groupId, uuid, label, typeString, description, nodes }: GroupRow) {
  return { pk: groupId, uuid, label, typeString, description, nodes };
}

/** As verdi, a group of the label that is there already is left as it is, and told. */
async function create(args: ParsedArguments, io: CliIo, words: string[]): Promise<void> {
  const [label = ""] = exactly(words, "LABEL");
  const about = args.value("description") ?? "";
  let known: GroupRow | null = null;
  const { groupRow } = await editStore(storeOf(args), io, (names) => {
    const uuid = prepareEditRows(names.db).groupOfLabel(label, "core");
    const nodes = names.nodes(args.values("nodes"));
    if (uuid !== undefined) known = groupRowOf(names.db, uuid);
    return known ? [] : [{ kind: "group-create", label, description: about, nodes }];
  });
  const created = known === null;
  await tell(args, io, known ?? groupRow, { created }, (group) =>
    created
      ? `Made the group ${nameOf(group)} with ${countText(group.nodes, "node")}.`
      : `There is a group ${nameOf(group)} already.`,
  );
}

async function relabel(args: ParsedArguments, io: CliIo, words: string[]): Promise<void> {
  const [name = "", label = ""] = exactly(words, "GROUP", "LABEL");
  const outcome = await editStore(storeOf(args), io, (names) => [
    { kind: "group-rename", group: names.group(name), label },
  ]);
  await tellChange(args, io, outcome, (group) => `The group is called ${nameOf(group)}.`);
}

/** Without a text it prints the one that is there. */
async function description(args: ParsedArguments, io: CliIo, words: string[]): Promise<void> {
  const [name, text] = words;
  if (name === undefined) throw usage("GROUP is missing.");
  atMost(words, 2);
  if (text === undefined) return show(args, io, name);
  const outcome = await editStore(storeOf(args), io, (names) => [
    { kind: "group-describe", group: names.group(name), description: text },
  ]);
  await tellChange(args, io, outcome, (group) => `The description of ${nameOf(group)} is set.`);
}

async function show(args: ParsedArguments, io: CliIo, name: string): Promise<void> {
  await withSource(storeOf(args), io, async ({ db }) => {
    const group = groupRowOf(db, resolveEntity(db, "group", name).uuid)!; // it was just resolved
    if (io.json) await io.printJson(jsonOf(group));
    else await io.write(`${escapeBlock(group.description)}\n`);
  });
}

async function deleteGroups(args: ParsedArguments, io: CliIo, words: string[]): Promise<void> {
  if (words.length === 0) throw usage("GROUP is missing.");
  const deleted: { uuid: string; label: string }[] = [];
  const store = storeOf(args);
  await editStore(store, io, ({ db }) => {
    for (const name of words) {
      const { uuid, label } = resolveEntity(db, "group", name);
      if (!deleted.some((group) => group.uuid === uuid)) deleted.push({ uuid, label });
    }
    return deleted.map(({ uuid }) => ({ kind: "group-delete", group: uuid }));
  });
  if (io.json) return io.printJson({ path: store, deleted });
  for (const { label } of deleted)
    await io.write(`Deleted the group ${escapeLine(label)}; its nodes stay.\n`);
}

async function addNodes(args: ParsedArguments, io: CliIo, words: string[]): Promise<void> {
  const name = requiredGroup(args);
  if (words.length === 0) throw usage("NODE is missing.");
  const outcome = await editStore(storeOf(args), io, (names) => [
    { kind: "group-add", group: names.group(name), nodes: names.nodes(words) },
  ]);
  await tellChange(
    args,
    io,
    outcome,
    (group) => `Added ${countText(outcome.changed, "node")} to the group ${nameOf(group)}.`,
  );
}

async function removeNodes(args: ParsedArguments, io: CliIo, words: string[]): Promise<void> {
  const name = requiredGroup(args);
  const clears = args.flags.has("clear");
  if (clears === words.length > 0) throw usage("Name the nodes to remove, or give --clear for all of them.");
  const outcome = await editStore(storeOf(args), io, (names) => {
    const group = names.group(name);
    return [
      clears ? { kind: "group-clear", group } : { kind: "group-remove", group, nodes: names.nodes(words) },
    ];
  });
  await tellChange(
    args,
    io,
    outcome,
    (group) => `Removed ${countText(outcome.changed, "node")} from the group ${nameOf(group)}.`,
  );
}

function requiredGroup(args: ParsedArguments): string {
  const name = args.value("group");
  if (name === undefined) throw usage("Name the group with -G.");
  return name;
}

function tellChange(
  args: ParsedArguments,
  io: CliIo,
  { groupRow, changed }: StoreEdited,
  sentence: (group: GroupRow) => string,
): Promise<void> {
  return tell(args, io, groupRow, { changed }, sentence);
}

/** What came of it, with the group as it is now. */
async function tell(
  args: ParsedArguments,
  io: CliIo,
  group: GroupRow | null,
  facts: { created: boolean } | { changed: number },
  sentence: (group: GroupRow) => string,
): Promise<void> {
  if (io.json) await io.printJson({ path: storeOf(args), ...facts, group: group && jsonOf(group) });
  else if (group) await io.write(`${sentence(group)}\n`);
}

function nameOf({ label, groupId }: GroupRow): string {
  return `${escapeLine(label)} (PK ${groupId})`;
}

function exactly(words: string[], ...names: string[]): string[] {
  const missing = names.slice(words.length);
  if (missing.length > 0)
    throw usage(`${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} missing.`);
  atMost(words, names.length);
  return words;
}

function atMost(words: string[], count: number): void {
  const extra = words[count];
  if (extra !== undefined) throw usage(`"${extra}" is one argument too many.`);
}
