import type { Material } from "./materials.ts";
import type { Random } from "./random.ts";

/** What one run of pw.x is about. */
export interface PwRun {
  calculation: "vc-relax" | "scf" | "bands";
  material: Material;
  cutoff: number;
  mesh: readonly number[];
  prefix: string; // of its working folder, which makes its files unique
  steps: number; // self-consistent cycles
  failed: boolean;
}

const CYCLES_SHOWN = 9;

export function inputFile(run: PwRun): string {
  const { material } = run;
  const row = (numbers: readonly number[]) => numbers.map((x) => x.toFixed(10).padStart(16)).join("");
  return [
    "&CONTROL",
    `  calculation = '${run.calculation}'`,
    "  outdir = './out/'",
    "  prefix = 'aiida'",
    "  pseudo_dir = './pseudo/'",
    "  tprnfor = .true.",
    "  tstress = .true.",
    "  verbosity = 'high'",
    "/",
    "&SYSTEM",
    "  degauss =   1.0000000000d-02",
    `  ecutrho =   ${(run.cutoff * 8).toExponential(10).replace("e", "d")}`,
    `  ecutwfc =   ${run.cutoff.toExponential(10).replace("e", "d")}`,
    "  ibrav = 0",
    `  nat = ${material.sites.length}`,
    `  ntyp = ${material.elements.length}`,
    "  occupations = 'smearing'",
    "  smearing = 'cold'",
    "/",
    "&ELECTRONS",
    "  conv_thr =   4.0000000000d-10",
    "  electron_maxstep = 80",
    "  mixing_beta =   4.0000000000d-01",
    "/",
    "ATOMIC_SPECIES",
    ...material.elements.map((element) => `${element.padEnd(6)} 55.845 ${element}.upf`),
    "ATOMIC_POSITIONS angstrom",
    ...material.sites.map(({ element, position }) => `${element.padEnd(8)}${row(position)}`),
    "K_POINTS automatic",
    `${run.mesh.join(" ")} 0 0 0`,
    "CELL_PARAMETERS angstrom",
    ...material.cell.map(row),
    "",
  ].join("\n");
}

/** The main output: a head, some cycles, energies and timings; an abrupt end when the run failed. */
export function outputFile(random: Random, run: PwRun): string {
  const energy = -random.between(20, 900, 8);
  const lines = [
    "     Program PWSCF v.7.2 starts on 12Mar2026 at  9:15: 2",
    "     Parallel version (MPI & OpenMP), running on      16 processor cores",
    "     Number of MPI processes:                16",
    `     Current dimensions of program PWSCF are: working folder ${run.prefix}`,
    `     number of atoms/cell      = ${String(run.material.sites.length).padStart(12)}`,
    `     kinetic-energy cutoff     = ${run.cutoff.toFixed(4).padStart(12)}  Ry`,
    `     k-points mesh             = ${run.mesh.join(" x ")}`,
    "     Exchange-correlation= PBESOL",
    "                           (   1   4  10   8   0   0   0)",
    "     Self-consistent Calculation",
  ];
  for (let step = 1; step <= Math.min(run.steps, CYCLES_SHOWN); step++) {
    const accuracy = 10 ** (1 - step) * random.between(0.2, 0.9, 8);
    lines.push(
      `     iteration #${String(step).padStart(3)}     ecut=${run.cutoff.toFixed(2).padStart(10)} Ry     beta= 0.40`,
      "     Davidson diagonalization with overlap",
      `     ethr =  ${(accuracy / 10).toExponential(2)},  avg # of iterations =  ${random.between(1, 9, 1).toFixed(1)}`,
      `     total cpu time spent up to now is  ${(step * 7.3).toFixed(1).padStart(9)} secs`,
      `     total energy              = ${(energy + accuracy).toFixed(8).padStart(16)} Ry`,
      `     estimated scf accuracy    <  ${accuracy.toFixed(8).padStart(16)} Ry`,
      "",
    );
  }
  if (run.failed) {
    lines.push(
      " %%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%",
      "     Error in routine c_bands (1):",
      "     too many bands are not converged",
      " %%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%",
      "",
    );
    return lines.join("\n");
  }
  for (let k = 0; k < 8; k++) {
    const point = [0, 1, 2].map(() => random.between(-0.5, 0.5, 4).toFixed(4)).join(" ");
    const bands = Array.from({ length: 8 }, () => random.between(-9, 12, 4).toFixed(4).padStart(9));
    lines.push(`          k = ${point} (  1205 PWs)   bands (ev):`, "", `   ${bands.join(" ")}`, "");
  }
  lines.push(
    `     the Fermi energy is    ${random.between(1, 9, 4).toFixed(4)} ev`,
    `!    total energy              = ${energy.toFixed(8).padStart(16)} Ry`,
    "     Forces acting on atoms (cartesian axes, Ry/au):",
    ...run.material.sites.map(
      (_, i) =>
        `     atom ${i + 1} type  1   force = ${[0, 1, 2].map(() => random.between(-1e-4, 1e-4, 8).toFixed(8)).join("  ")}`,
    ),
    `     total   stress  (Ry/bohr**3)                   (kbar)     P=  ${random.between(-1, 1, 2).toFixed(2)}`,
    "     General routines",
    `     electrons    : ${random.between(5, 90, 2).toFixed(2)}s CPU ${random.between(5, 99, 2).toFixed(2)}s WALL ( ${run.steps} calls)`,
    "     PWSCF        :   1m 3.20s CPU   1m 6.01s WALL",
    "   This run was terminated on:   9:16: 8  12Mar2026",
    "=------------------------------------------------------------------------------=",
    "   JOB DONE.",
    "=------------------------------------------------------------------------------=",
    "",
  );
  return lines.join("\n");
}

/** The XML that pw.x leaves, shortened. */
export function schemaFile(random: Random, run: PwRun): string {
  const eigenvalues = Array.from({ length: 6 }, () => {
    const numbers = Array.from({ length: 16 }, () => random.between(-0.4, 0.6, 15).toExponential(15));
    return `      <ks_energies><npw>1205</npw><eigenvalues size="16">\n${numbers.join(" ")}\n      </eigenvalues></ks_energies>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<qes:espresso xmlns:qes="http://www.quantum-espresso.org/ns/qes/qes-1.0" Units="Hartree atomic units">',
    '  <general_info><creator NAME="PWSCF" VERSION="7.2">XML file generated by PWSCF</creator></general_info>',
    `  <input><control_variables><title>${run.prefix}</title><calculation>${run.calculation}</calculation></control_variables></input>`,
    "  <output><band_structure>",
    ...eigenvalues,
    "  </band_structure></output>",
    `  <exit_status>${run.failed ? 255 : 0}</exit_status>`,
    "</qes:espresso>",
    "",
  ].join("\n");
}

/** The job script: the same for all jobs of one code on one computer. */
export function submitScript(computer: string, executable: string): string {
  return [
    "#!/bin/bash",
    "#SBATCH --no-requeue",
    `#SBATCH --job-name="aiida-${computer}"`,
    "#SBATCH --output=_scheduler-stdout.txt",
    "#SBATCH --error=_scheduler-stderr.txt",
    "#SBATCH --nodes=1",
    "#SBATCH --ntasks-per-node=16",
    "#SBATCH --time=12:00:00",
    "",
    `module load qe/7.2-${computer}`,
    `'srun' '-n' '16' '${executable}' '-in' 'aiida.in'  > 'aiida.out'`,
    "",
  ].join("\n");
}

export function calcInfoFile(uuid: string, code: string): string {
  const files = '"retrieve_list": ["aiida.out", "CRASH", "_scheduler-stdout.txt", "_scheduler-stderr.txt"]';
  return `{"codes_info": [{"cmdline_params": ["-in", "aiida.in"], "stdout_name": "aiida.out", "code_uuid": "${code}"}], "codes_run_mode": 0, ${files}, "local_copy_list": [], "remote_copy_list": [], "remote_symlink_list": [], "provenance_exclude_list": [], "skip_submit": false, "uuid": "${uuid}"}`;
}

export function jobTemplateFile(computer: string): string {
  return `{"shebang": "#!/bin/bash", "submit_as_hold": false, "rerunnable": false, "job_environment": {}, "working_directory": "/scratch/${computer}", "sched_output_path": "_scheduler-stdout.txt", "sched_error_path": "_scheduler-stderr.txt", "sched_join_files": false, "max_wallclock_seconds": 43200, "num_machines": 1, "num_mpiprocs_per_machine": 16}`;
}
