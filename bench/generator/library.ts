import { createHash } from "node:crypto";
import type { ArchiveWriter } from "./archive-writer.ts";
import { jobTemplateFile, submitScript } from "./calculation-files.ts";
import { ELEMENTS } from "./materials.ts";
import { float } from "./python-json.ts";

/** What all calculations share. Scripts are texts: an archive holds no object that no node names. */
export interface Library {
  codes: readonly { id: number; computer: number; label: string; script: string; template: string }[];
  pseudos: ReadonlyMap<string, number>;
  users: readonly number[];
}

const USERS: readonly (readonly [email: string, first: string, last: string, institution: string])[] = [
  ["ada.marlow@example.org", "Ada", "Marlow", "Example Institute of Materials"],
  ["zoe.mueller@example.org", "Zoë", "Müller", "Beispiel-Universität"],
  ["k.tanaka@example.org", "Kenji", "Tanaka", "Example Institute of Materials"],
  ["robot@example.org", "", "", ""],
];

const COMPUTERS: readonly (readonly [label: string, hostname: string, scheduler: string])[] = [
  ["workstation", "localhost", "core.direct"],
  ["eiger", "eiger.example.org", "core.slurm"],
  ["fidis", "fidis.example.org", "core.slurm"],
  ["old-cluster", "gate.cluster.example.org", "core.pbspro"],
];

const EXECUTABLES = ["/usr/bin/pw.x", "/apps/qe/7.2/bin/pw.x", "/apps/qe/7.2/bin/pw.x", "/opt/espresso/pw.x"];
const PSEUDO_BYTES = 40_000;

/** Store what a campaign starts with. */
export function addLibrary(writer: ArchiveWriter): Library {
  for (const user of USERS) writer.addUser(...user);
  const codes = COMPUTERS.map(([label, hostname, scheduler], i) => {
    writer.addComputer(label, hostname, scheduler, {
      workdir: `/scratch/{username}/${label}`,
      minimum_scheduler_poll_interval: float(10),
      default_mpiprocs_per_machine: 16,
      mpirun_command: ["srun", "-n", "{tot_num_mpiprocs}"],
      prepend_text: "export OMP_NUM_THREADS=1",
    });
    return addCode(writer, i + 1, label, EXECUTABLES[i]!);
  });
  const pseudos = new Map(ELEMENTS.map((element) => [element, addPseudo(writer, element)]));
  const family = "SSSP/1.3/PBEsol/efficiency";
  writer.addGroup(family, "pseudo.family.sssp", "Pseudopotentials of all calculations", pseudos.values());
  return { codes, pseudos, users: USERS.map((_, i) => i + 1) };
}

function addCode(writer: ArchiveWriter, computer: number, label: string, executable: string) {
  const id = writer.addNode({
    type: "data.core.code.installed.InstalledCode.",
    label: "pw-7.2",
    description: `Quantum ESPRESSO 7.2, pw.x, on ${label}`,
    computer,
    attributes: {
      input_plugin: "quantumespresso.pw",
      append_text: "",
      prepend_text: `module load qe/7.2-${label}`,
      use_double_quotes: false,
      with_mpi: true,
      wrap_cmdline_params: false,
      filepath_executable: executable,
    },
    extras: { hidden: false },
  });
  return { id, computer, label, script: submitScript(label, executable), template: jobTemplateFile(label) };
}

function addPseudo(writer: ArchiveWriter, element: string): number {
  let text = `<UPF version="2.0.1">\n<PP_HEADER element="${element}" pseudo_type="US" functional="PBESOL"/>\n<PP_MESH>\n`;
  while (text.length < PSEUDO_BYTES) {
    const numbers = Array.from({ length: 4 }, () => writer.random.fraction().toExponential(13));
    text += ` ${numbers.join("  ")}\n`;
  }
  text += "</PP_MESH>\n</UPF>\n";
  const filename = `${element}.pbesol-n-rrkjus_psl.1.0.0.UPF`;
  return writer.addNode({
    type: "data.pseudo.upf.UpfData.",
    label: filename,
    attributes: {
      filename,
      md5: createHash("md5").update(text).digest("hex"),
      element,
      z_valence: 4 + writer.random.below(12),
    },
    files: { [filename]: writer.addObject(text) },
  });
}

/** The source file of a calcfunction: the same for all its runs. */
export function functionSource(name: string): string {
  return [
    '"""Functions of the campaign."""',
    "from aiida.engine import calcfunction",
    "from aiida import orm",
    "",
    "",
    "@calcfunction",
    `def ${name}(**inputs):`,
    `    """Return the result of ${name} for the inputs given by name."""`,
    "    values = {key: value for key, value in inputs.items() if isinstance(value, orm.Data)}",
    "    return orm.Dict({key: str(value.uuid) for key, value in values.items()})",
    "",
  ].join("\n");
}
