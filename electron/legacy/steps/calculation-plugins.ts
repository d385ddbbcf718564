/**
 * Entry points of calculations that were registered when nodes got a process type (AiiDA 1.6's
 * `manage/database/integrity/plugins.py`), and the two that came with AiiDA itself.
 */
const KNOWN_CALCULATIONS = new Set(
  `arithmetic.add templatereplacer
   ase.ase castep.bs castep.castep castep.pot1d castep.spec castep.ts
   codtools.cifcellcontents codtools.cifcodcheck codtools.cifcoddeposit codtools.cifcodnumbers codtools.ciffilter
   codtools.cifsplitprimitive cp2k crystal17.basic crystal17.immigrant crystal17.main ddec diff dynaphopy
   gollum.gollum gudhi.rdm kkr.kkr kkr.kkrimp kkr.kkrimporter kkr.voro
   lammps.combinate lammps.force lammps.md lammps.optimize nwchem.basic nwchem.pymatgen
   phonopy.phono3py phonopy.phonopy phtools.dmatrix phtools.surface qeq.eqeq qeq.qeq
   quantumespresso.cp quantumespresso.dos quantumespresso.hp quantumespresso.matdyn quantumespresso.namelists
   quantumespresso.neb quantumespresso.ph quantumespresso.pp quantumespresso.projwfc quantumespresso.pw
   quantumespresso.pw2wannier90 quantumespresso.pwimmigrant quantumespresso.q2r
   raspa siesta.siesta siesta.stm vasp.vasp vasp.vasp2w90 wannier90.wannier90 yambo.yambo zeopp.network`.split(
    /\s+/,
  ),
);

/**
 * The process type of a calculation job of version 0.3 or older, from the type in which its class was named
 * (`calculation.job.quantumespresso.pw.PwCalculation.`): the entry point if it is known, else module and class, else
 * nothing.
 */
export function processTypeOfJob(type: string): string {
  const parts = type.slice("calculation.job.".length).split(".").filter(Boolean);
  const className = parts.pop();
  const plugin = parts.join(".");
  if (KNOWN_CALCULATIONS.has(plugin)) return `aiida.calculations:${plugin}`;
  return plugin === "" ? "" : `${plugin}.${className}`;
}
