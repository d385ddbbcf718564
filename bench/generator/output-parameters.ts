import type { PwRun } from "./calculation-files.ts";
import { float, once, type PythonValue } from "./python-json.ts";
import type { Random } from "./random.ts";

const FIXED = {
  lkpoint_dir: false,
  charge_density: "./charge-density.dat",
  rho_cutoff_units: "eV",
  wfc_cutoff_units: "eV",
  fermi_energy_units: "eV",
  symmetries_units: "crystal",
  constraint_mag: 0,
  magnetization_angle2: [float(0)],
  magnetization_angle1: [float(0)],
  starting_magnetization: [float(0)],
  has_electric_field: false,
  has_dipole_correction: false,
  lda_plus_u_calculation: false,
  format_name: "QEXSD",
  format_version: "20.04.20",
  creator_name: "pwscf",
  creator_version: "7.2",
  non_colinear_calculation: false,
  do_magnetization: false,
  time_reversal_flag: true,
};
const SYMMETRIES = once(
  Array.from({ length: 48 }, (_, i) => ({ t_rev: "0", symmetry_number: i < 24 ? i : i + 8 })),
);
const UNITS = {
  energy_units: "eV",
  forces_units: "ev / angstrom",
  stress_units: "GPascal",
  total_force_units: "ev / angstrom",
  volume_units: "angstrom^3",
  number_of_k_points: 20,
};

/** Attributes of the Dict that the parser of pw.x creates: about 4 kB, most of it the same for all. */
export function outputParameters(random: Random, run: PwRun): PythonValue {
  const energy = -random.between(300, 12_000, 9);
  return {
    ...FIXED,
    symmetries: SYMMETRIES,
    ...UNITS,
    spin_orbit_calculation: false,
    number_of_atoms: run.material.sites.length,
    number_of_species: run.material.elements.length,
    number_of_bands: 8 + 2 * run.material.sites.length,
    number_of_electrons: float(8 * run.material.sites.length),
    wfc_cutoff: float(run.cutoff * 13.605_693),
    rho_cutoff: float(run.cutoff * 8 * 13.605_693),
    monkhorst_pack_grid: run.mesh,
    monkhorst_pack_offset: [0, 0, 0],
    energy: float(energy),
    energy_hartree: float(random.between(20, 400, 9)),
    energy_ewald: float(-random.between(200, 4000, 9)),
    energy_xc: float(-random.between(60, 900, 9)),
    energy_one_electron: float(random.between(10, 300, 9)),
    energy_accuracy: float(random.between(0, 1e-9, 14)),
    fermi_energy: float(random.between(1, 9, 6)),
    total_force: float(random.between(0, 0.01, 6)),
    volume: float(random.between(30, 260, 6)),
    forces: run.material.sites.map(() => [0, 1, 2].map(() => float(random.between(-1e-3, 1e-3, 8)))),
    stress: [0, 1, 2].map(() => [0, 1, 2].map(() => float(random.between(-2, 2, 8)))),
    scf_iterations: run.steps,
    convergence_info: {
      scf_conv: { convergence_achieved: !run.failed, n_scf_steps: run.steps, scf_error: float(3.1e-11) },
      opt_conv: {
        convergence_achieved: !run.failed,
        n_opt_steps: 4,
        grad_norm: float(random.between(0, 1e-4, 9)),
      },
    },
    wall_time_seconds: float(random.between(20, 9000, 2)),
    wall_time: "1m 6.01s",
    no_warnings: !run.failed,
    parser_warnings: run.failed ? ["ERROR_ELECTRONIC_CONVERGENCE_NOT_REACHED"] : [],
  };
}
