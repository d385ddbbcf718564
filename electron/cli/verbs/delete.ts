import {
  type DeletionSwitch,
  DELETION_SWITCHES,
  type DeletionSwitches,
} from "../../../shared/graph/deletion-rules.ts";
import type { Source } from "../../archive/source.ts";
import { resolveEntity } from "../../db/queries/resolve.ts";
import { deleteNodes, type SeenNodes } from "../../library/delete/delete-nodes.ts";
import { type DeletionPlan, planDeletion } from "../../library/delete/plan-deletion.ts";
import { createProvenance, type Provenance } from "../../provenance/provenance.ts";
import { runInSlices } from "../../provenance/run-in-slices.ts";
import { type ParsedArguments, usage } from "../arguments.ts";
import { addedByRule, nodesOf, printNodes } from "../closure-nodes.ts";
import { confirmed, requireTerminal } from "../confirm.ts";
import { changeStore, STORE_OPTION, storeOf } from "../edit-store.ts";
import { countLines } from "../text.ts";
import type { CliIo, Verb } from "../verb.ts";
import { withSource } from "../with-source.ts";

const RULE_HELP: Record<DeletionSwitch, string> = {
  create_forward: "with a calculation what it created (default: yes)",
  call_calc_forward: "with a workflow the calculations that it called (default: yes)",
  call_work_forward: "with a workflow the workflows that it called (default: yes)",
};

/** `stemma delete`: take nodes out of a store, with what AiiDA's rules say cannot be without them. */
export const deleteVerb: Verb = {
  name: "delete",
  summary: "delete nodes from the library, and what cannot be without them",
  positionals: ["[NODES…]"],
  options: [
    STORE_OPTION,
    {
      kind: "values",
      name: "groups",
      short: "G",
      placeholder: "GROUP",
      help: "the nodes of groups, by PK, UUID or label; the groups stay",
    },
    ...DELETION_SWITCHES.map((rule) => ({
      kind: "switch" as const,
      name: flagOf(rule),
      help: RULE_HELP[rule],
    })),
    { kind: "flag", name: "dry-run", short: "n", help: "list what would be deleted, and delete nothing" },
    { kind: "flag", name: "force", short: "f", help: "do not ask" },
  ],
  async run(args, io) {
    const store = storeOf(args);
    const isDry = args.flags.has("dry-run");
    const isForced = args.flags.has("force");
    if (!isDry && !isForced) requireTerminal(io);
    const look = await withSource(store, io, (source) => lookAt(source, args, io));
    if (!io.json) await printPlan(look, io);
    const mayDelete = !isDry && (isForced || (await asked(look.plan)));
    if (!isDry && !mayDelete) {
      io.warn("Nothing was deleted.");
      return 1;
    }
    if (mayDelete) await removed(store, look.seen, io);
    if (io.json) await io.printJson(jsonOf(look, store, isDry));
    else await io.write(isDry ? "Nothing was deleted: this was a dry run.\n" : "Deleted.\n");
    return 0;
  },
};

interface Look {
  plan: DeletionPlan;
  nodes: ReturnType<typeof nodesOf>;
  seen: SeenNodes;
}

async function lookAt(source: Source, args: ParsedArguments, io: CliIo): Promise<Look> {
  if (source.kind !== "store") throw usage(`${source.path} is no store: archives are never changed.`);
  const provenance = createProvenance(source);
  const selection = {
    all: false,
    nodeIds: args.positionals.map((name) => resolveEntity(source.db, "node", name).id),
    groupIds: args.values("groups").map((name) => resolveEntity(source.db, "group", name).id),
    computerIds: [],
  };
  const plan = await planDeletion(provenance, selection, switchesFrom(args), io.job);
  return { plan, nodes: nodesOf(plan.closure, provenance), seen: seenNodes(plan, provenance) };
}

function seenNodes({ closure: { loaded, rules, walk } }: DeletionPlan, { queries }: Provenance): SeenNodes {
  const nodeIds = walk.order.map((node) => loaded.graph.nodeIds[node]!).sort();
  const uuids = new Map(queries.uuids(nodeIds).map((uuid, i) => [nodeIds[i]!, uuid]));
  return { nodeIds, rules, uuidsOf: (ids) => ids.map((id) => uuids.get(id) ?? "") };
}

function switchesFrom(args: ParsedArguments): DeletionSwitches {
  const given: DeletionSwitches = {};
  for (const rule of DELETION_SWITCHES) {
    const on = args.switch(flagOf(rule));
    if (on !== undefined) given[rule] = on;
  }
  return given;
}

function flagOf(rule: DeletionSwitch): string {
  return rule.replaceAll("_", "-");
}

function asked({ counts: { nodes } }: DeletionPlan): Promise<boolean> {
  const what = nodes === 1 ? "this node" : `these ${nodes.toLocaleString("en")} nodes`;
  return confirmed(`Delete ${what}? This cannot be undone.`);
}

async function removed(store: string, seen: SeenNodes, io: CliIo): Promise<void> {
  await changeStore(store, io, async (library) => {
    await runInSlices(deleteNodes(library, seen), io.job);
    await library.commit();
  });
}

async function printPlan({ plan, nodes }: Look, io: CliIo): Promise<void> {
  await io.write(
    countLines([...Object.entries(plan.counts), ["bytes in files", plan.bytes] as [string, number]]),
  );
  if (plan.running > 0) {
    io.warn(
      `warning: ${plan.running.toLocaleString("en")} of these processes did not end; AiiDA may be running them`,
    );
  }
  const added = addedByRule(plan.closure);
  if (added.length > 0) await io.write(`added by rules\n${countLines(added)}`);
  await printNodes(nodes, io);
}

function jsonOf({ plan, nodes }: Look, store: string, dryRun: boolean) {
  return {
    path: store,
    dryRun,
    counts: { ...plan.counts },
    bytes: { repository: plan.bytes },
    running: plan.running,
    rules: plan.closure.rules,
    addedByRule: Object.fromEntries(addedByRule(plan.closure)),
    nodes,
  };
}
