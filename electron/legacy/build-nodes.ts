import { ObjectText } from "../../shared/json/object-text.ts";
import type { Cell } from "../db/queries/legacy-rows.ts";
import type { Waiting } from "../db/queries/legacy-staging.ts";
import { MOST_TOLD } from "./build-input.ts";
import { nodeRow, type RowRules } from "./entity-rows.ts";
import { type Findings, shown } from "./findings.ts";
import type { LegacyRepository } from "./legacy-repository.ts";
import { isBefore } from "./legacy-version.ts";
import { type RowFields, RowProblem } from "./row-fields.ts";
import { coreNodeType, coreProcessType } from "./steps/core-prefix.ts";
import { markDates } from "./steps/dates.ts";
import { renameNode } from "./steps/node-types.ts";
import {
  convertCodeAttributes,
  convertProcessAttributes,
  hasOldProcessAttributes,
  OLD_ATTRIBUTES,
} from "./steps/process-attributes.ts";
import {
  MAX_SYMBOLS_BYTES,
  SYMBOLS_ATTRIBUTES,
  SYMBOLS_FILE,
  symbolsText,
  TRAJECTORY,
} from "./steps/trajectory-symbols.ts";

/** Attributes that some step reads or changes. */
const EDITED = new Set([...OLD_ATTRIBUTES, ...SYMBOLS_ATTRIBUTES, "function_name"]);

const ATTRIBUTES = ["attributes"] as const;
const ATTRIBUTES_AND_EXTRAS = ["attributes", "extras"] as const; // extras came with 0.4

/** Takes one node of `data.json` after the other through all steps that lie before its version's. */
export class NodeConverter {
  readonly #waiting: Waiting;
  readonly #rules: RowRules;
  readonly #repository: LegacyRepository;
  readonly #findings: Findings;
  readonly #lacking = new Map<"attributes" | "extras", { count: number; first: number[] }>();

  constructor(waiting: Waiting, rules: RowRules, repository: LegacyRepository, findings: Findings) {
    this.#waiting = waiting;
    this.#rules = rules;
    this.#repository = repository;
    this.#findings = findings;
  }

  /** The node's row, in the order of today's columns; a promise where its files have to be waited for. Throws `RowProblem`, at once or then. */
  row(id: number, fields: RowFields): Cell[] | Promise<Cell[]> {
    const { from } = this.#rules;
    const uuid = fields.text("uuid");
    if (typeof uuid !== "string" || uuid === "") throw new RowProblem("has no uuid");
    this.#lookForParts(id);
    const named = this.#names(id, fields);
    const rowWith = (attributes: string | null, repository_metadata: string) => {
      const parts = {
        node_type: coreNodeType(named.nodeType, from),
        process_type: coreProcessType(named.processType, from),
        attributes,
        extras: this.#dated(id, "extras", "extrasConversion"),
        repository_metadata,
      };
      return nodeRow(id, fields, parts, this.#rules);
    };
    const withTree = (attributes: string | null) => {
      const tree = this.#repository.metadataOf(uuid); // behind the attributes, for which a file may be removed
      return tree instanceof Promise
        ? tree.then((told) => rowWith(attributes, told))
        : rowWith(attributes, tree);
    };
    const attributes = this.#attributes(id, uuid, named.nodeType);
    return attributes instanceof Promise ? attributes.then(withTree) : withTree(attributes);
  }

  /** The nodes whose attributes or extras are not there: how many, and the first ones. */
  get lacking(): readonly { what: "attributes" | "extras"; count: number; first: readonly number[] }[] {
    return [...this.#lacking].map(([what, { count, first }]) => ({ what, count, first }));
  }

  /** Asked for each node just before its parts are taken, when SQLite has read them already. */
  #lookForParts(id: number): void {
    const parts = isBefore(this.#rules.from, "0.4") ? ATTRIBUTES : ATTRIBUTES_AND_EXTRAS;
    for (const what of parts) {
      if (this.#waiting.has(what, id)) continue;
      const lacking = this.#lacking.get(what) ?? { count: 0, first: [] };
      lacking.count++;
      if (lacking.first.length < MOST_TOLD) lacking.first.push(id);
      this.#lacking.set(what, lacking);
    }
  }

  /** Types before the prefix `core.`. */
  #names(id: number, fields: RowFields) {
    const processType = fields.text("process_type");
    const isOld = isBefore(this.#rules.from, "0.4");
    const type = fields.text(isOld ? "type" : "node_type");
    if (typeof type !== "string") throw new RowProblem("has no type");
    if (!isOld) return { nodeType: type, processType: processType ?? null };
    this.#waiting.noteOldType(id, type);
    const isWork =
      type === "calculation.work.WorkCalculation." || type === "calculation.process.ProcessCalculation.";
    const name = isWork
      ? this.#object(id, this.#waiting.text("attributes", id))?.get("function_name")
      : undefined;
    return renameNode(type, processType, name !== undefined && name !== "null");
  }

  /** Null where no step touches them; a promise where a file is read for them. */
  #attributes(id: number, uuid: string, nodeType: string): string | null | Promise<string> {
    const { from } = this.#rules;
    const dated = this.#dated(id, "attributes", "attributesConversion");
    const isOld = isBefore(from, "0.4");
    const isTrajectory = isOld && nodeType === TRAJECTORY;
    const isCode = isOld && nodeType === "data.code.Code.";
    if (!isTrajectory && !isCode && !hasOldProcessAttributes(nodeType, from)) return dated;
    const attributes = this.#object(id, dated ?? this.#waiting.text("attributes", id));
    if (attributes === null) return dated; // none, or the value null: nothing to change
    if (isCode) convertCodeAttributes(attributes);
    else if (isTrajectory) return this.#takeSymbols(id, uuid, attributes).then(() => attributes.toString());
    else {
      const active = convertProcessAttributes(attributes, nodeType, from);
      if (active !== null) {
        const what = `Process ${id} (${shown(uuid)}) is still ${active}: it should never have been exported`;
        this.#findings.add("active process", null, what);
      }
    }
    return attributes.toString();
  }

  async #takeSymbols(id: number, uuid: string, attributes: ObjectText): Promise<void> {
    const file = await this.#repository.read(uuid, SYMBOLS_FILE, MAX_SYMBOLS_BYTES);
    const symbols = file && symbolsText(file);
    if (symbols === null) {
      const what = file === null ? "is not there" : "is no NumPy array of texts";
      this.#findings.add(
        "symbols",
        null,
        `The file ${SYMBOLS_FILE} of trajectory ${id} (${shown(uuid)}) ${what}`,
      );
      return;
    }
    attributes.remove("array|symbols");
    attributes.set("symbols", symbols);
    this.#repository.remove(uuid, SYMBOLS_FILE);
  }

  /** The text with its dates marked; null where there is none to mark. */
  #dated(
    id: number,
    name: "attributes" | "extras",
    map: "attributesConversion" | "extrasConversion",
  ): string | null {
    if (!isBefore(this.#rules.from, "0.6")) return null;
    const conversion = this.#waiting.text(map, id);
    const text = conversion === null ? null : this.#waiting.text(name, id);
    if (conversion === null || text === null) return null;
    const dated = markDates(text, conversion);
    if (dated === null) {
      this.#findings.add("dates", null, `The ${name} of node ${id} do not fit the map of their dates`);
    }
    return dated;
  }

  #object(id: number, text: string | null): ObjectText | null {
    if (text === null || text === "null") return null;
    const object = ObjectText.parse(text, EDITED);
    if (object === null) throw new RowProblem(`has attributes that are no object: row ${id}`);
    return object;
  }
}
