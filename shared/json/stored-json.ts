import {
  decodeString,
  indexJson,
  type JsonIndex,
  jsonKey,
  jsonKind,
  jsonMembers,
  jsonText,
} from "./json-index.ts";
import type { JsonProblem } from "./json-scan.ts";
import { asciiString } from "./object-text.ts";

export type WrittenJson = { ok: true; text: string } | { ok: false; problem: JsonProblem };

/** AiiDA goes into values by recursion, and Python ends that at 1,000 calls: two for each level. */
const MAX_DEPTH = 400;
/** Longer whole numbers Python refuses to read (`sys.int_info.default_max_str_digits`). */
const MAX_DIGITS = 4300;

/**
 * A JSON text that a person typed, as AiiDA would store it (`aiida/orm/implementation/utils.py`, `clean_value`, then
 * Python's `json.dumps`): on one line, nothing but ASCII, fractions with 14 significant digits, and those of them that
 * have an exponent and are whole as whole numbers. Fails for what is no JSON, for NaN and infinities, keys that repeat in
 * one object, and a nesting that AiiDA could not read back.
 */
export function storedJson(text: string): WrittenJson {
  return written(text, numberAsStored);
}

/**
 * The same layout with every number as it stands: two texts that come out alike say the same, down to the digits. Fails as
 * `storedJson`, but for NaN and infinities.
 */
export function laidOutJson(text: string): WrittenJson {
  return written(text, (token) => token);
}

/** A well-formed text with one member a line, for people to edit; values keep their texts. Null when it is malformed. */
export function indentedJson(text: string): string | null {
  const index = indexJson(text, { maxDepth: MAX_DEPTH });
  if (index.problem !== null) return null;
  const lines = (value: number, lineBreak: string): string => {
    const members = [...jsonMembers(index, value)];
    if (members.length === 0) return jsonText(index, value);
    const inner = `${lineBreak}  `;
    const [open, close] = jsonKind(index, value) === "object" ? "{}" : "[]";
    const shown = members.map((member) => `${keyOf(index, member)}${lines(member, inner)}`);
    return `${open}${inner}${shown.join(`,${inner}`)}${lineBreak}${close}`;
  };
  return lines(0, "\n");
}

function keyOf(index: JsonIndex, member: number): string {
  const key = jsonKey(index, member);
  return key === null ? "" : `${asciiString(key)}: `;
}

class Refused extends Error {
  readonly problem: JsonProblem;
  constructor(offset: number, message: string) {
    super(message);
    this.problem = { offset, message };
  }
}

function written(text: string, numberText: (token: string, offset: number) => string): WrittenJson {
  const index = indexJson(text, { maxDepth: MAX_DEPTH });
  if (index.problem !== null) return { ok: false, problem: index.problem };
  const pieces: string[] = [];
  const write = (value: number): void => {
    const kind = jsonKind(index, value);
    if (kind === "array" || kind === "object") {
      pieces.push(kind === "array" ? "[" : "{");
      const keys = new Set<string>();
      let isFirst = true;
      for (const member of jsonMembers(index, value)) {
        if (!isFirst) pieces.push(", ");
        isFirst = false;
        const key = jsonKey(index, member);
        if (key !== null) {
          if (keys.has(key))
            throw new Refused(index.keyStart[member]!, `the key ${asciiString(key)} is there twice`);
          keys.add(key);
          pieces.push(asciiString(key), ": ");
        }
        write(member);
      }
      pieces.push(kind === "array" ? "]" : "}");
    } else {
      const token = jsonText(index, value);
      if (kind === "string") pieces.push(asciiString(decodeString(token)));
      else pieces.push(kind === "number" ? numberText(token, index.start[value]!) : token);
    }
  };
  try {
    write(0);
  } catch (error) {
    if (error instanceof Refused) return { ok: false, problem: error.problem };
    throw error;
  }
  return { ok: true, text: pieces.join("") };
}

function numberAsStored(token: string, offset: number): string {
  if (/^-?\d+$/.test(token)) {
    if (token.length > MAX_DIGITS) throw new Refused(offset, `a number has at most ${MAX_DIGITS} digits`);
    return BigInt(token).toString();
  }
  const value = Number(token);
  if (!Number.isFinite(value)) throw new Refused(offset, "AiiDA stores no NaN and no infinity");
  return fractionAsStored(value);
}

const DIGITS = 14; // AIIDA_FLOAT_PRECISION

function fractionAsStored(value: number): string {
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const rounded = rounding(value);
  const exponent = exponentOf(rounded);
  const hasExponent = exponent < -4 || exponent >= DIGITS;
  return hasExponent && Number.isInteger(rounded) ? BigInt(rounded).toString() : pythonNumber(rounded);
}

/** To 14 significant digits; of two that are equally near Python takes the even one, JavaScript the larger. */
function rounding(value: number): number {
  const exact = Math.abs(value).toExponential(20); // far beyond the 17 digits that tell doubles apart
  const [mantissa = "", exponent = "0"] = exact.split("e");
  const digits = mantissa.replace(".", "");
  const isBetween = /^50*$/.test(digits.slice(DIGITS));
  if (!isBetween || Number(digits[DIGITS - 1]) % 2 === 1) return Number(value.toExponential(DIGITS - 1));
  const down = Number(`${digits[0]}.${digits.slice(1, DIGITS)}e${exponent}`);
  return value < 0 ? -down : down;
}

function exponentOf(value: number): number {
  return Number(value.toExponential().split("e")[1]);
}

/** A fraction as Python's `repr` writes it: `1e-05`, `10.0`. */
function pythonNumber(value: number): string {
  const exponent = exponentOf(value);
  if (exponent >= -4 && exponent < 16) {
    const text = String(value);
    return text.includes(".") ? text : `${text}.0`;
  }
  const [mantissa] = value.toExponential().split("e");
  const sign = exponent < 0 ? "-" : "+";
  return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
}
