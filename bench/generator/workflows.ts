import type { ArchiveWriter } from "./archive-writer.ts";
import type { PwRun } from "./calculation-files.ts";
import {
  addFunction,
  addPwCalculation,
  CALCULATION_OPTIONS,
  type Code,
  type Inputs,
  VERSIONS,
} from "./calculations.ts";
import type { Library } from "./library.ts";
import { cellAttributes, type Material, structureAttributes } from "./materials.ts";
import { isSuccess, type BasePlan, type Outcome, outcomeAttributes } from "./outcomes.ts";
import { once, type PythonValue } from "./python-json.ts";

const WORK_CHAIN = "process.workflow.workchain.WorkChainNode.";
export const CHAIN_LOGGER = "aiida.orm.nodes.process.workflow.workchain.WorkChainNode";
const JOB_LOGGER = "aiida.orm.nodes.process.calculation.calcjob.CalcJobNode";

const HANDLERS = once([
  [
    "handle_electronic_convergence_stuck",
    "handle_relax_recoverable_ionic_convergence_bfgs_history_error",
    "handle_known_unrecoverable_failure",
    "handle_diagonalization_errors",
    "handle_out_of_walltime",
    "handle_ionic_interrupted_partial_trajectory",
    "handle_vcrelax_converged_except_final_scf",
    "handle_relax_recoverable_ionic_convergence_error",
    "handle_relax_recoverable_electronic_convergence_error",
    "handle_electronic_convergence_warning",
    "handle_electronic_convergence_not_reached",
    "sanity_check_insufficient_bands",
  ].map((handler) => [handler, null]),
]);
const BASE_METADATA = once({
  metadata: { store_provenance: true, call_link_label: "iteration_01" },
  pw: {
    metadata: {
      options: CALCULATION_OPTIONS,
      store_provenance: true,
      call_link_label: "CALL",
      dry_run: false,
    },
  },
});

/** What is asked of the chains of one material. */
export interface Order {
  material: Material;
  structure: number;
  parameters: number;
  distance: number;
  code: Code;
  cutoff: number;
  mesh: readonly number[];
}

/** Store a work chain and its input links; what it calls and returns is linked as that comes to be. */
export function addWorkChain(
  writer: ArchiveWriter,
  name: string,
  plugin: string,
  outcome: Outcome,
  inputs: Inputs,
  more: {
    label?: string;
    description?: string;
    metadata?: PythonValue;
    extras?: Record<string, PythonValue>;
  } = {},
): number {
  const id = writer.addNode({
    type: WORK_CHAIN,
    processType: `aiida.workflows:${plugin}`,
    label: more.label ?? "",
    description: more.description ?? "",
    attributes: {
      process_state: outcome.state,
      process_label: name,
      metadata_inputs: more.metadata ?? { metadata: { store_provenance: true } },
      version: VERSIONS,
      stepper_state_info: isSuccess(outcome)
        ? "3:results"
        : "2:while_(should_run_process)(1:inspect_process)",
      ...outcomeAttributes(outcome),
      sealed: true,
    },
    ...(more.extras === undefined ? {} : { extras: more.extras }),
  });
  for (const [label, input] of Object.entries(inputs)) writer.link(input, id, "input_work", label);
  return id;
}

/** A line of a work chain's report, with the fields that Python's logging keeps. */
export function report(
  writer: ArchiveWriter,
  node: number,
  step: string,
  text: string,
  level = "REPORT",
): void {
  const message = `[${node}|${step}]: ${text}`;
  const logger = level === "REPORT" ? CHAIN_LOGGER : JOB_LOGGER;
  const created = Date.parse(`${writer.now().replace(" ", "T")}Z`) / 1000;
  writer.addLog(node, logger, level, message, {
    name: logger,
    msg: message,
    args: "()",
    levelname: level,
    levelno: level === "REPORT" ? 23 : 40,
    pathname: "/opt/aiida/lib/python3.11/site-packages/aiida/engine/processes/process.py",
    filename: "process.py",
    module: "process",
    exc_text: null,
    stack_info: null,
    lineno: 653,
    funcName: "report",
    created,
    msecs: created % 1,
    relativeCreated: 24_739.652_633_666_992,
    thread: 140_089_394_768_768,
    threadName: "MainThread",
    processName: "MainProcess",
    process: 19_629,
    dbnode_id: node,
    message,
    asctime: writer.now().slice(0, 19),
  });
}

/**
 * Store a PwBaseWorkChain: the mesh of k-points, then one calculation after the other until one ends well or the plan is
 * over. Returns the chain and what it returned.
 */
export function addBase(
  writer: ArchiveWriter,
  library: Library,
  order: Order,
  kind: PwRun["calculation"],
  plan: BasePlan,
  kpoints: number | null,
): { id: number; outputs: Record<string, number>; relaxed: Material } {
  const { random } = writer;
  const { code, material } = order;
  const pseudos = Object.fromEntries(
    material.elements.map((element) => [`pseudos__${element}`, library.pseudos.get(element)!] as const),
  );
  const settings = addDict(writer, {});
  const inputs: Record<string, number> = {
    pw__structure: order.structure,
    pw__parameters: order.parameters,
    pw__code: code.id,
    ...Object.fromEntries(Object.entries(pseudos).map(([label, id]) => [`pw__${label}`, id])),
    pw__settings: settings,
    clean_workdir: addBool(writer, false),
    max_iterations: addInt(writer, 5),
    ...(kpoints === null ? { kpoints_distance: order.distance } : { kpoints }),
  };
  const id = addWorkChain(writer, "PwBaseWorkChain", "quantumespresso.pw.base", plan.outcome, inputs, {
    metadata: BASE_METADATA,
    extras: { considered_handlers: HANDLERS },
  });
  const mesh = kpoints ?? addMesh(writer, order, id);
  let parameters = order.parameters;
  let last = { id, outputs: {} as Record<string, number>, relaxed: material };
  let parent: number | undefined;
  for (const [i, outcome] of plan.attempts.entries()) {
    const run: PwRun = {
      calculation: kind,
      material,
      cutoff: order.cutoff,
      mesh: order.mesh,
      prefix: random.uuid(),
      steps: 6 + random.below(20),
      failed: !isSuccess(outcome),
    };
    // a restart takes parameters of its own and the folder of the run before
    if (i > 0) parameters = addDict(writer, pwParameters(kind, order.cutoff, 0.4 / (i + 1)));
    const calculationInputs: Record<string, number> = {
      structure: order.structure,
      parameters,
      settings,
      kpoints: mesh,
      code: code.id,
      ...pseudos,
      ...(parent === undefined ? {} : { parent_folder: parent }),
    };
    last = addPwCalculation(writer, code, run, outcome, calculationInputs);
    writer.link(id, last.id, "call_calc", `iteration_${String(i + 1).padStart(2, "0")}`);
    report(
      writer,
      id,
      "PwBaseWorkChain|run_process",
      `launching PwCalculation<${last.id}> iteration #${i + 1}`,
    );
    if (outcome.state === "finished" && outcome.status > 0) {
      report(writer, last.id, "parse", outcome.message ?? "failed", "ERROR");
      report(
        writer,
        id,
        "PwBaseWorkChain|inspect_process",
        `PwCalculation<${last.id}> failed with exit status ${outcome.status}: ${outcome.message}`,
      );
    }
    parent = last.outputs["remote_folder"];
  }
  if (plan.outcome.state === "finished") {
    const count = plan.attempts.length;
    report(writer, id, "PwBaseWorkChain|results", `work chain completed after ${count} iterations`);
    report(writer, id, "PwBaseWorkChain|on_terminated", "remote folders will not be cleaned");
    returnAll(writer, id, last.outputs, (label) => label);
  }
  return { id, outputs: last.outputs, relaxed: last.relaxed };
}

/** Link what a called process gave as returned by its caller. */
export function returnAll(
  writer: ArchiveWriter,
  id: number,
  outputs: Readonly<Record<string, number>>,
  name: (label: string) => string | null,
): void {
  for (const [label, output] of Object.entries(outputs)) {
    const returned = name(label);
    if (returned !== null) writer.link(id, output, "return", returned);
  }
}

export function pwParameters(kind: PwRun["calculation"], cutoff: number, mixing: number): PythonValue {
  return {
    CONTROL: {
      calculation: kind,
      forc_conv_thr: 0.0001,
      tprnfor: true,
      tstress: true,
      etot_conv_thr: 0.00001,
    },
    SYSTEM: {
      nosym: false,
      occupations: "smearing",
      smearing: "cold",
      degauss: 0.01,
      ecutwfc: cutoff,
      ecutrho: cutoff * 8,
    },
    ELECTRONS: { electron_maxstep: 80, mixing_beta: mixing, conv_thr: 4e-10 },
    ...(kind === "vc-relax" ? { CELL: { press_conv_thr: 0.5, cell_dofree: "all" } } : {}),
  };
}

export function addDict(writer: ArchiveWriter, attributes: PythonValue, label = ""): number {
  return writer.addNode({ type: "data.core.dict.Dict.", attributes, label });
}

export function addBool(writer: ArchiveWriter, value: boolean): number {
  return writer.addNode({ type: "data.core.bool.Bool.", attributes: { value } });
}

export function addInt(writer: ArchiveWriter, value: number): number {
  return writer.addNode({ type: "data.core.int.Int.", attributes: { value } });
}

export function addFloat(writer: ArchiveWriter, value: number): number {
  return writer.addNode({ type: "data.core.float.Float.", attributes: { value } });
}

export function addStructure(
  writer: ArchiveWriter,
  material: Material,
  label = "",
  description = "",
): number {
  const attributes = structureAttributes(material);
  const extras = label === "" ? {} : { formula: material.formula, elements: material.elements };
  return writer.addNode({
    type: "data.core.structure.StructureData.",
    attributes,
    label,
    description,
    extras,
  });
}

function addMesh(writer: ArchiveWriter, order: Order, base: number): number {
  const parity = addBool(writer, false);
  const inputs = { structure: order.structure, distance: order.distance, force_parity: parity };
  const id = addFunction(writer, "create_kpoints_from_distance", inputs);
  writer.link(base, id, "call_calc", "create_kpoints_from_distance");
  const mesh = writer.addNode({
    type: "data.core.array.kpoints.KpointsData.",
    attributes: {
      ...cellAttributes(order.material),
      mesh: order.mesh,
      offset: [0, 0, 0],
    },
  });
  writer.link(id, mesh, "create", "result");
  return mesh;
}
