import fc from "fast-check";
import { expect, test } from "vitest";
import { exportRules, type RuleSwitches, TOGGLEABLE_RULES } from "../../shared/graph/traversal-rules.ts";
import { LINK_TYPES } from "../../shared/model/link.ts";
import { prepareNeighbourhood } from "../db/queries/neighbourhood.ts";
import type { ArchiveContents, TestLink } from "../db/testing/contents.ts";
import { makeArchive } from "../db/testing/make-archive.ts";
import { closeSelection, countClosure } from "./closure.ts";
import { loadGraphAround } from "./graph-around.ts";
import { createProvenance, partOf, type Provenance, UNWATCHED } from "./provenance.ts";

const CALCULATION = "process.calculation.calcfunction.CalcFunctionNode.";
const NODES = 24;

/** Everything a closure says, by the ids of the database, whatever graph it was walked on. */
async function told(provenance: Provenance, nodeIds: number[], switches: RuleSwitches) {
  const selection = { all: false, nodeIds, groupIds: [1], computerIds: [] };
  const closure = await closeSelection(provenance, selection, switches, UNWATCHED);
  const { graph } = closure.loaded;
  const { walk } = closure;
  const facts = await provenance.facts(UNWATCHED);
  const files = await provenance.files(UNWATCHED, walk.order);
  const isUnsealed = await provenance.isUnsealed(UNWATCHED, walk.order);
  const nodes = Array.from(walk.order, (node) => ({
    id: graph.nodeIds[node]!,
    depth: walk.depths[node],
    rule: walk.rules[node],
    link: walk.links[node]! < 0 ? null : graph.linkIds[walk.links[node]!],
    isUnsealed: isUnsealed[node],
  }));
  return {
    ...countClosure(provenance.source, closure, facts, files, { includeComments: true, includeLogs: true }),
    nodes: nodes.sort((a, b) => a.id - b.id),
  };
}

const links = fc.array(
  fc.tuple(
    fc.integer({ min: 1, max: NODES + 2 }), // two beyond: links that lead nowhere
    fc.integer({ min: 1, max: NODES + 2 }),
    fc.constantFrom(...LINK_TYPES, "unknown"),
    fc.constantFrom("a", "b", "ü"),
  ),
  { maxLength: 60 },
);
const switches = fc.record(Object.fromEntries(TOGGLEABLE_RULES.map((rule) => [rule, fc.boolean()])), {
  requiredKeys: [],
});

test("a closure in a part of the graph says what it says in the whole", async () => {
  await fc.assert(
    fc.asyncProperty(
      links,
      switches,
      fc.array(fc.integer({ min: 1, max: NODES }), { maxLength: 3 }),
      async (rows, rules, chosen) => {
        const contents: ArchiveContents = {
          nodes: Array.from({ length: NODES }, (_, i) => ({
            ...(i % 3 === 0 ? { type: CALCULATION } : {}),
            files: { f: String(i % 5) },
          })),
          links: rows as TestLink[],
          groups: [{ label: "chosen", nodes: [2, 7] }],
          comments: [{ node: 2, user: 1, content: "" }],
          logs: [{ node: 1, message: "" }],
        };
        const source = makeArchive(contents);
        const whole = createProvenance(source);
        const neighbourhood = prepareNeighbourhood(source.db);
        const seeds = [...chosen, 2, 7];
        const part = partOf(whole, () =>
          loadGraphAround(neighbourhood, seeds, exportRules(rules), Number.POSITIVE_INFINITY),
        );
        expect(await told(part, chosen, rules)).toEqual(await told(whole, chosen, rules));
        source.close();
      },
    ),
    { numRuns: 150 },
  );
});

test("a closure of more nodes than asked for is read as part of the whole", async () => {
  const source = makeArchive({
    nodes: [{}, { type: CALCULATION }, {}],
    links: [
      [1, 2, "input_calc", "x"],
      [2, 3, "create", "y"],
    ],
    groups: [{ label: "chosen", nodes: [2] }],
  });
  const whole = createProvenance(source);
  const neighbourhood = prepareNeighbourhood(source.db);
  const load = () => loadGraphAround(neighbourhood, [2], exportRules(), 2);
  const part = partOf(whole, load);
  expect((await part.graph(UNWATCHED)).graph.nodeCount).toBe(3);
  expect(await told(part, [], {})).toEqual(await told(whole, [], {}));
});

test("an index on both ends of links is found, whatever it is called", () => {
  const { db } = makeArchive({ nodes: [{}] });
  expect(prepareNeighbourhood(db).isIndexed()).toBe(true);
});
