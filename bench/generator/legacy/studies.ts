import { float, once, type PythonValue, pythonJson } from "../python-json.ts";
import { Random } from "../random.ts";

/** One node of an old archive, as JSON texts. Attributes and extras stand in sections of their own. */
export interface LegacyNode {
  pk: number;
  uuid: string;
  row: string;
  attributes: string;
  extras: string;
  /** Paths below the node's folder, with `path` or `raw_input`; contents are made when they are asked for. */
  files: readonly (readonly [path: string, contents: () => string | Buffer])[];
}

export interface LegacyLink {
  input: string;
  output: string;
  label: string;
  type: string;
}

export interface LegacyStudy {
  nodes: readonly LegacyNode[];
  links: readonly LegacyLink[];
}

const NODES_PER_STUDY = 6;
export const FIRST_PK = 100;
export const CODE_UUID = "c0de0000-1111-4111-8111-111111111111";
const ELEMENTS = ["Si", "Fe", "O", "Ti", "Mo", "S", "Li", "Co"];
const SYMMETRIES = once(
  Array.from({ length: 48 }, (_, i) => ({ t_rev: "0", symmetry_number: i < 24 ? i : i + 8 })),
);

/** The code that all calculations share: the first node. */
export function codeNode(): LegacyNode {
  return {
    ...nodeRow(FIRST_PK, CODE_UUID, "data.code.Code.", 0, { label: "pw-6.5", dbcomputer: 1 }),
    attributes: pythonJson({
      input_plugin: "quantumespresso.pw",
      append_text: "",
      prepend_text: "module load quantum-espresso/6.5",
      is_local: false,
      remote_exec_path: "/apps/qe/6.5/bin/pw.x",
    }),
    extras: "{}",
    files: [],
  };
}

/**
 * One calculation of pw.x with what goes in and comes out: about 8.6 kB of `data.json`, six nodes. The same number and seed
 * give the same study, whatever was made before, so that each section of `data.json` can be written in a pass of its own.
 */
export function legacyStudy(number: number, seed: number): LegacyStudy {
  const random = new Random(seed * 1_000_003 + number);
  const firstPk = FIRST_PK + 1 + number * NODES_PER_STUDY;
  const uuids = Array.from({ length: NODES_PER_STUDY }, () => random.uuid());
  const node = (
    position: number,
    type: string,
    attributes: PythonValue,
    facts: Readonly<Record<string, PythonValue>> = {},
    files: LegacyNode["files"] = [],
  ): LegacyNode => ({
    ...nodeRow(firstPk + position, uuids[position]!, type, number, facts),
    attributes: pythonJson(attributes),
    extras: pythonJson({ _aiida_hash: random.hex(64) }),
    files,
  });
  const energy = float(-random.between(300, 12_000, 9));
  const input = `&CONTROL\n  prefix = 'aiida'\n  title = '${number}'\n/\n`;
  const output = `     Program PWSCF v.6.5 starts\n!    total energy = ${energy.text} Ry\n     ${uuids[2]}\n   JOB DONE.\n`;
  const nodes = [
    node(0, "data.structure.StructureData.", structure(random), { label: `structure ${number}` }),
    node(1, "data.dict.Dict.", {
      CONTROL: { calculation: "scf", restart_mode: "from_scratch", tstress: true, tprnfor: true },
      SYSTEM: { ecutwfc: float(60), ecutrho: float(480), occupations: "smearing", degauss: 0.01 },
      ELECTRONS: { conv_thr: 1e-9, mixing_beta: 0.4 },
    }),
    node(
      2,
      "process.calculation.calcjob.CalcJobNode.",
      calculation(random, number),
      calculationFacts(number),
      [
        ["raw_input/aiida.in", () => input],
        ["raw_input/_aiidasubmit.sh", () => "#!/bin/bash\nsrun pw.x -in aiida.in > aiida.out\n"],
      ],
    ),
    node(3, "data.dict.Dict.", results(random, energy)),
    node(4, "data.remote.RemoteData.", { remote_path: `/scratch/run/${uuids[2]}` }, { dbcomputer: 1 }),
    node(5, "data.folder.FolderData.", {}, {}, [
      ["path/aiida.out", () => output],
      ["path/_scheduler-stderr.txt", () => ""],
    ]),
  ];
  const link = (from: string, to: string, label: string, type: string) => ({
    input: from,
    output: to,
    label,
    type,
  });
  const job = uuids[2]!;
  return {
    nodes,
    links: [
      link(CODE_UUID, job, "code", "input_calc"),
      link(uuids[0]!, job, "structure", "input_calc"),
      link(uuids[1]!, job, "parameters", "input_calc"),
      link(job, uuids[3]!, "output_parameters", "create"),
      link(job, uuids[4]!, "remote_folder", "create"),
      link(job, uuids[5]!, "retrieved", "create"),
    ],
  };
}

/** The JSON text of a node's row in `export_data`, and what identifies it. */
export function nodeRow(
  pk: number,
  uuid: string,
  type: string,
  number: number,
  facts: Readonly<Record<string, PythonValue>>,
) {
  const seconds = String(number % 60).padStart(2, "0");
  const minutes = String(Math.floor(number / 60) % 60).padStart(2, "0");
  const time = `2019-11-0${1 + (number % 9)}T10:${minutes}:${seconds}.104233`;
  const row = {
    uuid,
    node_type: type,
    process_type: "",
    label: "",
    description: "",
    ctime: time,
    mtime: time,
    user: 1,
    dbcomputer: null,
    ...facts,
  };
  return { pk, uuid, row: pythonJson(row) };
}

function calculationFacts(number: number) {
  return {
    process_type: "aiida.calculations:quantumespresso.pw",
    label: `scf ${number}`,
    dbcomputer: 1,
  };
}

function structure(random: Random): PythonValue {
  const element = random.pick(ELEMENTS);
  return {
    cell: [
      [float(5.431), float(0), float(0)],
      [float(0), float(5.431), float(0)],
      [float(0), float(0), random.between(5, 25)],
    ],
    pbc1: true,
    pbc2: true,
    pbc3: true,
    kinds: [{ name: element, symbols: [element], weights: [float(1)], mass: 55.845 }],
    sites: Array.from({ length: 16 }, () => ({
      kind_name: element,
      position: [random.between(0, 5), random.between(0, 5), random.between(0, 25)],
    })),
  };
}

/** The attributes of a CalcJobNode. */
export function calculation(random: Random, number: number): PythonValue {
  const job = String(4_000_000 + number);
  const isFailed = random.chance(0.05);
  return {
    sealed: true,
    version: { core: "1.6.9", plugin: "3.4.2" },
    process_label: "PwCalculation",
    process_state: "finished",
    exit_status: isFailed ? 410 : 0,
    ...(isFailed && { exit_message: "The electronic minimization cycle did not reach self-consistency." }),
    job_id: job,
    resources: { num_machines: 1, num_mpiprocs_per_machine: 36 },
    parser_name: "quantumespresso.pw",
    withmpi: true,
    max_wallclock_seconds: 21_600,
    retrieve_list: ["aiida.out", "./out/aiida.save/data-file-schema.xml", "_scheduler-stdout.txt"],
    scheduler_state: "done",
    last_job_info: {
      job_id: job,
      job_state: "done",
      raw_data: [job, "COMPLETED", random.hex(16), "0:0", "énd"],
    },
    detailed_job_info: {
      retval: 0,
      stderr: "",
      stdout: `AllocCPUS|Account|CPUTime|Elapsed|JobID|MaxRSS|State\n${`36|mr0|00:11:44|00:00:44|${job}|${random.below(4e6)}K|COMPLETED\n`.repeat(12)}`,
    },
  };
}

function results(random: Random, energy: PythonValue): PythonValue {
  return {
    energy,
    energy_units: "eV",
    symmetries: SYMMETRIES,
    wfc_cutoff: 816.341817,
    total_force: random.between(0, 0.1, 8),
    number_of_bands: 20 + random.below(100),
    wall_time_seconds: float(random.below(10_000)),
    convergence_info: { scf_conv: { n_scf_steps: 9, scf_error: random.between(0, 1e-9, 16) } },
    forces: Array.from({ length: 16 }, () => [random.between(-1, 1, 8), random.between(-1, 1, 8), float(0)]),
  };
}
