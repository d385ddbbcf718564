import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext } from "../archive/source.ts";
import type { Staged } from "../db/queries/legacy-staging.ts";
import { type Findings, shown } from "./findings.ts";
import { type ContainerChoice, JsonStream, type JsonVisitor } from "./json-stream.ts";
import type { LegacyArchive } from "./legacy-archive.ts";
import type { LegacyRows } from "./legacy-rows.ts";
import { isBefore, type LegacyVersion } from "./legacy-version.ts";
import { asText } from "./row-fields.ts";
import { marksDates } from "./steps/dates.ts";
import { ENTITIES, entityOf } from "./steps/entity-names.ts";
import { rowId } from "./steps/stored-values.ts";

const DATA = "data.json";
const TURN_MS = 15;

/** The sections of `data.json` besides `export_data`, `links_uuid` and `groups_uuid`. */
const VALUES: Readonly<Record<string, { name: Staged; until?: LegacyVersion }>> = {
  node_attributes: { name: "attributes" },
  node_attributes_conversion: { name: "attributesConversion", until: "0.6" },
  node_extras: { name: "extras" },
  node_extras_conversion: { name: "extrasConversion", until: "0.6" },
};

/**
 * Read `data.json` once, from its start to its end, and put its parts where they wait for each other. Sections may come in
 * any order, and again: as in Python, what comes later counts.
 * @throws AppError `archive/corrupt` where it breaks, unless `readable`; `archive/limit`, `cancelled`.
 */
export async function stageData(
  archive: LegacyArchive,
  rows: LegacyRows,
  version: LegacyVersion,
  findings: Findings,
  context: JobContext,
  readable: boolean,
): Promise<void> {
  const reader = new SectionReader(rows, version, findings);
  const stream = new JsonStream(DATA, reader);
  const report = pacedProgress(context);
  let turn = performance.now() + TURN_MS;
  try {
    for await (const chunk of archive.data()) {
      stream.push(rows.kept(chunk));
      rows.boundMemory();
      if (performance.now() < turn) continue;
      report({ phase: "reading data.json", done: stream.bytesRead, total: archive.dataBytes, unit: "bytes" });
      await setImmediate();
      throwIfCancelled(context.signal);
      turn = performance.now() + TURN_MS;
    }
    stream.finish();
  } catch (error) {
    if (!readable) throw error;
    findings.cutShort(error);
  }
  reader.finish();
}

class SectionReader implements JsonVisitor {
  readonly #rows: LegacyRows;
  readonly #version: LegacyVersion;
  readonly #findings: Findings;
  readonly #seen = new Set<string>();

  constructor(rows: LegacyRows, version: LegacyVersion, findings: Findings) {
    this.#rows = rows;
    this.#version = version;
    this.#findings = findings;
  }

  container(path: readonly string[], key: string | null, isObject: boolean): ContainerChoice {
    if (key === null) return this.#isRight(isObject, DATA, "an object") ? "open" : "skip";
    const [section, entity] = path;
    if (section === undefined) return this.#section(key, isObject);
    if (section === "export_data" && entity === undefined) return this.#entity(key, isObject);
    if (section !== "groups_uuid" || entity !== undefined) return "take";
    this.#rows.waiting.beginGroup(key);
    return this.#isRight(!isObject, `${section}.${shown(key)}`, "a list") ? "open" : "skip";
  }

  value(path: readonly string[], key: string | null, bytes: Buffer): void {
    const [section, entity] = path;
    if (key === null) this.#notContainer(DATA, bytes);
    else if (section === undefined) {
      if (this.#begins(key)) this.#notContainer(key, bytes);
    } else if (section === "links_uuid") this.#link(bytes);
    else if (section === "groups_uuid" && entity !== undefined) this.#member(bytes);
    else if (section === "groups_uuid") this.#notContainer(`${section}.${shown(key)}`, bytes);
    else if (section !== "export_data") this.#nodeValue(section, key, bytes);
    else if (entity !== undefined) this.#row(entity, key, bytes);
    else if (entityOf(key, this.#version) !== null) this.#notContainer(`${section}.${key}`, bytes);
  }

  /** A file that lacks a section is no whole file, however well it is read. */
  finish(): void {
    const needed = ["export_data", "links_uuid", "groups_uuid"];
    if (this.#rows.waiting.count("Node") > 0) needed.push("node_attributes");
    if (this.#rows.waiting.count("Node") > 0 && !isBefore(this.#version, "0.4")) needed.push("node_extras");
    for (const section of needed) {
      if (!this.#seen.has(section)) this.#findings.add("section missing", null, `${DATA} has no ${section}`);
    }
  }

  #section(key: string, isObject: boolean): ContainerChoice {
    if (!this.#begins(key)) return "skip";
    const isList = key === "links_uuid";
    return this.#isRight(isObject !== isList, key, isList ? "a list" : "an object") ? "open" : "skip";
  }

  /** A section begins, and what an earlier one of its name held is void; false for one that is not read. */
  #begins(section: string): boolean {
    const staged = this.#staged(section);
    if (section === "export_data") for (const entity of ENTITIES) this.#rows.waiting.clear(entity);
    else if (section === "links_uuid") this.#rows.waiting.clearLinks();
    else if (section === "groups_uuid") this.#rows.waiting.clearGroups();
    else if (staged !== null) this.#rows.waiting.clear(staged);
    else return false;
    this.#seen.add(section);
    return true;
  }

  #entity(key: string, isObject: boolean): ContainerChoice {
    const name = entityOf(key, this.#version);
    if (name === null) return "skip";
    this.#rows.waiting.clear(name);
    return this.#isRight(isObject, `export_data.${key}`, "an object") ? "open" : "skip";
  }

  /** Where a section of this name waits; null for one that means nothing in this version. */
  #staged(section: string): Staged | null {
    const known = Object.hasOwn(VALUES, section) ? VALUES[section]! : null;
    const isGone = known?.until !== undefined && !isBefore(this.#version, known.until);
    const isNotYet = known?.name === "extras" && isBefore(this.#version, "0.4");
    return known === null || isGone || isNotYet ? null : known.name;
  }

  #nodeValue(section: string, key: string, bytes: Buffer): void {
    const name = this.#staged(section);
    const pk = this.#pk(section, key);
    if (name === null || pk === null) return;
    if (name === "attributesConversion" || name === "extrasConversion") {
      if (marksDates(bytes)) this.#rows.waiting.stage(name, pk, bytes); // the others say nothing
    } else if (bytes[0] === OPENING || bytes.equals(NULL)) {
      this.#rows.waiting.stage(name, pk, bytes);
    } else {
      this.#findings.add("type", "valuesEmptied", `The ${name} of node ${pk} are no object`);
      this.#rows.waiting.stage(name, pk, EMPTY);
    }
  }

  #link(bytes: Buffer): void {
    const link = parsed(bytes);
    const source = fieldOf(link, "input");
    const target = fieldOf(link, "output");
    const label = asText(fieldOf(link, "label"));
    const type = asText(fieldOf(link, "type"));
    const isTyped = type !== null || isBefore(this.#version, "0.3");
    if (typeof source === "string" && typeof target === "string" && label !== null && isTyped) {
      this.#rows.waiting.stageLink(source, target, label, type);
    } else {
      const what = shown(bytes.toString("utf8", 0, 200));
      this.#findings.add("link", "linksDropped", `A link has not all that a link has: ${what}`);
    }
  }

  #member(bytes: Buffer): void {
    const member = parsed(bytes);
    this.#rows.waiting.addMember(typeof member === "string" ? member : null);
  }

  #row(entity: string, key: string, bytes: Buffer): void {
    const name = entityOf(entity, this.#version);
    const pk = this.#pk(`export_data.${entity}`, key);
    if (name !== null && pk !== null) this.#rows.waiting.stage(name, pk, bytes);
  }

  /** A plain value where a container belongs: null counts as an empty one, as it does for AiiDA. */
  #notContainer(where: string, bytes: Buffer): void {
    if (!bytes.equals(NULL)) this.#findings.add("type", null, `${where} is neither an object nor a list`);
  }

  #pk(where: string, key: string): number | null {
    const pk = rowId(key);
    if (pk === null) {
      this.#findings.add("row id", "rowsSkipped", `${where} has a row whose id is "${shown(key)}"`);
    }
    return pk;
  }

  #isRight(isRight: boolean, where: string, what: string): boolean {
    if (!isRight) this.#findings.add("type", null, `${where} is not ${what}`);
    return isRight;
  }
}

const OPENING = 0x7b;
const NULL = Buffer.from("null");
const EMPTY = Buffer.from("{}");

/** Links and members are UUIDs and short words: larger values are neither, and not worth parsing. */
const MOST_PARSED = 64 * 1024;

/** The value of well-formed JSON; undefined where only Python reads it (NaN), and for large ones. */
function parsed(bytes: Buffer): unknown {
  if (bytes.length > MOST_PARSED) return undefined;
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined;
}
