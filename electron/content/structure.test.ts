import { describe, expect, test } from "vitest";
import { readStructure } from "./structure.ts";

const cubic = [
  [4, 0, 0],
  [0, 4, 0],
  [0, 0, 4],
];
const kind = (name: string, symbols: string[], weights: number[], mass: number | null) => ({
  name,
  symbols,
  weights,
  mass,
});
const at = (kind_name: string) => ({ kind_name, position: [0, 0, 0] });
const text = (value: object) => JSON.stringify({ cell: cubic, pbc1: true, pbc2: true, pbc3: true, ...value });

describe("readStructure", () => {
  // Expected values: AiiDA's get_formula, cell_lengths, cell_angles, get_cell_volume for the same data.
  test("lattice, formula and density", () => {
    const structure = readStructure(
      text({
        kinds: [
          kind("Ba", ["Ba"], [1], 137.327),
          kind("Ti", ["Ti"], [1], 47.867),
          kind("O", ["O"], [1], 15.9994),
        ],
        sites: [at("Ba"), at("Ti"), at("O"), at("O"), at("O")],
      }),
    );
    expect(structure.formula).toBe("BaO3Ti");
    expect(structure.lengths).toEqual([4, 4, 4]);
    expect(structure.angles.map((angle) => Math.round(angle * 1e6) / 1e6)).toEqual([90, 90, 90]);
    expect(structure.volume).toBe(64);
    expect(structure.density).toBeCloseTo(6.05039, 4);
  });

  test("Hill order puts carbon and hydrogen first only with carbon", () => {
    const kinds = ["C", "H", "O", "Br"].map((name) => kind(name, [name], [1], 1));
    expect(readStructure(text({ kinds, sites: ["O", "Br", "H", "C", "H"].map(at) })).formula).toBe("CH2BrO");
    expect(readStructure(text({ kinds, sites: ["O", "H", "H", "Br"].map(at) })).formula).toBe("BrH2O");
  });

  test("alloys and vacancies as AiiDA writes them", () => {
    const structure = readStructure(
      text({ kinds: [kind("x", ["Ba", "Ca"], [0.4, 0.5], 80)], sites: [at("x")], pbc3: false }),
    );
    expect(structure.sites[0]).toEqual({ kind: "x", symbols: "{Ba0.40Ca0.50X0.10}", position: [0, 0, 0] });
    expect(structure.density).toBeNull(); // a slab has no density
  });

  test("a missing mass gives no density, a missing kind keeps its name, no sites no formula", () => {
    const structure = readStructure(
      text({ kinds: [kind("H", ["H"], [1], null)], sites: [at("H"), at("ghost")] }),
    );
    expect(structure.formula).toBe("Hghost");
    expect(structure.density).toBeNull();
    expect(readStructure(text({ kinds: [], sites: [] })).formula).toBe("");
  });

  test("lists at most 5,000 sites and says how many there are", () => {
    const sites = Array.from({ length: 6000 }, () => at("H"));
    const structure = readStructure(text({ kinds: [kind("H", ["H"], [1], 1)], sites }));
    expect([structure.siteCount, structure.sites.length]).toEqual([6000, 5000]);
  });

  test.each([
    "{}",
    "[]",
    "nonsense",
    '{"cell": [[1,2],[3]], "sites": [], "kinds": []}',
    '{"cell": [["a",0,0],[0,1,0],[0,0,1]], "sites": [], "kinds": []}',
  ])("%s is no structure", (attributes) => {
    expect(() => readStructure(attributes)).toThrow(expect.objectContaining({ code: "file/not-found" }));
  });

  test("numbers beyond all bounds are no lattice, no position and no density", () => {
    const odd = (number: string) => text({ kinds: [], sites: [] }).replace("4,0,0", `${number},0,0`);
    expect(() => readStructure(odd("1e999"))).toThrow(/not those of a structure/u);
    expect(() => readStructure(odd("-1e101"))).toThrow(/not those of a structure/u);
    expect(readStructure(odd("1e100")).volume).toBe(1.6e101);
    const far = text({ kinds: [kind("H", ["H"], [1], 1)], sites: [at("H")] }).replace(
      "[0,0,0]}",
      "[0,1e999,0]}",
    );
    expect(readStructure(far).sites[0]?.position).toEqual([]);
    const heavy = text({ kinds: [kind("H", ["H"], [1], 1)], sites: [at("H")] });
    expect(readStructure(heavy.replace('"mass":1', '"mass":1e999')).density).toBeNull();
  });
});
