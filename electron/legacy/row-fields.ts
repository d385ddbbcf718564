import { isWellFormed } from "../../shared/json/json-members.ts";
import { ObjectText } from "../../shared/json/object-text.ts";
import { shown } from "./findings.ts";
import { rowId, storedTime } from "./steps/stored-values.ts";

/** A text with U+FFFD for what is no character, as it comes back from SQLite: JSON can write surrogates alone. */
export function wholeCharacters(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed();
}

/** A row that cannot stand: a clause that follows its name, as "has no uuid". */
export class RowProblem extends Error {}

/**
 * The fields of one row of `data.json`. What is not there is undefined, null is null; a value of another type than the
 * column's is a `RowProblem`.
 */
export class RowFields {
  readonly #text: string;
  readonly #values: Readonly<Record<string, unknown>>;
  #texts: ObjectText | null = null;

  /** @param text Well-formed JSON. */
  constructor(text: string) {
    this.#text = text;
    this.#values = recordOf(text);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#values, name);
  }

  text(name: string): string | null | undefined {
    const value = this.#value(name);
    if (value === undefined || value === null) return value;
    const text = asText(value);
    if (text === null) throw new RowProblem(`has something else than text as ${name}`);
    return wholeCharacters(text);
  }

  /** In the stored form. */
  time(name: string): string | null | undefined {
    const text = this.text(name);
    if (text === undefined || text === null) return text;
    const time = storedTime(text);
    if (time === null) throw new RowProblem(`has no time as ${name}: "${shown(text)}"`);
    return time;
  }

  /** The id of another row. */
  id(name: string): number | null | undefined {
    const value = this.#value(name);
    if (value === undefined || value === null) return value;
    const id = rowId(value);
    if (id === null) throw new RowProblem(`refers by ${name} to no row id`);
    return id;
  }

  /** The JSON text of a value, as it stands in the file. */
  json(name: string): string | undefined {
    if (!this.has(name)) return undefined;
    this.#texts ??= ObjectText.parse(this.#text, FIELDS);
    return this.#texts?.get(name);
  }

  /** As `json`; a text that holds JSON, as files before 0.4 have it, becomes what it holds. */
  unpackedJson(name: string): string | undefined {
    const value = this.#value(name);
    if (typeof value !== "string") return this.json(name);
    if (!isWellFormed(value)) throw new RowProblem(`has as ${name} a text that is not JSON`);
    return value.trim();
  }

  #value(name: string): unknown {
    return this.has(name) ? this.#values[name] : undefined;
  }
}

/** Everything that a row may have and somebody asks for. */
const FIELDS = new Set(
  `uuid type node_type process_type label name description ctime mtime time user dbcomputer dbnode
   email first_name last_name institution hostname scheduler_type transport_type metadata extras
   type_string loggername levelname message content`.split(/\s+/),
);

/** Larger rows are not parsed as a whole: they may hold millions of members that nobody asks for. */
const MOST_PARSED = 64 * 1024;

/** A value as SQLite keeps it in a column of text, which is what AiiDA leaves it to; null for lists and objects. */
export function asText(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "1" : "0";
  return typeof value === "number" ? String(value) : null;
}

function recordOf(text: string): Readonly<Record<string, unknown>> {
  if (!text.startsWith("{")) throw new RowProblem("is not an object");
  if (text.length <= MOST_PARSED) {
    try {
      return JSON.parse(text) as Record<string, unknown>;
    } catch {
      // Well-formed for Python: a NaN is somewhere inside, most likely in metadata, whose text is kept as it is.
    }
  }
  const object = ObjectText.parse(text, FIELDS);
  if (object === null) throw new RowProblem("is not an object");
  return Object.fromEntries(
    [...FIELDS].flatMap((field) => {
      const value = object.get(field);
      return value === undefined ? [] : [[field, valueOf(value)]];
    }),
  );
}

/** Only texts, ids and nulls are asked for by value. */
function valueOf(text: string): unknown {
  if (text.startsWith("{") || text.startsWith("[")) return EMPTY;
  try {
    return JSON.parse(text);
  } catch {
    return Number.NaN;
  }
}

const EMPTY = {};
