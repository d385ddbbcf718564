import { toSourceError } from "../../archive/source-error.ts";
import { LINK_TYPES } from "../../../shared/model/link.ts";
import { exportRules, type TraversalRules } from "../../../shared/graph/traversal-rules.ts";
import { UNREACHED } from "../../../shared/graph/traverse.ts";
import { type Closure, type ClosureCounts, closeSelection, countClosure } from "../../provenance/closure.ts";
import { countWhole } from "../../provenance/count-whole.ts";
import type { Provenance } from "../../provenance/provenance.ts";
import { provenanceAround } from "../../provenance/provenance-around.ts";
import { RULE_OPTIONS, SELECTOR_OPTIONS, selectionFrom, switchesFrom } from "../selectors.ts";
import { addedByRule, type ClosureNode, nodesOf, printNodes, uuidsOf } from "../closure-nodes.ts";
import { countLines } from "../text.ts";
import type { CliIo, Verb } from "../verb.ts";
import { openForVerb } from "../with-source.ts";

/** `stemma traverse`: which nodes and links an export of a selection would hold, and why. */
export const traverseVerb: Verb = {
  name: "traverse",
  summary: "list what an export of a selection would hold, and why",
  positionals: ["SOURCE"],
  readsSource: true,
  options: [
    ...SELECTOR_OPTIONS,
    ...RULE_OPTIONS,
    { kind: "flag", name: "count", help: "only the counts, without nodes and links" },
  ],
  async run(args, io) {
    const source = await openForVerb(args.positionals[0]!, io);
    try {
      const selection = selectionFrom(args, source);
      const switches = switchesFrom(args);
      if (args.flags.has("count")) {
        const whole = selection.all ? await countWhole(source, io.job) : null;
        await print(whole ? { ...whole, rules: exportRules(switches), added: [] } : await close(), io);
      } else {
        const found = await close();
        const { closure, provenance } = found;
        await print(found, io, { nodes: nodesOf(closure, provenance), links: linksOf(closure, provenance) });
      }
      return 0;

      async function close() {
        const provenance = provenanceAround(source, selection, switches);
        const closure = await closeSelection(provenance, selection, switches, io.job);
        const facts = await provenance.facts(io.job);
        const files = await provenance.files(io.job, closure.walk.order);
        const taken = { includeComments: true, includeLogs: true };
        const counted = countClosure(source, closure, facts, files, taken);
        return { ...counted, rules: closure.rules, added: addedByRule(closure), closure, provenance };
      }
    } catch (error) {
      throw toSourceError(error, source);
    } finally {
      source.close();
    }
  },
};

/** What an export would hold, in numbers. */
interface Found {
  counts: ClosureCounts;
  repositoryBytes: number;
  rules: TraversalRules;
  added: [rule: string, nodes: number][];
}

async function print(
  { counts, repositoryBytes, rules, added }: Found,
  io: CliIo,
  lists: { nodes: ClosureNode[]; links: string[][] } | null = null,
): Promise<void> {
  if (io.json) {
    await io.printJson({
      counts: { ...counts },
      bytes: { repository: repositoryBytes },
      rules,
      addedByRule: Object.fromEntries(added),
      ...lists,
    });
    return;
  }
  await io.write(countLines([...Object.entries(counts), ["bytes in files", repositoryBytes]]));
  if (added.length > 0) await io.write(`added by rules\n${countLines(added)}`);
  if (lists) await printNodes(lists.nodes, io);
}

/** Links with both ends in the closure, sorted by all four fields in code units. */
function linksOf(closure: Closure, provenance: Provenance): string[][] {
  const { graph } = closure.loaded;
  const { walk } = closure;
  const uuids = uuidsOf(closure, provenance);
  const links: string[][] = [];
  for (let link = 0; link < graph.linkCount; link++) {
    const source = graph.linkSources[link]!;
    const target = graph.linkTargets[link]!;
    if (walk.depths[source] === UNREACHED || walk.depths[target] === UNREACHED) continue;
    const type = LINK_TYPES[graph.linkTypes[link]!]!;
    links.push([uuids.get(source)!, uuids.get(target)!, type, graph.labelList[graph.linkLabels[link]!]!]);
  }
  return links.sort((a, b) => {
    const field = a.findIndex((text, i) => text !== b[i]);
    return field < 0 ? 0 : a[field]! < b[field]! ? -1 : 1;
  });
}
