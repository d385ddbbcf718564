import fs from "node:fs";
import { ZipWriter } from "../../../electron/archive/zip-writer.ts";
import { pythonJson, type PythonValue } from "../python-json.ts";
import { Random } from "../random.ts";
import { longStudy } from "./long-studies.ts";
import { codeNode, type LegacyNode, legacyStudy, type LegacyStudy } from "./studies.ts";

const OUTPUT = "path/aiida.out";
const CHUNK_BYTES = 1024 * 1024;
/** What one study takes in `data.json`, about. */
const SHORT = { study: legacyStudy, bytes: 8_620 };
const LONG = { study: longStudy, bytes: 18_540 };
const DATE = { convert_type: "date" };
const JSONB = { convert_type: "jsonb" };

/** `metadata.json` as AiiDA 1.6 writes it, its fields described for Python's importer. */
const METADATA: PythonValue = {
  export_version: "0.10",
  aiida_version: "1.6.9",
  unique_identifiers: {
    Node: "uuid",
    Group: "uuid",
    Computer: "uuid",
    User: "email",
    Log: "uuid",
    Comment: "uuid",
  },
  all_fields_info: {
    Node: {
      uuid: {},
      node_type: {},
      process_type: {},
      label: {},
      description: {},
      ctime: DATE,
      mtime: DATE,
      attributes: JSONB,
      extras: JSONB,
      user: { requires: "User", related_name: "dbnodes" },
      dbcomputer: { requires: "Computer", related_name: "dbnodes" },
    },
    Group: {
      uuid: {},
      label: {},
      type_string: {},
      description: {},
      time: DATE,
      extras: JSONB,
      user: { requires: "User", related_name: "dbgroups" },
    },
    Computer: {
      uuid: {},
      name: {},
      hostname: {},
      description: {},
      transport_type: {},
      scheduler_type: {},
      metadata: {},
    },
    User: { email: {}, first_name: {}, last_name: {}, institution: {} },
    Log: {
      uuid: {},
      time: DATE,
      loggername: {},
      levelname: {},
      message: {},
      metadata: {},
      dbnode: { requires: "Node", related_name: "dblogs" },
    },
    Comment: {
      uuid: {},
      ctime: DATE,
      mtime: DATE,
      content: {},
      dbnode: { requires: "Node", related_name: "dbcomments" },
      user: { requires: "User", related_name: "dbcomments" },
    },
  },
  export_parameters: {
    graph_traversal_rules: { input_calc_forward: false },
    entities_starting_set: null,
    include_comments: true,
    include_logs: true,
  },
};

/** What is asked for: an archive of version 0.10 whose `data.json` has about so many bytes. */
export interface LegacyRequest {
  dataBytes: number;
  target: string;
  seed?: number;
  /** How much longer each output is than its few lines; default: no longer. */
  outputBytes?: number;
  /** Studies and files in the proportions of real ones; default: a calculation with a few lines of output each. */
  areFilesLong?: boolean;
}

type Studies = Iterable<LegacyStudy>;

/**
 * Write an archive as AiiDA 1.6 left it, in a ZIP. Memory does not grow with it; `data.json` lies beside the target
 * while it is written. The same request gives the same bytes.
 */
export async function writeLegacyArchive({
  dataBytes,
  target,
  seed = 1,
  outputBytes = 0,
  areFilesLong = false,
}: LegacyRequest) {
  const kind = areFilesLong ? LONG : SHORT;
  const count = Math.max(1, Math.round(dataBytes / kind.bytes));
  const studies: Studies = {
    *[Symbol.iterator]() {
      for (let i = 0; i < count; i++) yield kind.study(i, seed);
    },
  };
  const dataFile = `${target}.data`;
  const fd = fs.openSync(target, "w");
  try {
    const zip = new ZipWriter(fd, { leading: ["metadata.json", "data.json"] });
    zip.addBuffer("metadata.json", Buffer.from(pythonJson(METADATA)), 6);
    const size = writeChunks(dataFile, dataTexts(studies));
    await zip.addStream(
      "data.json",
      fs.createReadStream(dataFile, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>,
      1,
      size,
    );
    const written = { nodes: 0, files: 0 };
    const numbers = new Random(seed);
    for (const { uuid, files: own } of allNodes(studies)) {
      written.nodes++;
      for (const [path, contentsOf] of own) {
        const contents = contentsOf();
        zip.addBuffer(
          `nodes/${uuid.slice(0, 2)}/${uuid.slice(2, 4)}/${uuid.slice(4)}/${path}`,
          typeof contents === "string"
            ? Buffer.from(path === OUTPUT ? contents + bandTable(numbers, outputBytes) : contents)
            : contents,
          1,
        );
        written.files++;
      }
    }
    return { dataBytes: size, ...written, archiveBytes: zip.finish() };
  } finally {
    fs.closeSync(fd);
    fs.rmSync(dataFile, { force: true });
  }
}

/** What makes outputs of pw.x long: tables of eigenvalues. */
function bandTable(random: Random, bytes: number): string {
  const lines: string[] = [];
  for (let length = 0; length < bytes; length += 81) {
    const bands = Array.from({ length: 8 }, () =>
      (random.below(400_000) / 10_000 - 20).toFixed(4).padStart(10),
    );
    lines.push(`${bands.join("")}\n`);
  }
  return lines.join("");
}

function* allNodes(studies: Studies): Generator<LegacyNode> {
  yield codeNode();
  for (const { nodes } of studies) yield* nodes;
}

/** `data.json` piece by piece; its sections in the order of AiiDA 1.6, each of which goes through all studies. */
function* dataTexts(studies: Studies): Generator<string> {
  function* members(textOf: (node: LegacyNode) => string): Generator<string> {
    let separator = "";
    for (const node of allNodes(studies)) {
      yield `${separator}"${node.pk}": ${textOf(node)}`;
      separator = ", ";
    }
  }
  yield '{"node_attributes": {';
  yield* members((node) => node.attributes);
  yield '}, "node_extras": {';
  yield* members((node) => node.extras);
  yield '}, "export_data": {"User": {"1": ';
  yield pythonJson({
    email: "ada.marlow@example.org",
    first_name: "Ada",
    last_name: "Marlow",
    institution: "",
  });
  yield '}, "Computer": {"1": ';
  yield pythonJson({
    uuid: "c0000000-1111-4111-8111-111111111111",
    name: "cluster",
    hostname: "cluster.example.org",
    description: "",
    transport_type: "ssh",
    scheduler_type: "slurm",
    metadata: { workdir: "/scratch/{username}/run/" },
  });
  yield '}, "Node": {';
  yield* members((node) => node.row);
  yield '}}, "links_uuid": [';
  let separator = "";
  for (const { links } of studies) {
    yield separator + links.map((link) => pythonJson({ ...link })).join(", ");
    separator = ", ";
  }
  yield '], "groups_uuid": {}}';
}

function writeChunks(file: string, texts: Iterable<string>): number {
  const fd = fs.openSync(file, "w");
  let pieces: string[] = [];
  let length = 0;
  let size = 0;
  const flush = () => {
    size += fs.writeSync(fd, pieces.join("")); // nothing in it is beyond ASCII
    pieces = [];
    length = 0;
  };
  try {
    for (const text of texts) {
      pieces.push(text);
      length += text.length;
      if (length >= CHUNK_BYTES) flush();
    }
    flush();
    return size;
  } finally {
    fs.closeSync(fd);
  }
}
