import { createHash } from "node:crypto";
import fs from "node:fs";
import type Database from "better-sqlite3";
import { ZipWriter } from "../../electron/archive/zip-writer.ts";
import { ARCHIVE_INDEXES, ARCHIVE_TABLES, ARCHIVE_VERSION } from "../../electron/db/archive-schema.ts";
import { createDatabase } from "../../electron/db/connect.ts";
import { Links, type LinkType } from "./links.ts";
import { type PythonValue, pythonJson } from "./python-json.ts";
import type { Random } from "./random.ts";

/** Path of a file in a node's repository → key of its object; nested folders by objects. */
export interface FileTree {
  readonly [name: string]: string | FileTree;
}

interface NewNode {
  type: string;
  processType?: string;
  label?: string;
  description?: string;
  attributes: PythonValue;
  extras?: { readonly [key: string]: PythonValue };
  files?: FileTree;
  computer?: number;
}

const LEVEL = 6;
const READ_BYTES = 4 * 1024 * 1024;
/** What an exporter of AiiDA leaves between ids: other people's nodes of the same profile. */
const GAP_CHANCE = 0.02;

/**
 * Writes an archive as AiiDA lays it out, without holding it in memory: rows go to a database beside the target, objects
 * straight into the ZIP. Only ids, links and the keys of objects stay in memory, about 250 bytes a node.
 */
export class ArchiveWriter {
  readonly random: Random;
  nodeCount = 0;
  user = 1; // who stores what comes next
  /** Outputs have the lengths of real ones, and the parser made all its arrays. */
  readonly areFilesLong: boolean;
  onNode: (id: number) => void = () => {};
  #time: number; // in microseconds
  #lastId = 0;
  readonly #target: string;
  readonly #databaseFile: string;
  readonly #fd: number;
  readonly #zip: ZipWriter;
  readonly #db: Database.Database;
  readonly #links = new Links();
  readonly #keys = new Set<string>();
  readonly #insert: Record<"node" | "log" | "comment" | "group" | "member" | "computer" | "user", Insert>;

  constructor(
    target: string,
    random: Random,
    { startTime, areFilesLong }: { startTime: number; areFilesLong: boolean },
  ) {
    this.random = random;
    this.areFilesLong = areFilesLong;
    this.#time = startTime * 1000;
    this.#target = target;
    this.#databaseFile = `${target}.sqlite3`;
    fs.rmSync(this.#databaseFile, { force: true });
    this.#fd = fs.openSync(target, "w");
    this.#zip = new ZipWriter(this.#fd, { leading: ["metadata.json", "db.sqlite3"] });
    this.#db = createDatabase(this.#databaseFile);
    for (const table of ARCHIVE_TABLES) this.#db.exec(table);
    this.#db.exec("BEGIN");
    this.#insert = {
      node: this.#inserter("db_dbnode", 13),
      log: this.#inserter("db_dblog", 8),
      comment: this.#inserter("db_dbcomment", 7),
      group: this.#inserter("db_dbgroup", 8),
      member: this.#inserter("db_dbgroup_dbnodes", 3),
      computer: this.#inserter("db_dbcomputer", 8),
      user: this.#inserter("db_dbuser", 5),
    };
  }

  /** Time goes on by some seconds. */
  wait(seconds: number): void {
    this.#time += Math.floor(seconds * 1e6);
  }

  /** The time in AiiDA's stored form, some seconds from now. */
  now(later = 0): string {
    const micros = this.#time + Math.floor(later * 1e6);
    const text = new Date(Math.floor(micros / 1000)).toISOString();
    const digits = String(micros % 1000).padStart(3, "0");
    return `${text.slice(0, 10)} ${text.slice(11, 23)}${digits}`;
  }

  addUser(email: string, firstName: string, lastName: string, institution: string): void {
    this.#insert.user(null, email, firstName, lastName, institution);
  }

  addComputer(label: string, hostname: string, scheduler: string, metadata: PythonValue): void {
    const { random } = this;
    const transport = scheduler === "core.direct" ? "core.local" : "core.ssh";
    const about = `${label}, ${scheduler.slice(5)} queue`;
    this.#insert.computer(
      null,
      random.uuid(),
      label,
      hostname,
      about,
      scheduler,
      transport,
      pythonJson(metadata),
    );
  }

  /** Store a node a moment after the one before. Returns its id. */
  addNode(node: NewNode): number {
    const { random } = this;
    this.wait(random.between(0.01, 0.4));
    this.nodeCount += 1;
    this.#lastId += random.chance(GAP_CHANCE) ? 1 + random.below(40) : 1;
    this.#insert.node(
      this.#lastId,
      random.uuid(),
      node.type,
      node.processType ?? null,
      node.label ?? "",
      node.description ?? "",
      this.now(),
      this.now(node.processType === undefined ? random.between(0.01, 0.2) : random.between(60, 4000)),
      pythonJson(node.attributes),
      pythonJson({ _aiida_hash: random.hex(64), ...node.extras }),
      node.files === undefined ? "{}" : `{"o": ${treeJson(node.files)}}`,
      node.computer ?? null,
      this.user,
    );
    this.onNode(this.#lastId);
    return this.#lastId;
  }

  link(source: number, target: number, type: LinkType, label: string): void {
    this.#links.add(source, target, type, label);
  }

  /** Keep an object once. Returns its key. */
  addObject(bytes: Buffer | string): string {
    const buffer = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
    const key = createHash("sha256").update(buffer).digest("hex");
    if (!this.#keys.has(key)) {
      this.#keys.add(key);
      this.#zip.addBuffer(`repo/${key}`, buffer, LEVEL);
    }
    return key;
  }

  addLog(node: number, logger: string, level: string, message: string, metadata: PythonValue): void {
    this.#insert.log(
      null,
      this.random.uuid(),
      this.now(),
      logger,
      level,
      node,
      message,
      pythonJson(metadata),
    );
  }

  addComment(node: number, user: number, content: string): void {
    this.#insert.comment(null, this.random.uuid(), node, this.now(1), this.now(2), user, content);
  }

  addGroup(label: string, type: string, description: string, members: Iterable<number>): void {
    const uuid = this.random.uuid();
    const extras = pythonJson({ project: label.split("/")[0] ?? label });
    const id = this.#insert.group(null, uuid, label, type, this.now(), description, extras, this.user);
    for (const member of members) this.#insert.member(null, member, id);
  }

  /** Write the links, the indexes, the database into the ZIP, and close it. Returns what went in. */
  async finish(): Promise<{ links: number; objects: number; databaseBytes: number; archiveBytes: number }> {
    const insertLink = this.#inserter("db_dblink", 5);
    // AiiDA writes links in the order of a Python set: none.
    this.#links.inRandomOrder(this.random, (link) =>
      insertLink(null, link.source, link.target, link.label, link.type),
    );
    for (const index of ARCHIVE_INDEXES) this.#db.exec(index);
    this.#db.exec("COMMIT");
    this.#db.close();
    const databaseBytes = fs.statSync(this.#databaseFile).size;
    const chunks = fs.createReadStream(this.#databaseFile, { highWaterMark: READ_BYTES });
    await this.#zip.addStream("db.sqlite3", chunks, LEVEL, databaseBytes);
    this.#zip.addBuffer("metadata.json", Buffer.from(metadata(this.now())), 0);
    const archiveBytes = this.#zip.finish();
    this.close();
    return { links: this.#links.count, objects: this.#keys.size, databaseBytes, archiveBytes };
  }

  /** Let go of the files; after a failure the target goes as well. */
  close(failed = false): void {
    this.#db.close();
    fs.closeSync(this.#fd);
    fs.rmSync(this.#databaseFile, { force: true });
    if (failed) fs.rmSync(this.#target, { force: true });
  }

  #inserter(table: string, columns: number): Insert {
    const statement = this.#db.prepare(
      `INSERT INTO ${table} VALUES (${Array(columns).fill("?").join(", ")})`,
    );
    return (...values) => Number(statement.run(...values).lastInsertRowid);
  }
}

type Insert = (...values: (string | number | null)[]) => number;

function treeJson(tree: FileTree): string {
  const entries = Object.entries(tree).map(([name, entry]) =>
    typeof entry === "string" ? `"${name}": {"k": "${entry}"}` : `"${name}": {"o": ${treeJson(entry)}}`,
  );
  return `{${entries.join(", ")}}`;
}

function metadata(time: string): string {
  return pythonJson({
    export_version: ARCHIVE_VERSION,
    aiida_version: "2.9.4",
    key_format: "sha256",
    compression: LEVEL,
    ctime: time.replace(" ", "T"),
    creation_parameters: {
      entities_starting_set: null,
      include_authinfos: false,
      include_comments: true,
      include_logs: true,
      graph_traversal_rules: {
        input_calc_forward: false,
        input_calc_backward: true,
        create_forward: true,
        create_backward: true,
        return_forward: true,
        return_backward: false,
        input_work_forward: false,
        input_work_backward: true,
        call_calc_forward: true,
        call_calc_backward: true,
        call_work_forward: true,
        call_work_backward: true,
      },
    },
  });
}
