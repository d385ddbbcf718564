import { float, type PythonValue } from "./python-json.ts";
import type { Random } from "./random.ts";

export interface Material {
  formula: string;
  elements: readonly string[];
  cell: readonly (readonly number[])[];
  sites: readonly { element: string; position: readonly number[] }[];
}

type Vector = readonly [number, number, number];
interface Prototype {
  name: string;
  a: readonly [number, number];
  formula: (elements: readonly string[]) => string;
  pools: readonly (readonly string[])[];
  sites: readonly { kind: number; at: Vector }[];
}

const ALKALINE = ["Ca", "Sr", "Ba", "Mg", "Pb"];
const METALS = ["Ti", "Zr", "Hf", "Sn", "V", "Nb", "Fe", "Mn"];
const ALKALI = ["Li", "Na", "K", "Rb", "Cs"];
const HALOGENS = ["F", "Cl", "Br", "I"];
const CHALCOGENS = ["O", "S", "Se", "Te"];
const TETRAHEDRAL = ["Si", "Ge", "C", "Sn"];

const PROTOTYPES: readonly Prototype[] = [
  {
    name: "perovskites",
    a: [3.7, 4.4],
    pools: [ALKALINE, METALS, CHALCOGENS],
    formula: ([a, b, c]) => `${a}${b}${c}3`,
    sites: [
      { kind: 0, at: [0, 0, 0] },
      { kind: 1, at: [0.5, 0.5, 0.5] },
      { kind: 2, at: [0.5, 0.5, 0] },
      { kind: 2, at: [0.5, 0, 0.5] },
      { kind: 2, at: [0, 0.5, 0.5] },
    ],
  },
  {
    name: "rock salt",
    a: [4.0, 7.1],
    pools: [ALKALI, HALOGENS],
    formula: ([a, b]) => `${a}${b}`,
    sites: [
      { kind: 0, at: [0, 0, 0] },
      { kind: 0, at: [0.5, 0.5, 0] },
      { kind: 1, at: [0.5, 0, 0] },
      { kind: 1, at: [0, 0.5, 0] },
    ],
  },
  {
    name: "diamond",
    a: [3.5, 6.6],
    pools: [TETRAHEDRAL],
    formula: ([a]) => `${a}2`,
    sites: [
      { kind: 0, at: [0, 0, 0] },
      { kind: 0, at: [0.25, 0.25, 0.25] },
    ],
  },
  {
    name: "layered",
    a: [3.1, 4.3],
    pools: [METALS, CHALCOGENS],
    formula: ([a, b]) => `${a}2${b}4`,
    sites: [
      { kind: 0, at: [0.333333, 0.666667, 0.25] },
      { kind: 0, at: [0.666667, 0.333333, 0.75] },
      { kind: 1, at: [0.333333, 0.666667, 0.621] },
      { kind: 1, at: [0.666667, 0.333333, 0.379] },
      { kind: 1, at: [0.666667, 0.333333, 0.121] },
      { kind: 1, at: [0.333333, 0.666667, 0.879] },
    ],
  },
];

const MASSES: Readonly<Record<string, number>> = {
  C: 12.011,
  O: 15.9994,
  Si: 28.0855,
  Ti: 47.867,
  Sr: 87.62,
};
/** The names of classes of materials, as they stand in the labels of groups. */
export const CLASSES: readonly string[] = PROTOTYPES.map((prototype) => prototype.name);
export const ELEMENTS: readonly string[] = [
  ...new Set([...ALKALINE, ...METALS, ...ALKALI, ...HALOGENS, ...CHALCOGENS, ...TETRAHEDRAL]),
].toSorted();

/** A new compound of one class. */
export function makeMaterial(random: Random, className: string): Material {
  const prototype = PROTOTYPES.find(({ name }) => name === className) ?? PROTOTYPES[0]!;
  const elements = prototype.pools.map((pool) => random.pick(pool));
  const a = random.between(prototype.a[0], prototype.a[1]);
  const c = prototype.name === "layered" ? a * 3.2 : a;
  return {
    formula: prototype.formula(elements),
    elements: [...new Set(elements)],
    cell: [
      [a, 0, 0],
      [0, a, 0],
      [0, 0, c],
    ],
    sites: prototype.sites.map(({ kind, at }) => ({
      element: elements[kind]!,
      position: [at[0] * a, at[1] * a, at[2] * c],
    })),
  };
}

/** The same compound with a cell a little larger or smaller, its atoms moved a little: what a relaxation gives. */
export function relaxed(random: Random, material: Material, spread = 0.01): Material {
  const scale = 1 + random.between(-spread, spread);
  const round = (x: number) => Number(x.toPrecision(14));
  return {
    ...material,
    cell: material.cell.map((row) => row.map((x) => round(x * scale))),
    sites: material.sites.map((site) => ({
      element: site.element,
      position: site.position.map((x) => round(x * scale + random.between(-1e-4, 1e-4, 14))),
    })),
  };
}

/** The attributes that StructureData shares with k-points and bands. */
export function cellAttributes(material: Material) {
  return { cell: material.cell.map((row) => row.map(float)), pbc1: true, pbc2: true, pbc3: true };
}

/** Attributes of its StructureData. */
export function structureAttributes(material: Material): PythonValue {
  return {
    ...cellAttributes(material),
    kinds: material.elements.map((element) => ({
      symbols: [element],
      weights: [float(1)],
      mass: float(MASSES[element] ?? 55.845),
      name: element,
    })),
    sites: material.sites.map(({ element, position }) => ({
      position: position.map(float),
      kind_name: element,
    })),
  };
}
