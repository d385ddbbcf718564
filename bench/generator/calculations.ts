import type { ArchiveWriter, FileTree } from "./archive-writer.ts";
import { calcInfoFile, inputFile, outputFile, type PwRun, schemaFile } from "./calculation-files.ts";
import { functionSource, type Library } from "./library.ts";
import { cellAttributes, type Material, relaxed, structureAttributes } from "./materials.ts";
import { numpyFile, randomNumpyFile } from "./numpy.ts";
import { isSuccess, type Outcome, outcomeAttributes } from "./outcomes.ts";
import { longOutputFile } from "./long-files/pw-output.ts";
import { longSchemaFile } from "./long-files/pw-schema.ts";
import { PATH_CORNERS, samplingOf, trajectoryShapes } from "./long-files/sampling.ts";
import { outputParameters } from "./output-parameters.ts";
import { once, type PythonValue } from "./python-json.ts";

/** An input: link label and node. */
export type Inputs = Readonly<Record<string, number>>;
export type Code = Library["codes"][number];
export const VERSIONS = once({ core: "2.9.4", plugin: "5.1.0" });

const OPTIONS = {
  max_wallclock_seconds: 43_200,
  withmpi: true,
  resources: { num_machines: 1, num_mpiprocs_per_machine: 16 },
  input_filename: "aiida.in",
  output_filename: "aiida.out",
  submit_script_filename: "_aiidasubmit.sh",
  scheduler_stdout: "_scheduler-stdout.txt",
  scheduler_stderr: "_scheduler-stderr.txt",
  custom_scheduler_commands: "",
  mpirun_extra_params: [],
  import_sys_environment: true,
  environment_variables: {},
  environment_variables_double_quotes: false,
  prepend_text: "",
  append_text: "",
  parser_name: "quantumespresso.pw",
};
export const CALCULATION_OPTIONS = once(OPTIONS);
const METADATA_INPUTS = once({
  metadata: { options: OPTIONS, store_provenance: true, call_link_label: "iteration_01", dry_run: false },
});
const RETRIEVED = once([
  "aiida.out",
  "./out/aiida.save/data-file-schema.xml",
  "_scheduler-stdout.txt",
  "_scheduler-stderr.txt",
]);
const TEMPORARY = once([["./out/aiida.save/K*[0-9]/eigenval*.xml", ".", 2]]);
const IONIC_STEPS = 4;

/** Store a calculation and what it created, with their links. Outputs by link label. */
export function addPwCalculation(
  writer: ArchiveWriter,
  code: Code,
  run: PwRun,
  outcome: Outcome,
  inputs: Inputs,
): { id: number; outputs: Record<string, number>; relaxed: Material } {
  const { random } = writer;
  const folder = `/scratch/${code.label}/${run.prefix}`;
  const id = writer.addNode({
    type: "process.calculation.calcjob.CalcJobNode.",
    processType: "aiida.calculations:quantumespresso.pw",
    label: random.chance(0.3) ? `${run.calculation} of ${run.material.formula}` : "",
    computer: code.computer,
    attributes: {
      process_state: outcome.state,
      process_label: "PwCalculation",
      ...OPTIONS,
      metadata_inputs: METADATA_INPUTS,
      version: VERSIONS,
      retrieve_list: RETRIEVED,
      retrieve_temporary_list: TEMPORARY,
      remote_workdir: folder,
      ...jobAttributes(writer, code, outcome),
      ...outcomeAttributes(outcome),
      sealed: true,
    },
    files: {
      "aiida.in": writer.addObject(inputFile(run)),
      "_aiidasubmit.sh": writer.addObject(code.script),
      ".aiida": {
        "calcinfo.json": writer.addObject(calcInfoFile(run.prefix, code.label)),
        "job_tmpl.json": writer.addObject(code.template),
      },
    },
  });
  for (const [label, input] of Object.entries(inputs)) writer.link(input, id, "input_calc", label);
  const outputs: Record<string, number> = {};
  const create = (label: string, node: Parameters<ArchiveWriter["addNode"]>[0]) => {
    outputs[label] = writer.addNode(node);
    writer.link(id, outputs[label], "create", label);
  };
  writer.wait(random.between(60, 900));
  create("remote_folder", {
    type: "data.core.remote.RemoteData.",
    attributes: { remote_path: folder },
    computer: code.computer,
    ...(random.chance(0.2) ? { extras: { cleaned: true } } : {}),
  });
  const after = relaxed(random, run.material);
  if (outcome.state === "killed") return { id, outputs, relaxed: after };
  create("retrieved", {
    type: "data.core.folder.FolderData.",
    attributes: {},
    files: retrievedFiles(writer, run),
  });
  if (outcome.state === "excepted") return { id, outputs, relaxed: after };
  create("output_parameters", {
    type: "data.core.dict.Dict.",
    attributes: outputParameters(random, run),
  });
  if (!isSuccess(outcome)) return { id, outputs, relaxed: after };
  if (run.calculation === "vc-relax")
    create("output_structure", {
      type: "data.core.structure.StructureData.",
      attributes: structureAttributes(after),
    });
  if (run.calculation !== "bands") addTrajectory(writer, run, create);
  addBands(writer, run, create);
  return { id, outputs, relaxed: after };
}

/** Store a calcfunction with its inputs; the caller adds its results. */
export function addFunction(writer: ArchiveWriter, name: string, inputs: Inputs): number {
  const id = writer.addNode({
    type: "process.calculation.calcfunction.CalcFunctionNode.",
    processType: `aiida_campaign.functions.${name}`,
    attributes: {
      process_state: "finished",
      process_label: name,
      metadata_inputs: { metadata: { store_provenance: true } },
      version: VERSIONS,
      function_name: name,
      function_starting_line_number: 6,
      function_number_of_lines: 5,
      function_namespace: "aiida_campaign.functions",
      exit_status: 0,
      sealed: true,
    },
    files: { source_file: writer.addObject(functionSource(name)) },
  });
  for (const [label, input] of Object.entries(inputs)) writer.link(input, id, "input_calc", label);
  return id;
}

function jobAttributes(
  writer: ArchiveWriter,
  code: Code,
  outcome: Outcome,
): { readonly [key: string]: PythonValue } {
  if (outcome.state === "killed") return {};
  const id = String(1_000_000 + writer.random.below(900_000));
  const wallclock = writer.random.below(40_000);
  return {
    job_id: id,
    last_job_info: {
      job_id: id,
      job_state: "done",
      job_owner: "ada",
      queue_name: "normal",
      num_machines: 1,
      num_mpiprocs: 16,
      wallclock_time_seconds: wallclock,
      raw_data: [id, "CG", "None", "nid00125", "ada", "1", "16", "normal", "12:00:00", `${wallclock}`],
    },
    scheduler_state: "done",
    scheduler_lastchecktime: `${writer.now().replace(" ", "T")}+00:00`,
    detailed_job_info: { retval: 0, stderr: "", stdout: accounting(id, code, wallclock) },
  };
}

const ACCOUNTING_FIELDS =
  "AllocCPUS|Account|AssocID|AveCPU|AvePages|AveRSS|AveVMSize|Cluster|Comment|CPUTime|CPUTimeRAW|DerivedExitCode|Elapsed|Eligible|End|ExitCode|GID|Group|JobID|JobName|MaxRSS|MaxRSSNode|MaxRSSTask|MaxVMSize|MinCPU|NCPUS|NNodes|NodeList|NTasks|Priority|Partition|QOS|ReqCPUS|Reserved|ResvCPU|Start|State|Submit|Suspended|SystemCPU|Timelimit|TotalCPU|UID|User|UserCPU";

/** What the scheduler says about a job afterwards, as `sacct --parsable` prints it: a line for each step. */
function accounting(id: string, code: Code, seconds: number): string {
  const lines = ["", ".batch", ".extern", ".0"].map((step) => {
    const memory = (Number(id) * 7 + step.length) % 9_000_000;
    const times = `${seconds}|${seconds * 16}|0:0|2025-03-12T09:15:02|2025-03-12T10:44:40|0:0`;
    return `16|mr31|1840||0|${memory}K|0|${code.label}||${times}|31415|mat|${id}${step}|aiida-${id}|${memory}K|nid00${Number(id) % 1000}|3|1206320K|00:00:20|16|1|nid00${Number(id) % 1000}|16|11021|normal|normal|16|00:01:10|00:18:40|2025-03-12T09:15:02|COMPLETED|2025-03-12T09:13:52|00:00:00|01:02.120|12:00:00|${seconds}.331|31415|ada|${seconds}.021`;
  });
  return [ACCOUNTING_FIELDS, ...lines, ""].join("\n");
}

function retrievedFiles(writer: ArchiveWriter, run: PwRun): FileTree {
  const warning = "slurmstepd: error: *** JOB CANCELLED DUE TO TIME LIMIT ***\n";
  return {
    "_scheduler-stderr.txt": run.failed ? writer.addObject(warning) : writer.addObject(""),
    "aiida.out": writer.addObject(
      writer.areFilesLong ? longOutputFile(writer.random, run) : outputFile(writer.random, run),
    ),
    "_scheduler-stdout.txt": writer.addObject(""),
    "data-file-schema.xml": writer.addObject(
      writer.areFilesLong ? longSchemaFile(writer.random, run) : schemaFile(writer.random, run),
    ),
  };
}

type Create = (label: string, node: Parameters<ArchiveWriter["addNode"]>[0]) => void;

function addTrajectory(writer: ArchiveWriter, run: PwRun, create: Create): void {
  const { random } = writer;
  const steps = run.calculation === "scf" ? 1 : IONIC_STEPS;
  const arrays = writer.areFilesLong ? trajectoryShapes(run) : fewArrays(run, steps);
  create("output_trajectory", {
    type: "data.core.array.trajectory.TrajectoryData.",
    attributes: {
      symbols: run.material.sites.map(({ element }) => element),
      pbc: [true, true, true],
      ...Object.fromEntries(Object.entries(arrays).map(([name, shape]) => [`array|${name}`, shape])),
      "array|steps": [steps],
    },
    files: {
      ...Object.fromEntries(
        Object.entries(arrays).map(([name, shape]) => [
          `${name}.npy`,
          writer.addObject(randomNumpyFile(random, shape, -5, 5)),
        ]),
      ),
      "steps.npy": writer.addObject(numpyFile([steps], (i) => i)),
    },
  });
}

function fewArrays(run: PwRun, steps: number): Readonly<Record<string, readonly number[]>> {
  const atoms = run.material.sites.length;
  return {
    positions: [steps, atoms, 3],
    cells: [steps, 3, 3],
    energy: [steps],
    forces: [steps, atoms, 3],
    stress: [steps, 3, 3],
    total_force: [steps],
  };
}

function addBands(writer: ArchiveWriter, run: PwRun, create: Create): void {
  const { random } = writer;
  const points = writer.areFilesLong ? samplingOf(run).points : run.calculation === "bands" ? 120 : 20;
  const corners = writer.areFilesLong ? PATH_CORNERS : [0, 27, 36, 66, 89, 119];
  const bands = 8 + 2 * run.material.sites.length;
  create("output_band", {
    type: "data.core.array.bands.BandsData.",
    attributes: {
      units: "eV",
      ...cellAttributes(run.material),
      "array|kpoints": [points, 3],
      "array|weights": [points],
      label_numbers: run.calculation === "bands" ? corners : [],
      labels: run.calculation === "bands" ? ["GAMMA", "X", "U", "K", "L", "W"] : [],
      "array|bands": [points, bands],
      "array|occupations": [points, bands],
    },
    files: {
      // the points and weights of a mesh are the same for all materials of one prototype: one object for many nodes
      "kpoints.npy": writer.addObject(numpyFile([points, 3], (i) => (i % 17) / 34)),
      "weights.npy": writer.addObject(numpyFile([points], () => 2 / points)),
      "bands.npy": writer.addObject(randomNumpyFile(random, [points, bands], -12, 18)),
      "occupations.npy": writer.addObject(numpyFile([points, bands], (i) => (i % bands < bands / 2 ? 1 : 0))),
    },
  });
}
