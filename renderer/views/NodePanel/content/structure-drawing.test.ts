import fc from "fast-check";
import { expect, test } from "vitest";
import { atomColour, drawStructure } from "./structure-drawing.ts";

const CUBE = [
  [2, 0, 0],
  [0, 2, 0],
  [0, 0, 2],
];

test("everything stays within reach at every turn, and lengths are kept", () => {
  const angle = fc.double({ min: -10, max: 10, noNaN: true });
  fc.assert(
    fc.property(angle, angle, (yaw, pitch) => {
      const { edges, atoms, reach } = drawStructure(CUBE, [{ symbols: "Si", position: [2, 2, 2] }], {
        yaw,
        pitch,
      });
      expect(edges).toHaveLength(12);
      for (const end of edges.flat()) expect(Math.abs(end)).toBeLessThanOrEqual(reach + 1e-9);
      const { x, y, depth } = atoms[0]!;
      expect(Math.hypot(x, y, depth)).toBeCloseTo(Math.sqrt(3));
    }),
  );
});

test("the z axis points up, and near atoms are drawn last", () => {
  const sites = [
    { symbols: "A", position: [1, 0, 2] },
    { symbols: "B", position: [1, 2, 0] },
  ];
  const { atoms } = drawStructure(CUBE, sites, { yaw: 0, pitch: 0 });
  expect(atoms.map(({ symbol }) => symbol)).toEqual(["B", "A"]);
  expect(atoms[1]!.y).toBeLessThan(atoms[0]!.y);
});

test("a missing cell draws a point, an unknown element has a colour", () => {
  expect(drawStructure([], [], { yaw: 1, pitch: 1 }).reach).toBe(1);
  expect(atomColour("Uuo")).toMatch(/^hsl/);
});
