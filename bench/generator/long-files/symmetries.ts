/** One operation of the cubic group, as pw.x writes it. */
export interface Symmetry {
  name: string;
  rows: readonly (readonly number[])[];
  /** Half of them have a fractional translation in the diamond structure. */
  isShifted: boolean;
}

const PERMUTATIONS = [
  [0, 1, 2],
  [1, 0, 2],
  [0, 2, 1],
  [2, 1, 0],
  [1, 2, 0],
  [2, 0, 1],
] as const;
const SIGNS = [1, -1] as const;
const ANGLES: Readonly<Record<number, string>> = { [-1]: "180", 1: " 90", 0: "120" }; // by the trace

/** The 48 operations: the 24 rotations first, then the same with inversion. */
export const SYMMETRIES: readonly Symmetry[] = (() => {
  const rotations = PERMUTATIONS.flatMap((columns) =>
    SIGNS.flatMap((a) =>
      SIGNS.flatMap((b) => SIGNS.map((c) => columns.map((column, i) => unit(column, [a, b, c][i]!)))),
    ),
  ).filter((rows) => determinant(rows) === 1);
  const names = rotations.map(nameOf);
  return [
    ...rotations.map((rows, i) => ({ name: names[i]!, rows, isShifted: i % 2 === 1 })),
    ...rotations.map((rows, i) => ({
      name: `inv. ${names[i]!}`,
      rows: rows.map((row) => row.map((x) => 0 - x)),
      isShifted: i % 2 === 0,
    })),
  ];
})();

function unit(column: number, sign: number): number[] {
  return [0, 1, 2].map((i) => (i === column ? sign : 0));
}

function determinant([a, b, c]: readonly (readonly number[])[]): number {
  const minor = (i: number, j: number) => b![i]! * c![j]! - b![j]! * c![i]!;
  return a![0]! * minor(1, 2) - a![1]! * minor(0, 2) + a![2]! * minor(0, 1);
}

function nameOf(rows: readonly (readonly number[])[]): string {
  const trace = rows[0]![0]! + rows[1]![1]! + rows[2]![2]!;
  if (trace === 3) return "identity";
  const steps = [1, 0, -1];
  const axes = steps.flatMap((x) => steps.flatMap((y) => steps.map((z) => [x, y, z])));
  const axis = axes.find(
    (v) => v.some(Boolean) && rows.every((row, i) => row.reduce((sum, x, j) => sum + x * v[j]!, 0) === v[i]),
  );
  return `${ANGLES[trace]} deg rotation - cart. axis [${axis?.join(",")}]`;
}
