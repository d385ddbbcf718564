import { calcInfoFile, inputFile, jobTemplateFile, type PwRun, submitScript } from "../calculation-files.ts";
import { functionSource } from "../library.ts";
import { longOutputFile } from "../long-files/pw-output.ts";
import { longSchemaFile } from "../long-files/pw-schema.ts";
import { samplingOf, trajectoryShapes } from "../long-files/sampling.ts";
import { cellAttributes, CLASSES, makeMaterial, relaxed, structureAttributes } from "../materials.ts";
import { numpyFile, randomNumpyFile } from "../numpy.ts";
import { outputParameters } from "../output-parameters.ts";
import { pythonJson, type PythonValue } from "../python-json.ts";
import { Random } from "../random.ts";
import { calculation, CODE_UUID, FIRST_PK, type LegacyNode, type LegacyStudy, nodeRow } from "./studies.ts";

const NODES_PER_STUDY = 16;
const SCRIPT = submitScript("cluster", "/apps/qe/6.5/bin/pw.x");
const TEMPLATE = jobTemplateFile("cluster");

/**
 * A work chain with one calculation of pw.x, in the proportions of the real studies in `e2e/fixtures`: 16 nodes, 31 links, about
 * 20 kB of `data.json`, two dozen files of 110 kB together. Files are made when they are asked for. As `legacyStudy` otherwise.
 */
export function longStudy(number: number, seed: number): LegacyStudy {
  const random = new Random(seed * 1_000_003 + number);
  const firstPk = FIRST_PK + 1 + number * NODES_PER_STUDY;
  const nodes: LegacyNode[] = [];
  const links: LegacyStudy["links"][number][] = [];
  const add = (
    type: string,
    attributes: PythonValue,
    more: { facts?: Readonly<Record<string, PythonValue>>; files?: LegacyNode["files"] } = {},
  ): string => {
    const uuid = random.uuid();
    nodes.push({
      ...nodeRow(firstPk + nodes.length, uuid, type, number, more.facts ?? {}),
      attributes: pythonJson(attributes),
      extras: pythonJson({ _aiida_hash: random.hex(64) }),
      files: more.files ?? [],
    });
    return uuid;
  };
  const link = (input: string, output: string, label: string, type: string) => {
    links.push({ input, output, label, type });
  };
  const run = newRun(random);
  const files = new StudyFiles(run, seed * 7_000_003 + number);

  const structure = add("data.structure.StructureData.", structureAttributes(run.material), {
    facts: { label: run.material.formula },
  });
  const parameters = add("data.dict.Dict.", PARAMETERS(run));
  const settings = add("data.dict.Dict.", {});
  const distance = add("data.float.Float.", { value: 0.15 });
  const clean = add("data.bool.Bool.", { value: false });
  const iterations = add("data.int.Int.", { value: 5 });
  const chain = add("process.workflow.workchain.WorkChainNode.", chainAttributes(), {
    facts: { process_type: "aiida.workflows:quantumespresso.pw.base" },
  });
  const meshing = add("process.calculation.calcfunction.CalcFunctionNode.", MESHING, {
    facts: { process_type: "aiida_quantumespresso.functions.create_kpoints_from_distance" },
    files: [["path/source_file", () => functionSource("create_kpoints_from_distance")]],
  });
  const mesh = add("data.array.kpoints.KpointsData.", {
    ...cellAttributes(run.material),
    mesh: run.mesh,
    offset: [0, 0, 0],
  });
  const job = add("process.calculation.calcjob.CalcJobNode.", calculation(random, number), {
    facts: { process_type: "aiida.calculations:quantumespresso.pw", label: `scf ${number}`, dbcomputer: 1 },
    files: files.inputs(),
  });
  const outputs = {
    remote_folder: add(
      "data.remote.RemoteData.",
      { remote_path: `/scratch/run/${run.prefix}` },
      { facts: { dbcomputer: 1 } },
    ),
    retrieved: add("data.folder.FolderData.", {}, { files: files.retrieved() }),
    output_parameters: add("data.dict.Dict.", outputParameters(random, run)),
    output_trajectory: add("data.array.trajectory.TrajectoryData.", trajectoryAttributes(run), {
      files: files.trajectory(),
    }),
    output_band: add("data.array.bands.BandsData.", bandsAttributes(run), { files: files.bands() }),
    output_structure: add(
      "data.structure.StructureData.",
      structureAttributes(relaxed(random, run.material)),
    ),
  };
  for (const [label, input] of Object.entries({ structure, parameters, settings, code: CODE_UUID })) {
    link(input, job, label, "input_calc");
    link(input, chain, `pw__${label}`, "input_work");
  }
  link(mesh, job, "kpoints", "input_calc");
  link(distance, chain, "kpoints_distance", "input_work");
  link(clean, chain, "clean_workdir", "input_work");
  link(iterations, chain, "max_iterations", "input_work");
  link(structure, meshing, "structure", "input_calc");
  link(distance, meshing, "distance", "input_calc");
  link(clean, meshing, "force_parity", "input_calc");
  link(meshing, mesh, "result", "create");
  link(chain, meshing, "create_kpoints_from_distance", "call_calc");
  link(chain, job, "iteration_01", "call_calc");
  for (const [label, output] of Object.entries(outputs)) {
    link(job, output, label, "create");
    link(chain, output, label, "return");
  }
  return { nodes, links };
}

function newRun(random: Random): PwRun {
  const kind = random.fraction();
  return {
    calculation: kind < 0.7 ? "scf" : kind < 0.9 ? "vc-relax" : "bands", // as in the four studies
    material: makeMaterial(random, random.pick(CLASSES)),
    cutoff: random.pick([30, 40, 50, 60]),
    mesh: [4, 4, 4],
    prefix: random.uuid(),
    steps: 6 + random.below(10),
    failed: random.chance(0.08),
  };
}

/** The contents of a run's files. Each has numbers of its own, whichever is asked for first. */
class StudyFiles {
  readonly #run: PwRun;
  readonly #seed: number;
  #count = 0;

  constructor(run: PwRun, seed: number) {
    this.#run = run;
    this.#seed = seed;
  }

  inputs(): LegacyNode["files"] {
    const run = this.#run;
    return [
      ["raw_input/aiida.in", () => inputFile(run)],
      ["raw_input/_aiidasubmit.sh", () => SCRIPT],
      ["raw_input/.aiida/calcinfo.json", () => calcInfoFile(run.prefix, CODE_UUID)],
      ["raw_input/.aiida/job_tmpl.json", () => TEMPLATE],
    ];
  }

  retrieved(): LegacyNode["files"] {
    const run = this.#run;
    return [
      ["path/_scheduler-stderr.txt", () => (run.failed ? "slurmstepd: error: *** JOB CANCELLED ***\n" : "")],
      ["path/_scheduler-stdout.txt", () => ""],
      ["path/aiida.out", this.#text((random) => longOutputFile(random, run))],
      ...(run.failed
        ? []
        : [["path/data-file-schema.xml", this.#text((random) => longSchemaFile(random, run))] as const]),
    ];
  }

  trajectory(): LegacyNode["files"] {
    const { ionicSteps } = samplingOf(this.#run);
    return [
      ...Object.entries(trajectoryShapes(this.#run)).map(
        ([name, shape]) =>
          [`path/${name}.npy`, this.#text((random) => randomNumpyFile(random, shape, -5, 5))] as const,
      ),
      ["path/steps.npy", () => numpyFile([ionicSteps], (i) => i)],
    ];
  }

  bands(): LegacyNode["files"] {
    const { points, bands } = samplingOf(this.#run);
    return [
      ["path/kpoints.npy", () => numpyFile([points, 3], (i) => (i % 17) / 34)],
      ["path/weights.npy", () => numpyFile([points], () => 2 / points)],
      ["path/bands.npy", this.#text((random) => randomNumpyFile(random, [points, bands], -12, 18))],
      ["path/occupations.npy", () => numpyFile([points, bands], (i) => (i % bands < bands / 2 ? 1 : 0))],
    ];
  }

  #text<T>(make: (random: Random) => T): () => T {
    const seed = this.#seed * 31 + this.#count++;
    return () => make(new Random(seed));
  }
}

const PARAMETERS = (run: PwRun): PythonValue => ({
  CONTROL: { calculation: run.calculation, restart_mode: "from_scratch", tstress: true, tprnfor: true },
  SYSTEM: { ecutwfc: run.cutoff, ecutrho: 8 * run.cutoff, occupations: "smearing", degauss: 0.01 },
  ELECTRONS: { conv_thr: 1e-9, mixing_beta: 0.4, electron_maxstep: 80 },
});

const MESHING: PythonValue = {
  sealed: true,
  version: { core: "1.6.9", plugin: "3.4.2" },
  process_state: "finished",
  process_label: "create_kpoints_from_distance",
  exit_status: 0,
  function_name: "create_kpoints_from_distance",
  function_starting_line_number: 6,
  function_namespace: "aiida_quantumespresso.workflows.functions.create_kpoints_from_distance",
};

function chainAttributes(): PythonValue {
  return {
    sealed: true,
    version: { core: "1.6.9", plugin: "3.4.2" },
    process_state: "finished",
    process_label: "PwBaseWorkChain",
    exit_status: 0,
    stepper_state_info: "4:results",
  };
}

function trajectoryAttributes(run: PwRun): PythonValue {
  const shapes = Object.entries(trajectoryShapes(run)).map(([name, shape]) => [`array|${name}`, shape]);
  return {
    symbols: run.material.sites.map(({ element }) => element),
    pbc: [true, true, true],
    ...(Object.fromEntries(shapes) as Record<string, readonly number[]>),
    "array|steps": [samplingOf(run).ionicSteps],
  };
}

function bandsAttributes(run: PwRun): PythonValue {
  const { points, bands } = samplingOf(run);
  return {
    units: "eV",
    ...cellAttributes(run.material),
    "array|kpoints": [points, 3],
    "array|weights": [points],
    "array|bands": [points, bands],
    "array|occupations": [points, bands],
  };
}
