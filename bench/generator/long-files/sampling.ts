import type { PwRun } from "../calculation-files.ts";

const IONIC_STEPS = 3;
/** Corners of the path through the Brillouin zone, by the number of the point. */
export const PATH_CORNERS = [0, 13, 18, 33, 44, 59];

/** How many k-points and bands a run has, and how often it moves its atoms: about what the examples in `e2e/fixtures` have. */
export function samplingOf({ calculation, material }: PwRun): {
  points: number;
  bands: number;
  ionicSteps: number;
} {
  return {
    points: calculation === "bands" ? 60 : 12,
    bands: 8 + 2 * material.sites.length,
    ionicSteps: calculation === "vc-relax" ? IONIC_STEPS : 1,
  };
}

/** The arrays that the parser of pw.x makes of a run, by name with their shapes, without those of the bands. */
export function trajectoryShapes(run: PwRun): Readonly<Record<string, readonly number[]>> {
  const { ionicSteps: steps } = samplingOf(run);
  const atoms = run.material.sites.length;
  const ofEachStep = [
    "energy",
    "energy_accuracy",
    "energy_ewald",
    "energy_hartree",
    "energy_one_electron",
    "energy_threshold",
    "energy_xc",
    "scf_iterations",
    "total_force",
  ];
  return {
    ...Object.fromEntries(ofEachStep.map((name) => [name, [steps]])),
    positions: [steps, atoms, 3],
    cells: [steps, 3, 3],
    forces: [steps, atoms, 3],
    stress: [steps, 3, 3],
    scf_accuracy: [steps * run.steps],
  };
}
