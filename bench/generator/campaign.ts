import { ArchiveWriter } from "./archive-writer.ts";
import { addLibrary, type Library } from "./library.ts";
import { CLASSES, makeMaterial } from "./materials.ts";
import { Random } from "./random.ts";
import { addFamily, addStudy, importStructure, nextInSeries, type Study } from "./studies.ts";
import { addStructure } from "./workflows.ts";

export interface CampaignOptions {
  nodes: number; // exact
  target: string; // replaced
  seed?: number;
  /** Files as long as those of real studies, seven times the bytes; default: short ones. */
  areFilesLong?: boolean;
}

export interface CampaignSummary {
  nodes: number;
  links: number;
  objects: number;
  databaseBytes: number;
  archiveBytes: number;
}

const DEFAULT_SEED = 20_260_312;
const FIRST_DAY = Date.UTC(2024, 8, 2, 8);
const STUDIES_IN_FAMILY = 20;
const LARGEST_STUDY = 130; // nodes; the largest in 100,000 nodes has 82
const PILOT_SHARE = 0.01;
const MARKED_EVERY = 10;
const IMPORTED_TOGETHER = 400;

const COMMENTS = [
  "Checked by hand: the residual pressure is below the threshold.",
  "The gap is about half of the measured one: normal for PBEsol.",
  "Starting guess only; the lattice parameter is the experimental one.",
  "Zu prüfen: Bänder nahe Γ sehen verdächtig aus.",
  "Failed twice on eiger, went through on the old cluster.",
];

/**
 * Write an archive that looks like a screening of many materials with Quantum ESPRESSO: families of studies that share
 * codes, pseudopotentials and parameters; each study relaxes a structure and works out its bands, by nested work chains
 * with restarts, failures, exceptions and kills. Half of the studies go on from the relaxed structure of the one before, so
 * that walking back is deep. The same options give the same bytes. Memory: about 300 bytes a node.
 */
export async function writeCampaign(options: CampaignOptions): Promise<CampaignSummary> {
  const writer = new ArchiveWriter(options.target, new Random(options.seed ?? DEFAULT_SEED), {
    startTime: FIRST_DAY,
    areFilesLong: options.areFilesLong ?? false,
  });
  try {
    const library = addLibrary(writer);
    const notes = new Notes(options.nodes);
    writer.onNode = (id) => notes.sees(id);
    fillFamilies(writer, library, options.nodes, notes);
    // structures that nobody has calculated yet make the count exact
    const idle: number[] = [];
    while (writer.nodeCount < options.nodes) {
      const material = makeMaterial(writer.random, writer.random.pick(CLASSES));
      idle.push(addStructure(writer, material, `${material.formula}, to do`));
    }
    if (writer.nodeCount > options.nodes) throw new Error("a study has more nodes than LARGEST_STUDY");
    writer.addGroup("screening/to do", "core", "Structures that wait for their turn", idle);
    notes.write(writer);
    return { nodes: writer.nodeCount, ...(await writer.finish()) };
  } catch (error) {
    writer.close(true);
    throw error;
  }
}

/** What the groups over everything will hold. */
class Notes {
  readonly #nodes: number;
  readonly #pilot: number[] = [];
  readonly #marked: number[] = [];
  readonly #failed: number[] = [];
  readonly #imported: number[] = [];
  #seen = 0;

  constructor(nodes: number) {
    this.#nodes = nodes;
  }

  sees(id: number): void {
    const size = this.#nodes * PILOT_SHARE;
    this.#seen += 1;
    if (this.#pilot.length < size) this.#pilot.push(id);
    if (this.#imported.length < IMPORTED_TOGETHER) this.#imported.push(id);
    if (this.#seen % MARKED_EVERY === 0) this.#marked.push(id);
  }

  fails(ids: readonly number[]): void {
    for (const id of ids) this.#failed.push(id);
  }

  write(writer: ArchiveWriter): void {
    const describe = "Nodes of the first studies";
    writer.addGroup("screening/pilot", "core", describe, this.#pilot);
    writer.addGroup("review/every tenth", "core", "Marked for the review", this.#marked);
    writer.addGroup("review/failed/to run again", "core", "Chains that failed", new Set(this.#failed));
    writer.addGroup("20240902-101500", "core.import", "Imported nodes", this.#imported);
    writer.addGroup("drafts/empty", "core", "", []);
  }
}

function fillFamilies(writer: ArchiveWriter, library: Library, nodes: number, notes: Notes): void {
  const { random } = writer;
  for (let number = 1; writer.nodeCount + LARGEST_STUDY < nodes; number++) {
    writer.user = random.pick(library.users);
    writer.wait(random.between(3600, 40_000));
    const className = random.pick(CLASSES);
    const label = `screening/${className}/series ${String(number).padStart(3, "0")}`;
    const family = addFamily(writer, library, label, className);
    const members: number[] = [];
    let before: Study["structure"] = null;
    for (let i = 0; i < STUDIES_IN_FAMILY && writer.nodeCount + LARGEST_STUDY < nodes; i++) {
      writer.wait(random.between(10, 2000));
      const start =
        before !== null && random.chance(0.7)
          ? nextInSeries(writer, before)
          : importStructure(writer, makeMaterial(random, className));
      const study = addStudy(writer, library, family, start);
      members.push(...study.chains, ...study.results, start.id);
      if (study.structure !== null) members.push(study.structure.id);
      notes.fails(study.failed);
      before = study.structure ?? before;
      if (random.chance(0.3)) writer.addComment(start.id, random.pick(library.users), random.pick(COMMENTS));
      if (random.chance(0.2))
        for (const chain of study.chains)
          writer.addComment(chain, random.pick(library.users), random.pick(COMMENTS));
    }
    writer.addGroup(label, "core", `Relaxed structures and bands, ${className}`, members);
  }
}
