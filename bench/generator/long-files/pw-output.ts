import type { PwRun } from "../calculation-files.ts";
import type { Random } from "../random.ts";
import { samplingOf } from "./sampling.ts";
import { SYMMETRIES } from "./symmetries.ts";

const BANDS_IN_LINE = 8;

/**
 * The main output of pw.x at its real length, with `verbosity = 'high'`: 30 to 60 kB, more for a relaxation, of which half are
 * the symmetries. It packs to a seventh, as real ones do.
 */
export function longOutputFile(random: Random, run: PwRun): string {
  const energy = -random.between(20, 900, 8);
  const { points, bands, ionicSteps } = samplingOf(run);
  const kPoints = Array.from({ length: points }, () => three(random, 1, 7, 12));
  const lines = [...head(random, run, bands), symmetryText(), ...listOfPoints(kPoints)];
  for (let step = 0; step < ionicSteps; step++) {
    lines.push(...cycles(random, run, energy));
    if (run.failed) return [...lines, ...CRASH].join("\n");
    lines.push(...eigenvalues(random, kPoints, bands), ...results(random, run, energy));
    if (ionicSteps > 1) lines.push(...newPositions(random, run));
  }
  return [...lines, ...timings(random, run), ...LAST].join("\n");
}

const CRASH = [
  "",
  ` ${"%".repeat(78)}`,
  "     Error in routine c_bands (1):",
  "     too many bands are not converged",
  ` ${"%".repeat(78)}`,
  "",
  "     stopping ...",
  "",
];
const RULE = `=${"-".repeat(78)}=`;
const LAST = [
  "   This run was terminated on:   9:16: 8  12Mar2026            ",
  "",
  RULE,
  "   JOB DONE.",
  RULE,
  "",
];

function head(random: Random, run: PwRun, bands: number): string[] {
  const { material, cutoff } = run;
  const number = (value: number, digits: number) => value.toFixed(digits).padStart(13);
  return [
    "",
    `     Program PWSCF v.7.2 starts on 12Mar2026 at  9:15:${String(random.below(60)).padStart(2)} `,
    "",
    "     Parallel version (MPI & OpenMP), running on      16 processor cores",
    "     Number of MPI processes:                16",
    "     Threads/MPI process:                     1",
    "",
    "     MPI processes distributed on     1 nodes",
    `     ${random.below(250_000)} MiB available memory on the printing compute node when the environment starts`,
    "     Reading input from aiida.in",
    "",
    "     Current dimensions of program PWSCF are:",
    "     Max number of different atomic species (ntypx) = 10",
    "     Max number of k-points (npk) =  40000",
    "     Max angular momentum in pseudopotentials (lmaxx) =  4",
    "",
    "     Subspace diagonalization in iterative solution of the eigenvalue problem:",
    "     a serial algorithm will be used",
    "",
    "     G-vector sticks info",
    "     --------------------",
    "     sticks:   dense  smooth     PW     G-vecs:    dense   smooth      PW",
    `     Sum  ${[295, 295, 91, 3287, 3287, 609].map((least) => String(least + random.below(9 * least)).padStart(8)).join("")}`,
    "",
    `     Working folder of this run: ${run.prefix}`,
    "     bravais-lattice index     =            0",
    `     lattice parameter (alat)  =${number(material.cell[0]![0]! / 0.529_177, 4)}  a.u.`,
    `     unit-cell volume          =${number(random.between(100, 900), 4)} (a.u.)^3`,
    `     number of atoms/cell      =${String(material.sites.length).padStart(13)}`,
    `     number of atomic types    =${String(material.elements.length).padStart(13)}`,
    `     number of electrons       =${number(8 * material.sites.length, 2)}`,
    `     number of Kohn-Sham states=${String(bands).padStart(13)}`,
    `     kinetic-energy cutoff     =${number(cutoff, 4)}  Ry`,
    `     charge density cutoff     =${number(8 * cutoff, 4)}  Ry`,
    "     scf convergence threshold =      4.0E-10",
    "     mixing beta               =       0.4000",
    "     number of iterations used =            8  plain     mixing",
    "     Exchange-correlation= PBESOL",
    "                           (   1   4  10   8   0   0   0)",
    "",
    ...material.cell.map(
      (row, i) =>
        `               a(${i + 1}) = ( ${row.map((x) => (x / material.cell[0]![0]!).toFixed(6).padStart(10)).join(" ")} )  `,
    ),
    "",
    ...material.elements.flatMap((element, i) => [
      `     PseudoPot. # ${i + 1} for ${element.padEnd(2)} read from file:`,
      `     ./pseudo/${element}.pbesol-n-rrkjus_psl.1.0.0.UPF`,
      `     MD5 check sum: ${random.hex(32)}`,
      "     Pseudo is Ultrasoft + core correction, Zval = 12.0",
      "     Using radial grid of 1141 points,  4 beta functions with: ",
      ...[0, 0, 1, 1].map((l, n) => `                l(${n + 1}) =   ${l}`),
      "",
    ]),
    "     Cartesian axes",
    "",
    "     site n.     atom                  positions (alat units)",
    ...material.sites.map(
      ({ element, position }, i) =>
        `${String(i + 1).padStart(10)}           ${element.padEnd(2)}  tau(${String(i + 1).padStart(4)}) = ( ${position.map((x) => (x / material.cell[0]![0]!).toFixed(7).padStart(11)).join(" ")}  )`,
    ),
    "",
  ];
}

let symmetries: string | null = null;

function symmetryText(): string {
  symmetries ??= [
    "     48 Sym. Ops., with inversion, found (24 have fractional translation)",
    "",
    "",
    "                                    s                        frac. trans.",
    "",
    ...SYMMETRIES.flatMap(({ name, rows, isShifted }, i) => [
      `      isym = ${String(i + 1).padStart(2)}     ${name.padEnd(45)}`,
      "",
      ...[[" cryst.", 0, 10, "0.2500000"] as const, [" cart. ", 7, 11, "-0.3535534"] as const].flatMap(
        ([system, digits, width, shift]) => [
          ...rows.map((row, j) => {
            const title = j === 0 ? `${system}   s(${String(i + 1).padStart(2)}) = ` : " ".repeat(18);
            const numbers = row.map((x) => x.toFixed(digits).padStart(width)).join("");
            return `${title}(${numbers} )${isShifted ? `    f =( ${shift.padStart(10)} )` : ""}`;
          }),
          "",
        ],
      ),
      "",
    ]),
  ].join("\n");
  return symmetries;
}

function listOfPoints(kPoints: readonly string[]): string[] {
  const list = (system: string) => [
    "",
    `                       ${system}`,
    ...kPoints.map(
      (point, i) =>
        `        k(${String(i + 1).padStart(5)}) = (${point}), wk =   ${i % 3 ? "0.1875000" : "0.0937500"}`,
    ),
  ];
  return [
    `     number of k points= ${kPoints.length}`,
    ...list("cart. coord. in units 2pi/alat"),
    ...list("cryst. coord."),
    "",
  ];
}

function cycles(random: Random, run: PwRun, energy: number): string[] {
  const lines = ["     Self-consistent Calculation", ""];
  for (let step = 1; step <= run.steps; step++) {
    const accuracy = 10 ** (1 - step) * random.between(0.2, 0.9, 8);
    lines.push(
      `     iteration #${String(step).padStart(3)}     ecut=${run.cutoff.toFixed(2).padStart(10)} Ry     beta= 0.40`,
      "     Davidson diagonalization with overlap",
      `     ethr =  ${(accuracy / 10).toExponential(2)},  avg # of iterations =  ${random.between(1, 9, 1).toFixed(1)}`,
      "",
      "     negative rho (up, down):  4.392E-07 0.000E+00",
      "",
      `     total cpu time spent up to now is  ${(step * random.between(1, 9, 1)).toFixed(1).padStart(9)} secs`,
      "",
      `     total energy              = ${(energy + accuracy).toFixed(8).padStart(16)} Ry`,
      `     estimated scf accuracy    <  ${accuracy.toFixed(8).padStart(16)} Ry`,
      "",
    );
  }
  return [...lines, "     End of self-consistent calculation", ""];
}

function eigenvalues(random: Random, kPoints: readonly string[], bands: number): string[] {
  return kPoints.flatMap((point) => {
    const energies = Array.from({ length: bands }, (_, i) =>
      (i * 1.4 - 9 + random.fraction()).toFixed(4).padStart(9),
    );
    const occupations = Array.from({ length: bands }, (_, i) => (i < bands / 2 ? "   1.0000" : "   0.0000"));
    return [
      `          k =${point} (  ${400 + random.below(30)} PWs)   bands (ev):`,
      "",
      ...inLines(energies),
      "",
      "     occupation numbers ",
      ...inLines(occupations),
      "",
    ];
  });
}

function inLines(numbers: readonly string[]): string[] {
  const count = Math.ceil(numbers.length / BANDS_IN_LINE);
  return Array.from(
    { length: count },
    (_, i) => `  ${numbers.slice(i * BANDS_IN_LINE, (i + 1) * BANDS_IN_LINE).join("")}`,
  );
}

function results(random: Random, run: PwRun, energy: number): string[] {
  const part = () => random.between(-300, 300, 8).toFixed(8).padStart(16);
  return [
    `     the Fermi energy is    ${random.between(1, 9, 4).toFixed(4).padStart(8)} ev`,
    "",
    `!    total energy              = ${energy.toFixed(8).padStart(16)} Ry`,
    "     estimated scf accuracy    <       0.00000000 Ry",
    "",
    "     The total energy is the sum of the following terms:",
    `     one-electron contribution = ${part()} Ry`,
    `     hartree contribution      = ${part()} Ry`,
    `     xc contribution           = ${part()} Ry`,
    `     ewald contribution        = ${part()} Ry`,
    "",
    `     convergence has been achieved in ${String(run.steps).padStart(3)} iterations`,
    "",
    "     Forces acting on atoms (cartesian axes, Ry/au):",
    "",
    ...run.material.sites.map(
      (_, i) => `     atom ${String(i + 1).padStart(4)} type  1   force = ${three(random, 1e-3, 8, 14)}`,
    ),
    "     The non-local contrib.  to forces",
    ...run.material.sites.map(
      (_, i) => `     atom ${String(i + 1).padStart(4)} type  1   force = ${three(random, 1e-3, 8, 14)}`,
    ),
    "",
    `     Total force = ${random.between(0, 0.01, 6).toFixed(6).padStart(11)}     Total SCF correction =     0.000000`,
    "",
    `     total   stress  (Ry/bohr**3)                   (kbar)     P=${random.between(-9, 9, 2).toFixed(2).padStart(12)}`,
    ...[0, 1, 2].map(() => `${three(random, 1e-4, 8, 14)}${three(random, 9, 2, 12)}`),
    "",
  ];
}

function newPositions(random: Random, run: PwRun): string[] {
  return [
    `     new unit-cell volume = ${random.between(100, 900, 5).toFixed(5).padStart(13)} a.u.^3`,
    `     density = ${random.between(1, 9, 8).toFixed(8).padStart(13)} g/cm^3`,
    "",
    "CELL_PARAMETERS (angstrom)",
    ...[0, 1, 2].map(() => three(random, 6, 9, 14)),
    "",
    "ATOMIC_POSITIONS (angstrom)",
    ...run.material.sites.map(({ element }) => `${element.padEnd(4)}${three(random, 6, 10, 19)}`),
    "",
  ];
}

const ROUTINES =
  "init_run electrons update_pot forces stress wfcinit potinit hinit0 c_bands sum_band v_of_rho newd mix_rho init_us_2 cegterg h_psi s_psi g_psi cdiaghg addusdens calbec fft ffts fftw davcio".split(
    " ",
  );

function timings(random: Random, run: PwRun): string[] {
  const seconds = () => random.between(0.01, 90, 2).toFixed(2).padStart(9);
  return [
    `     Writing output data file ./out/aiida.save/`,
    "",
    ...ROUTINES.map(
      (name) =>
        `     ${name.padEnd(13)}:${seconds()}s CPU${seconds()}s WALL (${String(run.steps * (1 + random.below(40))).padStart(8)} calls)`,
    ),
    "",
    `     PWSCF        :${seconds()}s CPU${seconds()}s WALL`,
    "",
  ];
}

/** Three numbers between -most and most. */
function three(random: Random, most: number, digits: number, width: number): string {
  return [0, 1, 2].map(() => (most * (2 * random.fraction() - 1)).toFixed(digits).padStart(width)).join("");
}
