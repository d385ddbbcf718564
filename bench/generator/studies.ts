import type { ArchiveWriter } from "./archive-writer.ts";
import { addFunction, CALCULATION_OPTIONS } from "./calculations.ts";
import type { Library } from "./library.ts";
import { type Material, relaxed, structureAttributes } from "./materials.ts";
import { numpyFile } from "./numpy.ts";
import { asParent, isSuccess, type Outcome, planBase, SUCCESS } from "./outcomes.ts";
import { float, once } from "./python-json.ts";
import {
  addBase,
  addBool,
  addDict,
  addFloat,
  addInt,
  addStructure,
  addWorkChain,
  type Order,
  pwParameters,
  report,
  returnAll,
} from "./workflows.ts";

/** The corners of the path, by position. */
const PATH_LABELS: Readonly<Record<number, string>> = {
  0: "GAMMA",
  27: "X",
  36: "U",
  66: "K",
  89: "L",
  119: "W",
};

const PW_METADATA = {
  pw: { metadata: { options: CALCULATION_OPTIONS, store_provenance: true, dry_run: false } },
};
const RELAX_METADATA = once({ metadata: { store_provenance: true }, base: PW_METADATA });
const BANDS_METADATA = once({ metadata: { store_provenance: true }, scf: PW_METADATA, bands: PW_METADATA });

/** A family of studies shares its code, its cutoff and these nodes. */
export interface Family {
  label: string;
  className: string;
  code: Order["code"];
  cutoff: number;
  mesh: readonly number[];
  relaxParameters: number;
  scfParameters: number;
  bandsParameters: number;
  distance: number;
}

/** What a study leaves for the groups of its family and for the study that follows on it. */
export interface Study {
  structure: { id: number; material: Material } | null; // relaxed, when all went well
  chains: number[];
  results: number[];
  failed: number[];
}

export function addFamily(writer: ArchiveWriter, library: Library, label: string, className: string): Family {
  const { random } = writer;
  const cutoff = random.pick([30, 40, 50, 60, 80]);
  const density = 2 + random.below(5);
  return {
    label,
    className,
    code: random.pick(library.codes),
    cutoff,
    mesh: [density, density, density],
    relaxParameters: addDict(writer, pwParameters("vc-relax", cutoff, 0.4), `${label}: relax`),
    scfParameters: addDict(writer, pwParameters("scf", cutoff, 0.4), `${label}: scf`),
    bandsParameters: addDict(writer, pwParameters("bands", cutoff, 0.4), `${label}: bands`),
    distance: addFloat(writer, 0.1 + random.below(5) / 20),
  };
}

/** Store one study: a structure, its relaxation and, if that went well, its bands and their gap. */
export function addStudy(
  writer: ArchiveWriter,
  library: Library,
  family: Family,
  start: { id: number; material: Material },
): Study {
  const study: Study = { structure: null, chains: [], results: [], failed: [] };
  const { code, cutoff, mesh, distance } = family;
  const order = { code, cutoff, mesh, distance, material: start.material, structure: start.id };
  const after = addRelaxation(
    writer,
    library,
    family,
    { ...order, parameters: family.relaxParameters },
    study,
  );
  if (after === null) return study;
  study.structure = after;
  addBandStructure(
    writer,
    library,
    family,
    { ...order, material: after.material, structure: after.id, parameters: family.scfParameters },
    study,
  );
  return study;
}

/** A structure from somebody's database, by way of a CIF file and a function. */
export function importStructure(writer: ArchiveWriter, material: Material) {
  const { random } = writer;
  const filename = `${material.formula}-${random.hex(8)}.cif`;
  const rows = material.sites.map(
    ({ element, position }) => `${element} ${position.map((x) => x.toFixed(6)).join(" ")}`,
  );
  const text = `data_${material.formula}\n_cell_length_a ${material.cell[0]?.[0]}\nloop_\n_atom_site_label\n${rows.join("\n")}\n`;
  const cif = writer.addNode({
    type: "data.core.cif.CifData.",
    label: filename,
    attributes: {
      filename,
      md5: random.hex(32),
      formulae: [material.formula],
      spacegroup_numbers: [1],
      scan_type: "standard",
      parse_policy: "eager",
      source: { db_name: "COD", id: String(1_000_000 + random.below(9_000_000)), license: "CC0" },
    },
    files: { [filename]: writer.addObject(text) },
  });
  const parameters = addDict(writer, { primitive_cell: true });
  const convert = addFunction(writer, "_get_aiida_structure_pymatgen_inline", { cif, parameters });
  const id = addStructure(
    writer,
    material,
    `${material.formula}, as imported`,
    "From the CIF file, not yet relaxed",
  );
  writer.link(convert, id, "create", "structure");
  return { id, material };
}

/** The structure that a series goes on with: the relaxed one before, rescaled. */
export function nextInSeries(writer: ArchiveWriter, before: { id: number; material: Material }) {
  const factor = addFloat(writer, writer.random.between(0.97, 1.03, 3));
  const rescale = addFunction(writer, "rescale", { structure: before.id, factor });
  const material = relaxed(writer.random, before.material, 0.03);
  const id = addStructure(writer, material);
  writer.link(rescale, id, "create", "result");
  return { id, material };
}

function addRelaxation(
  writer: ArchiveWriter,
  library: Library,
  family: Family,
  order: Order,
  study: Study,
): { id: number; material: Material } | null {
  const { random } = writer;
  const plan = planBase(random);
  const outcome = asParent(plan.outcome, 401, "the relax PwBaseWorkChain sub process failed");
  const inputs = {
    structure: order.structure,
    base__pw__parameters: order.parameters,
    base__pw__code: order.code.id,
    base__kpoints_distance: order.distance,
    ...pseudoInputs(library, order.material, "base__pw__pseudos__"),
    base__max_iterations: addInt(writer, 5),
    base__kpoints_force_parity: addBool(writer, false),
    meta_convergence: addBool(writer, random.chance(0.5)),
    max_meta_convergence_iterations: addInt(writer, 5),
    clean_workdir: addBool(writer, false),
  };
  const label = `${order.material.formula}: variable-cell relaxation`;
  const chain = addWorkChain(writer, "PwRelaxWorkChain", "quantumespresso.pw.relax", outcome, inputs, {
    label,
    metadata: RELAX_METADATA,
    description: random.chance(0.4)
      ? `PBEsol, ${order.cutoff} Ry; cell and positions relaxed to below 0.5 kbar`
      : "",
    extras: { family: family.label, ...(random.chance(0.05) ? { überprüft: true } : {}) },
  });
  study.chains.push(chain);
  const base = addBase(writer, library, order, "vc-relax", plan, null);
  writer.link(chain, base.id, "call_work", "iteration_01");
  report(writer, chain, "PwRelaxWorkChain|run_relax", `launching PwBaseWorkChain<${base.id}>`);
  finishChain(writer, chain, "PwRelaxWorkChain", outcome, [base.id], study);
  if (!isSuccess(outcome)) return null;
  returnAll(writer, chain, base.outputs, (name) => name);
  const id = base.outputs["output_structure"];
  return id === undefined ? null : { id, material: base.relaxed };
}

function addBandStructure(
  writer: ArchiveWriter,
  library: Library,
  family: Family,
  order: Order,
  study: Study,
): void {
  const scf = planBase(writer.random);
  const bands = planBase(writer.random);
  const outcome = isSuccess(scf.outcome)
    ? asParent(bands.outcome, 403, "The bands PwBasexWorkChain sub process failed")
    : asParent(scf.outcome, 402, "The scf PwBasexWorkChain sub process failed");
  const inputs = {
    structure: order.structure,
    scf__pw__parameters: order.parameters,
    bands__pw__parameters: family.bandsParameters,
    scf__pw__code: order.code.id,
    bands__pw__code: order.code.id,
    scf__kpoints_distance: order.distance,
    ...pseudoInputs(library, order.material, "scf__pw__pseudos__"),
    ...pseudoInputs(library, order.material, "bands__pw__pseudos__"),
    bands_kpoints_distance: addFloat(writer, 0.025),
    nbands_factor: addFloat(writer, 1.5),
    clean_workdir: addBool(writer, false),
  };
  const chain = addWorkChain(writer, "PwBandsWorkChain", "quantumespresso.pw.bands", outcome, inputs, {
    label: `${order.material.formula}: bands`,
    metadata: BANDS_METADATA,
    extras: { family: family.label },
  });
  study.chains.push(chain);
  const path = addPath(writer, order, chain);
  const primitive = { ...order, structure: path.structure };
  const scfBase = addBase(writer, library, primitive, "scf", scf, null);
  writer.link(chain, scfBase.id, "call_work", "scf");
  report(writer, chain, "PwBandsWorkChain|run_scf", `launching PwBaseWorkChain<${scfBase.id}> in scf mode`);
  const called = [scfBase.id];
  if (isSuccess(scf.outcome)) {
    const bandsOrder = { ...primitive, parameters: family.bandsParameters };
    const base = addBase(writer, library, bandsOrder, "bands", bands, path.kpoints);
    writer.link(chain, base.id, "call_work", "bands");
    report(
      writer,
      chain,
      "PwBandsWorkChain|run_bands",
      `launching PwBaseWorkChain<${base.id}> in bands mode`,
    );
    called.push(base.id);
    const band = base.outputs["output_band"];
    if (isSuccess(bands.outcome) && band !== undefined) {
      returnAll(
        writer,
        chain,
        { band_structure: band, scf_parameters: scfBase.outputs["output_parameters"]! },
        (x) => x,
      );
      study.results.push(band, addGap(writer, band));
    }
  }
  finishChain(writer, chain, "PwBandsWorkChain", outcome, called, study);
}

function addPath(writer: ArchiveWriter, order: Order, chain: number) {
  const distance = addFloat(writer, 0.025);
  const inputs = { structure: order.structure, reference_distance: distance };
  const seekpath = addFunction(writer, "seekpath_structure_analysis", inputs);
  writer.link(chain, seekpath, "call_calc", "seekpath");
  const { random } = writer;
  const points = 120;
  const lattice = order.material.cell[0]?.[0] ?? 1;
  const round = (x: number) => Number(x.toPrecision(14)); // as AiiDA does
  const kpoints = Array.from({ length: points }, (_, i) => [i / 240, (i % 40) / 80, 0.5 - i / 240]);
  const parameters = addDict(writer, {
    point_coords: { GAMMA: [float(0), float(0), float(0)], X: [0.5, float(0), 0.5], L: [0.5, 0.5, 0.5] },
    path: ["GAMMA-X", "X-U", "K-GAMMA", "GAMMA-L", "L-W", "W-X"].map((name) => name.split("-")),
    has_inversion_symmetry: true,
    augmented_path: false,
    bravais_lattice: "cF",
    bravais_lattice_extended: "cF2",
    volume_original_wrt_conv: 0.25,
    spacegroup_number: 1 + random.below(230),
    explicit_kpoints_rel: kpoints.map((point) => point.map((x) => float(round(x)))),
    explicit_kpoints_abs: kpoints.map((point) => point.map((x) => float(round((x * 2 * Math.PI) / lattice)))),
    explicit_kpoints_labels: kpoints.map((_, i) => PATH_LABELS[i] ?? ""),
    explicit_kpoints_linearcoord: kpoints.map((_, i) => float(round((i * 0.026) / lattice))),
    explicit_segments: [
      [0, 28],
      [27, 37],
      [36, 67],
      [66, 90],
      [89, 120],
    ],
  });
  const structure = addStructure(writer, order.material);
  const conventional = addStructure(writer, order.material);
  const path = writer.addNode({
    type: "data.core.array.kpoints.KpointsData.",
    attributes: {
      ...(structureAttributes(order.material) as object),
      "array|kpoints": [points, 3],
      label_numbers: Object.keys(PATH_LABELS).map(Number),
      labels: Object.values(PATH_LABELS),
    },
    files: {
      "kpoints.npy": writer.addObject(numpyFile([points, 3], (i) => kpoints[Math.floor(i / 3)]![i % 3]!)),
    },
  });
  const outputs = {
    parameters,
    primitive_structure: structure,
    conv_structure: conventional,
    explicit_kpoints: path,
  };
  for (const [label, id] of Object.entries(outputs)) writer.link(seekpath, id, "create", label);
  returnAll(
    writer,
    chain,
    { seekpath_parameters: parameters, primitive_structure: structure },
    (label) => label,
  );
  return { structure, kpoints: path };
}

function addGap(writer: ArchiveWriter, bands: number): number {
  const gap = addFunction(writer, "band_gap", { bands });
  const isMetal = writer.random.chance(0.3);
  const value = isMetal ? 0 : writer.random.between(0.05, 6, 4);
  const id = addDict(writer, {
    is_insulator: !isMetal,
    gap_eV: float(value),
    gap_kind: isMetal ? null : writer.random.pick(["direct", "indirect"]),
    valence_band_maximum_eV: float(writer.random.between(2, 7, 4)),
  });
  writer.link(gap, id, "create", "result");
  return id;
}

function finishChain(
  writer: ArchiveWriter,
  chain: number,
  name: string,
  outcome: Outcome,
  called: readonly number[],
  study: Study,
): void {
  if (outcome === SUCCESS)
    return report(writer, chain, `${name}|on_terminated`, "remote folders will not be cleaned");
  study.failed.push(chain, ...called.slice(-1));
  if (outcome.state === "finished")
    report(
      writer,
      chain,
      `${name}|inspect`,
      `PwBaseWorkChain<${called.at(-1)}> failed; exit status ${outcome.status}`,
    );
}

function pseudoInputs(library: Library, material: Material, prefix: string): Record<string, number> {
  return Object.fromEntries(
    material.elements.map((element) => [`${prefix}${element}`, library.pseudos.get(element)!]),
  );
}
