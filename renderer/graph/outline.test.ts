import fc from "fast-check";
import { expect, test } from "vitest";
import { LINK_TYPES } from "../../shared/model/link.ts";
import { outlineName, outlineOf, outlineParts, spokenNode } from "./outline.ts";
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

test("parts hold every line in order, and a line that goes leaves the parts of others alone", () => {
  const lines = fc.uniqueArray(fc.nat(100_000), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(lines, fc.nat(), (nodeIds, at) => {
      const parts = partsOf(nodeIds);
      expect(parts.flat()).toEqual(nodeIds);
      const gone = nodeIds[at % nodeIds.length]!;
      const before = parts.findIndex((part) => part.includes(gone));
      const left = partsOf(nodeIds.filter((nodeId) => nodeId !== gone));
      // Only its own part, and the one before where it began its own, may look different.
      expect(left.slice(0, Math.max(0, before - 1))).toEqual(parts.slice(0, Math.max(0, before - 1)));
      const behind = parts.length - before - 1;
      expect(behind === 0 ? [] : left.slice(-behind)).toEqual(behind === 0 ? [] : parts.slice(-behind));
    }),
  );
});

test("parts are of some dozens of lines", () => {
  for (const step of [1, 2, 32, 100]) {
    const count = partsOf(Array.from({ length: 2000 }, (_, i) => (i + 1) * step)).length;
    expect(count, `every ${step}th PK`).toBeGreaterThan(20);
    expect(count, `every ${step}th PK`).toBeLessThan(200);
  }
});

function partsOf(nodeIds: number[]): number[][] {
  const items = nodeIds.map((id) => ({ node: makeNode(id, "data"), level: 1, position: 1, siblings: 1 }));
  return outlineParts(items).map((part) => part.map(({ node }) => node.nodeId));
}

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
