import {
  exportRules,
  isToggleable,
  type RuleSwitches,
  TRAVERSAL_RULES,
  type TraversalRule,
  type TraversalRules,
} from "../../shared/graph/traversal-rules.ts";
import {
  countLinks,
  furtherNodes,
  NO_RULE,
  traverse,
  UNREACHED,
  type Walk,
} from "../../shared/graph/traverse.ts";
import type { JobContext, Source } from "../archive/source.ts";
import type { FileIndex, NodeFacts } from "./load-facts.ts";
import type { SourceGraph } from "./load-graph.ts";
import type { Provenance } from "./provenance.ts";
import { runInSlices } from "./run-in-slices.ts";
import { resolveSelection, type Selection, type StartingSet } from "./starting-set.ts";

/** Everything a selection brings along, by node index and database key. */
export interface Closure {
  loaded: SourceGraph;
  start: StartingSet;
  rules: TraversalRules;
  walk: Walk;
}

/** Row counts of a closure, as `stemma traverse` prints them. */
export interface ClosureCounts {
  selected: number;
  nodes: number;
  links: number;
  computers: number;
  users: number;
  groups: number;
  comments: number;
  logs: number;
  files: number;
}

/** Which of the things that hang on nodes are taken along. */
export interface Inclusion {
  includeComments: boolean;
  includeLogs: boolean;
}

/** What one rule adds; see `RuleEffectSchema`. */
export interface RuleEffect {
  rule: TraversalRule;
  on: boolean;
  toggleable: boolean;
  nodes: number;
  bytes: number;
}

/**
 * Follow the export rules from a selection. 5 ms at 100,000 nodes once the graph is read.
 * @throws AppError as `resolveSelection`; `cancelled`.
 */
export async function closeSelection(
  provenance: Provenance,
  selection: Selection,
  switches: RuleSwitches,
  context: JobContext,
): Promise<Closure> {
  return followRules(provenance, selection, exportRules(switches), context);
}

/** Follow rules from a selection; of a deletion or an export. Errors and cost as `closeSelection`. */
export async function followRules(
  provenance: Provenance,
  selection: Selection,
  rules: TraversalRules,
  context: JobContext,
): Promise<Closure> {
  const loaded = await provenance.graph(context);
  const start = resolveSelection(provenance.queries, loaded, selection);
  const total = loaded.graph.nodeCount;
  const walk = await runInSlices(traverse(loaded.graph, start.seeds, rules, loaded.uuidRanks), {
    signal: context.signal,
    progress: (done) => context.progress({ phase: "following links", done, total, unit: "nodes" }),
  });
  return { loaded, start, rules, walk };
}

/**
 * Keys of the users that go along: owners of nodes and groups, writers of comments (`docs/data-model.md`, "Export");
 * all users with the whole archive. Owners of authinfos are added by the exporter, which alone reads those.
 */
export function usersOf(closure: Closure, facts: NodeFacts, includeComments: boolean): Set<number> {
  const { loaded, start, walk } = closure;
  if (start.all) return new Set(facts.userIds);
  const users = new Set<number>();
  for (const node of walk.order) users.add(loaded.userIds[node]!);
  for (const { userId } of start.groups) users.add(userId ?? -1);
  if (includeComments) {
    facts.commentNodes.forEach((node, i) => {
      if (walk.depths[node] !== UNREACHED) users.add(facts.commentUsers[i]!);
    });
  }
  for (const user of users) if (!facts.userIds.has(user)) users.delete(user);
  return users;
}

/** Keys of the computers that go along: the chosen ones and those of nodes; all of them with the whole archive. */
export function computersOf({ loaded, start, walk }: Closure, facts: NodeFacts): Set<number> {
  const computers = new Set(start.computerIds);
  for (const node of walk.order) computers.add(loaded.computerIds[node]!);
  for (const computer of computers) if (!facts.computerIds.has(computer)) computers.delete(computer);
  return computers;
}

/** Positions in `files.keys` of the distinct objects that the nodes have, in the order of the nodes. */
export function objectsOf(files: FileIndex, nodes: Iterable<number>): number[] {
  const isSeen = new Uint8Array(files.keys.length);
  const objects: number[] = [];
  for (const node of nodes) collectObjects(files, node, isSeen, (object) => objects.push(object));
  return objects;
}

/** Of these objects those that an export takes along: not what a damaged source has lost. Any other has to hold them all. */
export function objectsTaken({ losses }: Source, files: FileIndex, objects: number[]): number[] {
  return losses === null ? objects : objects.filter((object) => files.sizes[object]! >= 0);
}

/** Count what an export of a closure holds. O(nodes + links + files of the closure). */
export function countClosure(
  source: Source,
  closure: Closure,
  facts: NodeFacts,
  files: FileIndex,
  { includeComments, includeLogs }: Inclusion,
): { counts: ClosureCounts; repositoryBytes: number } {
  const { loaded, start, walk } = closure;
  let comments = 0;
  let logs = 0;
  for (const node of walk.order) {
    comments += facts.comments[node]!;
    logs += facts.logs[node]!;
  }
  const objects = objectsTaken(source, files, objectsOf(files, walk.order));
  return {
    counts: {
      selected: start.seeds.length,
      nodes: walk.order.length,
      links: countLinks(loaded.graph, walk),
      computers: computersOf(closure, facts).size,
      users: usersOf(closure, facts, includeComments).size,
      groups: start.groups.length,
      comments: includeComments ? comments : 0,
      logs: includeLogs ? logs : 0,
      files: objects.length,
    },
    repositoryBytes: objects.reduce((sum, object) => sum + sizeOf(files, object), 0),
  };
}

/**
 * What each of the twelve rules does for a closure, in the order of `TRAVERSAL_RULES`. A rule that is on: the nodes it
 * first brought in, and the distinct files that come with those and neither with the starting set nor with a rule
 * before it in that order; so starting set and rules sum up to the whole. A switch that is off: what the whole would
 * gain by switching it on, and nothing else changed.
 */
export function ruleEffects({ loaded, rules, walk }: Closure, files: FileIndex): RuleEffect[] {
  const nodesOf: number[][] = TRAVERSAL_RULES.map(() => []);
  const isSeen = new Uint8Array(files.keys.length);
  for (const node of walk.order) {
    const rule = walk.rules[node]!;
    if (rule === NO_RULE) collectObjects(files, node, isSeen);
    else nodesOf[rule]!.push(node);
  }
  const bytesWith = (nodes: Iterable<number>, seen: Uint8Array) => {
    let bytes = 0;
    for (const node of nodes) collectObjects(files, node, seen, (object) => (bytes += sizeOf(files, object)));
    return bytes;
  };
  const effects = TRAVERSAL_RULES.map((rule, position): RuleEffect => {
    const nodes = nodesOf[position]!;
    const on = rules[rule];
    return {
      rule,
      on,
      toggleable: isToggleable(rule),
      nodes: nodes.length,
      bytes: on ? bytesWith(nodes, isSeen) : 0,
    };
  });
  // Only now does `isSeen` hold the files of the whole closure, which those of a switched-on rule are compared with.
  return effects.map((effect) => {
    if (effect.on) return effect;
    const further = furtherNodes(loaded.graph, walk, { ...rules, [effect.rule]: true });
    return { ...effect, nodes: further.length, bytes: bytesWith(further, isSeen.slice()) };
  });
}

/** Call `found` for each object of a node that is met for the first time, and mark it. */
function collectObjects(
  files: FileIndex,
  node: number,
  isSeen: Uint8Array,
  found?: (object: number) => void,
): void {
  for (let entry = files.offsets[node]!; entry < files.offsets[node + 1]!; entry++) {
    const object = files.objects[entry]!;
    if (isSeen[object] === 1) continue;
    isSeen[object] = 1;
    found?.(object);
  }
}

/** Bytes of an object; one that the source does not hold counts nothing. */
function sizeOf(files: FileIndex, object: number): number {
  return Math.max(0, files.sizes[object]!);
}
