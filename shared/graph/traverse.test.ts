import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LINK_TYPES, type LinkType } from "../model/link.ts";
import { graphFrom, ranksInIdOrder, type TestLink } from "./testing/graph-from.ts";
import {
  exportRules,
  ruleFor,
  type RuleSwitches,
  TOGGLEABLE_RULES,
  TRAVERSAL_RULES,
  type TraversalRules,
} from "./traversal-rules.ts";
import { complete, countLinks, furtherNodes, NO_RULE, traverse, UNREACHED, walkedFrom } from "./traverse.ts";

// The complex workflow graph of AiiDA's own test_links.py; results are its "complex_workflow_graph_export_sets".
const [d1, d2, d3, d4, d5, d6, c1, c2, w1, w2] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
const ALL_TEN = [d1, d2, d3, d4, d5, d6, c1, c2, w1, w2];
const FIRST_PART = [d1, d2, d3, d4, c1, w1, w2];
const workflow = graphFrom(ALL_TEN, [
  [d1, w1, "input_work"],
  [d2, w1, "input_work"],
  [w1, w2, "call_work"],
  [d1, w2, "input_work"],
  [w2, c1, "call_calc"],
  [d1, c1, "input_calc"],
  [c1, d3, "create", "d3"],
  [c1, d4, "create", "d4"],
  [w2, d3, "return", "d3"],
  [w2, d4, "return", "d4"],
  [d4, c2, "input_calc"],
  [c2, d5, "create", "d5"],
  [c2, d6, "create", "d6"],
]);

function walkOf(start: readonly number[], switches: RuleSwitches = {}) {
  return complete(traverse(workflow, start, exportRules(switches), ranksInIdOrder(workflow)));
}
const sorted = (nodes: ArrayLike<number>) => Array.from(nodes).sort((a, b) => a - b);

describe("golden vectors of AiiDA", () => {
  const vectors: [start: number[], switches: RuleSwitches, result: number[]][] = [
    ...[w1, w2, d3, d4, c1].map((start): [number[], RuleSwitches, number[]] => [[start], {}, FIRST_PART]),
    ...[d5, d6, c2].map((start): [number[], RuleSwitches, number[]] => [[start], {}, ALL_TEN]),
    [[d1], {}, [d1]],
    [[d2], {}, [d2]],
    [[d1], { input_calc_forward: true }, ALL_TEN],
    [[d1], { input_work_forward: true }, FIRST_PART],
    [[d1], { input_calc_forward: true, input_work_forward: true }, ALL_TEN],
    [[d4, d5], { create_backward: false }, [d4, d5]],
    [[d4, d5], { create_backward: false, return_backward: true }, [d1, d2, d3, d4, d5, c1, w1, w2]],
    [[d4, d5], { return_backward: true }, ALL_TEN],
    [[c1], { call_calc_backward: false }, [d1, d3, d4, c1]],
    [[c1], { call_calc_backward: false, call_work_backward: false }, [d1, d3, d4, c1]],
    [[c1], { call_work_backward: false }, [d1, d3, d4, c1, w2]],
    [[w2], { call_work_backward: false }, [d1, d3, d4, c1, w2]],
    [[w2], { call_work_backward: false, call_calc_backward: false }, [d1, d3, d4, c1, w2]],
    [[w2], { call_calc_backward: false }, FIRST_PART],
  ];
  test.each(vectors)("from %j with %j", (start, switches, result) => {
    expect(sorted(walkOf(start, switches).order)).toEqual(result);
  });
});

test("all nodes as a start: nothing is added, every link is in", () => {
  const walk = walkOf(ALL_TEN);
  expect([...walk.order]).toEqual(ALL_TEN);
  expect([...walk.rules]).toEqual(ALL_TEN.map(() => NO_RULE));
  expect(countLinks(workflow, walk)).toBe(13);
});

test("a walk says how deep each node is and what brought it in", () => {
  const walk = walkOf([c1]);
  const reasonOf = (node: number) =>
    walk.links[node] === -1
      ? null
      : [
          walk.depths[node],
          TRAVERSAL_RULES[walk.rules[node]!],
          walkedFrom(workflow, walk.links[node]!, node),
          workflow.labelList[workflow.linkLabels[walk.links[node]!]!],
        ];
  expect(
    Object.fromEntries(
      ["d1", "d2", "d3", "c1", "w1", "w2"].map((name, i) => [name, reasonOf([d1, d2, d3, c1, w1, w2][i]!)]),
    ),
  ).toEqual({
    d1: [1, "input_calc_backward", c1, "input_calc"],
    d2: [3, "input_work_backward", w1, "input_work"],
    d3: [1, "create_forward", c1, "d3"],
    c1: null,
    w1: [2, "call_work_backward", w2, "call_work"],
    w2: [1, "call_calc_backward", c1, "call_calc"],
  });
  expect(walk.depths[d6]).toBe(UNREACHED);
});

test("no seeds reach nothing; a seed named twice counts once", () => {
  expect([...walkOf([]).order]).toEqual([]);
  expect([...walkOf([d1, d1]).order]).toEqual([d1]);
});

test("a long chain is walked to its end", () => {
  const length = 50_000;
  const ids = Array.from({ length }, (_, id) => id);
  const links = ids.slice(1).map((id): TestLink => [id - 1, id, id % 2 === 1 ? "input_calc" : "create"]);
  const chain = graphFrom(ids, links);
  const job = traverse(chain, [length - 1], exportRules(), ranksInIdOrder(chain));
  expect(job.next()).toEqual({ done: false, value: 4095 });
  const walk = complete(job);
  expect(walk.order.length).toBe(length);
  expect(walk.depths[0]).toBe(length - 1);
});

// 8 nodes with UUIDs in an order of their own, any links between them, self-links and loops included.
const anyCase = fc.record({
  uuids: fc.uniqueArray(fc.uuid(), { minLength: 8, maxLength: 8 }),
  links: fc.array(
    fc.tuple(fc.nat(7), fc.nat(7), fc.constantFrom(...LINK_TYPES), fc.constantFrom("a", "b", "B", "é")),
    { maxLength: 30 },
  ),
  seeds: fc.array(fc.nat(7), { maxLength: 4 }),
  switches: fc.array(fc.constantFrom(...TOGGLEABLE_RULES)).map((rules) => {
    return Object.fromEntries(rules.map((rule, i) => [rule, i % 2 === 0])) as RuleSwitches;
  }),
});

/** The same definition, written for sight instead of speed: levels as sets, all candidates sorted as tuples. */
function bruteForce(uuids: string[], links: TestLink[], seeds: number[], rules: TraversalRules) {
  const found = new Map(seeds.map((seed) => [seed, { depth: 0, reason: null as string | null }]));
  for (let depth = 1; ; depth++) {
    const before = new Set(found.keys());
    const candidates: { node: number; key: [number, string, string] }[] = [];
    for (const [source, target, type, label] of links) {
      for (const [from, to, isForward] of [
        [source, target, true],
        [target, source, false],
      ] as const) {
        const rule = ruleFor(type as LinkType, isForward);
        if (rules[rule] && before.has(from) && !before.has(to)) {
          candidates.push({ node: to, key: [TRAVERSAL_RULES.indexOf(rule), uuids[from]!, label!] });
        }
      }
    }
    if (candidates.length === 0) return found;
    candidates.sort((a, b) => {
      const place = a.key.findIndex((part, i) => part !== b.key[i]);
      return place < 0 ? 0 : a.key[place]! < b.key[place]! ? -1 : 1;
    });
    for (const { node, key } of candidates) {
      if (!found.has(node)) found.set(node, { depth, reason: key.join(" ") });
    }
  }
}

test("traverse finds what a brute-force twin finds, for the same reasons", () =>
  fc.assert(
    fc.property(anyCase, ({ uuids, links, seeds, switches }) => {
      const graph = graphFrom([0, 1, 2, 3, 4, 5, 6, 7], links);
      const ranks = Int32Array.from(uuids, (uuid) => uuids.filter((other) => other < uuid).length);
      const walk = complete(traverse(graph, seeds, exportRules(switches), ranks));
      const mine = Array.from(walk.order, (node) => {
        const link = walk.links[node]!;
        const reason =
          link < 0
            ? null
            : [
                walk.rules[node],
                uuids[walkedFrom(graph, link, node)],
                graph.labelList[graph.linkLabels[link]!],
              ].join(" ");
        return [node, { depth: walk.depths[node], reason }] as const;
      });
      const twin = bruteForce(uuids, links, seeds, exportRules(switches));
      expect(new Map(mine.sort(([a], [b]) => a - b))).toEqual(new Map([...twin].sort(([a], [b]) => a - b)));
      expect(countLinks(graph, walk)).toBe(
        new Set(links.filter(([a, b]) => twin.has(a) && twin.has(b)).map((link) => link.join(" "))).size,
      );
    }),
    { numRuns: 500 },
  ));

test("furtherNodes finds what walking again with the rule on would add", () =>
  fc.assert(
    fc.property(anyCase, fc.constantFrom(...TOGGLEABLE_RULES), ({ links, seeds, switches }, rule) => {
      const graph = graphFrom([0, 1, 2, 3, 4, 5, 6, 7], links);
      const ranks = ranksInIdOrder(graph);
      const off = complete(traverse(graph, seeds, exportRules({ ...switches, [rule]: false }), ranks));
      const rulesOn = exportRules({ ...switches, [rule]: true });
      const on = complete(traverse(graph, seeds, rulesOn, ranks));
      const expected = sorted(on.order).filter((node) => off.depths[node] === UNREACHED);
      expect(sorted(furtherNodes(graph, off, rulesOn))).toEqual(expected);
    }),
  ));
