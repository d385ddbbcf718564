import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LINK_TYPES } from "../model/link.ts";
import { DELETION_SWITCHES, deletionRules, type DeletionSwitches } from "./deletion-rules.ts";
import { graphFrom, ranksInIdOrder, type TestLink } from "./testing/graph-from.ts";
import { TRAVERSAL_RULES } from "./traversal-rules.ts";
import { complete, traverse } from "./traverse.ts";

test("the rules are AiiDA's: nine that are on, three of them switches", () => {
  const on = TRAVERSAL_RULES.filter((rule) => deletionRules()[rule]);
  expect(TRAVERSAL_RULES.filter((rule) => !on.includes(rule))).toEqual([
    "input_calc_backward",
    "return_forward",
    "input_work_backward",
  ]);
  expect(deletionRules({ create_forward: false })).toEqual({ ...deletionRules(), create_forward: false });
});

function deleted(nodeCount: number, links: readonly TestLink[], start: number[], switches: DeletionSwitches) {
  const graph = graphFrom(
    Array.from({ length: nodeCount }, (_, id) => id),
    links,
  );
  const { order } = complete(traverse(graph, start, deletionRules(switches), ranksInIdOrder(graph)));
  return [...order].sort((a, b) => a - b);
}

// The graphs of AiiDA's own test_graph_traversers.py ("minimal graph") and test_nodes.py ("independent workflows").
const [DI, DO, C0, W1, W2] = [0, 1, 2, 3, 4] as const;
const MINIMAL: TestLink[] = [
  [DI, C0, "input_calc"],
  [DI, W1, "input_work"],
  [DI, W2, "input_work"],
  [W1, C0, "call_calc"],
  [W2, W1, "call_work"],
  [C0, DO, "create"],
  [W1, DO, "return"],
  [W2, DO, "return", "other"],
];
const [dia, doa, pca, pwa, dib, dob, pcb, pwb, pw0] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
const INDEPENDENT: TestLink[] = [
  [dia, pca, "input_calc"],
  [pca, doa, "create"],
  [dia, pwa, "input_work"],
  [pwa, doa, "return"],
  [pwa, pca, "call_calc"],
  [dib, pcb, "input_calc"],
  [pcb, dob, "create"],
  [dib, pwb, "input_work"],
  [pwb, dob, "return"],
  [pwb, pcb, "call_calc"],
  [dia, pw0, "input_work", "a"],
  [dib, pw0, "input_work", "b"],
  [pw0, doa, "return", "a"],
  [pw0, dob, "return", "b"],
  [pw0, pwa, "call_work", "a"],
  [pw0, pwb, "call_work", "b"],
];

describe("golden vectors of AiiDA", () => {
  const minimal: [start: number, switches: DeletionSwitches, result: number[]][] = [
    [DI, {}, [DI, DO, C0, W1, W2]],
    [DO, {}, [DO, C0, W1, W2]],
    [W1, { call_calc_forward: false }, [W1, W2]],
    [W2, { call_work_forward: false }, [W2]],
    [C0, { create_forward: false }, [C0, W1, W2]],
  ];
  test.each(minimal)("minimal graph from %j with %j", (start, switches, result) => {
    expect(deleted(5, MINIMAL, [start], switches)).toEqual(result);
  });

  const everythingButInputs = [doa, pca, pwa, dob, pcb, pwb, pw0].sort((a, b) => a - b);
  const independent: [start: number, switches: DeletionSwitches, result: number[]][] = [
    [pca, {}, everythingButInputs],
    [pca, { create_forward: true, call_calc_forward: false, call_work_forward: false }, [doa, pca, pwa, pw0]],
    [dia, { call_calc_forward: false, call_work_forward: false }, [dia, doa, pca, pwa, pw0]],
    [
      pw0,
      { create_forward: false, call_calc_forward: true, call_work_forward: true },
      [pca, pwa, pcb, pwb, pw0],
    ],
    [pw0, { create_forward: false, call_calc_forward: false, call_work_forward: true }, [pwa, pwb, pw0]],
  ];
  test.each(independent)("independent workflows from %j with %j", (start, switches, result) => {
    expect(deleted(9, INDEPENDENT, [start], switches)).toEqual(result);
  });
});

test("a deletion takes what a naive reading of the rules takes", () =>
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(7), fc.nat(7), fc.constantFrom(...LINK_TYPES), fc.constantFrom("a", "b")), {
        maxLength: 30,
      }),
      fc.array(fc.nat(7), { maxLength: 3 }),
      fc.record(Object.fromEntries(DELETION_SWITCHES.map((rule) => [rule, fc.boolean()]))),
      (links: TestLink[], start, switches: DeletionSwitches) => {
        const gone = new Set(start);
        const forward = ["input_calc", "input_work"];
        if (switches.create_forward) forward.push("create");
        if (switches.call_calc_forward) forward.push("call_calc");
        if (switches.call_work_forward) forward.push("call_work");
        const backward = ["create", "return", "call_calc", "call_work"];
        for (let before = -1; before !== gone.size; ) {
          before = gone.size;
          for (const [source, target, type] of links) {
            if (gone.has(source) && forward.includes(type)) gone.add(target);
            if (gone.has(target) && backward.includes(type)) gone.add(source);
          }
        }
        expect(deleted(8, links, start, switches)).toEqual([...gone].sort((a, b) => a - b));
      },
    ),
    { numRuns: 300 },
  ));
