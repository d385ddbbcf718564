import fc from "fast-check";
import { expect, test } from "vitest";
import { LINK_TYPES } from "../../shared/model/link.ts";
import { outlineName, outlineOf, spokenNode } from "./outline.ts";
import { makeDrawing, makeLinks, makeNode } from "./testing/make-drawing.ts";

const origin = { x: 0, y: 0 };

test("names say class or process label, label and PK", () => {
  expect(outlineName(makeNode(118, "data", { label: "Si bands" }))).toBe("Dict Si bands (118)");
  expect(outlineName(makeNode(7, "data"))).toBe("Dict (7)");
  expect(outlineName(makeNode(9, "calculation", { processLabel: "PwCalculation" }))).toBe(
    "PwCalculation (9)",
  );
});

test("marks of writing direction in a label are shown, not obeyed", () => {
  expect(outlineName(makeNode(1, "data", { label: "a\u202eb" }))).toBe("Dict a\\u202eb (1)");
});

test("what is spoken has the state and the links", () => {
  const failed = makeNode(9, "calculation", { processLabel: "PwCalculation", exitStatus: 410, incoming: 3 });
  expect(spokenNode(failed)).toBe("PwCalculation (9), Finished [410], 3 incoming, 1 outgoing");
});

test("a process holds what it called and created", () => {
  const drawing = makeDrawing(
    [
      [makeNode(1, "data"), origin],
      [makeNode(2, "workflow"), origin],
      [makeNode(3, "calculation"), origin],
      [makeNode(4, "data"), origin],
    ],
    makeLinks([
      [1, "input_work", 2],
      [2, "call_calc", 3],
      [3, "create", 4],
      [2, "return", 4],
    ]),
  );
  expect(
    outlineOf(drawing).map(({ node, level, position, siblings }) => [node.nodeId, level, position, siblings]),
  ).toEqual([
    [1, 1, 1, 2],
    [2, 1, 2, 2],
    [3, 2, 1, 1],
    [4, 3, 1, 1],
  ]);
});

test("every node comes once, whatever the links", () => {
  const links = fc.array(fc.tuple(fc.nat(11), fc.constantFrom(...LINK_TYPES), fc.nat(11)), { maxLength: 40 });
  fc.assert(
    fc.property(links, (triples) => {
      const nodes = Array.from({ length: 12 }, (_, id) => [makeNode(id, "workflow"), origin] as const);
      const items = outlineOf(makeDrawing(nodes, makeLinks(triples)));
      expect(items.map(({ node }) => node.nodeId).sort((a, b) => a - b)).toEqual(
        nodes.map(([node]) => node.nodeId),
      );
    }),
  );
});
