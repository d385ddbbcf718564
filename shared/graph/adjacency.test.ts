import fc from "fast-check";
import { expect, test } from "vitest";
import { AppError } from "../ipc/errors.ts";
import { LINK_TYPES } from "../model/link.ts";
import { type Adjacency, checkedId, nodeIndexOf } from "./adjacency.ts";
import { graphFrom, type TestLink } from "./testing/graph-from.ts";

const rows = ({ offsets, neighbours }: Adjacency) =>
  Array.from({ length: offsets.length - 1 }, (_, node) => [
    ...neighbours.subarray(offsets[node], offsets[node + 1]),
  ]);

// 10 ─input_calc→ 20 ─create→ 40, 10 ─input_calc→ 40
test("buildGraph stores both directions by dense position", () => {
  const graph = graphFrom(
    [10, 20, 40],
    [
      [10, 20, "input_calc", "x"],
      [20, 40, "create", "sum"],
      [10, 40, "input_calc", "y"],
    ],
  );
  expect(rows(graph.outgoing)).toEqual([[1, 2], [2], []]);
  expect(rows(graph.incoming)).toEqual([[], [0], [1, 0]]);
  expect([...graph.linkIds]).toEqual([1, 2, 3]);
  expect(graph.labelList[graph.linkLabels[1]!]).toBe("sum");
});

test("links that dangle, repeat or have a strange type are left out and counted", () => {
  const graph = graphFrom(
    [1, 2],
    [
      [1, 2, "input_calc"],
      [1, 2, "input_calc"],
      [1, 2, "input_calc", "another label"],
      [1, 3, "input_calc"],
      [-1, 2, "create"],
      [1, 2, "inputlink"],
    ],
  );
  expect(graph).toMatchObject({ linkCount: 2, repeatedLinks: 1, danglingLinks: 2, unknownTypeLinks: 1 });
});

test("ids may be far apart", () => {
  const ids = [0, 7, 2_000_000_000, 2 ** 31 - 1];
  const graph = graphFrom(ids, [[7, 2 ** 31 - 1, "create"]]);
  expect(rows(graph.outgoing)).toEqual([[], [3], [], []]);
  expect(ids.map((id) => nodeIndexOf(graph.nodeIds, id))).toEqual([0, 1, 2, 3]);
  expect(nodeIndexOf(graph.nodeIds, 8)).toBe(-1);
});

test("checkedId names ids that do not fit", () => {
  const codeOf = (id: unknown) => {
    try {
      return checkedId(id, "node");
    } catch (error) {
      return error instanceof AppError ? error.code : error;
    }
  };
  expect([0, 2 ** 31 - 1, 2 ** 31, -1, 1.5, null, "7"].map(codeOf)).toEqual([
    0,
    2 ** 31 - 1,
    "archive/limit",
    "archive/limit",
    "archive/corrupt",
    "archive/corrupt",
    "archive/corrupt",
  ]);
});

const anyLink = fc.tuple(
  fc.nat(5),
  fc.nat(5),
  fc.constantFrom(...LINK_TYPES),
  fc.constantFrom("a", "b", "c"),
);

test("each distinct quadruple is kept once, also at nodes with many links", () =>
  fc.assert(
    fc.property(fc.array(anyLink, { maxLength: 150 }), (links: TestLink[]) => {
      const graph = graphFrom([0, 1, 2, 3, 4, 5], links);
      const kept = Array.from({ length: graph.linkCount }, (_, link) =>
        [
          graph.linkSources[link],
          graph.linkTargets[link],
          LINK_TYPES[graph.linkTypes[link]!],
          graph.labelList[graph.linkLabels[link]!],
        ].join(" "),
      );
      expect(kept).toEqual([...new Set(links.map((link) => link.join(" ")))]);
      expect(graph.outgoing.links.length).toBe(graph.linkCount);
      expect(graph.incoming.links.length).toBe(graph.linkCount);
    }),
  ));
