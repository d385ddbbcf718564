import { indexJson, jsonText } from "../../shared/json/json-index.ts";
import { skipSpace } from "../../shared/json/json-scan.ts";
import type { ProblemCode } from "../../shared/model/check-problems.ts";
import { JSON_STATE } from "../db/queries/verify.ts";

/** What is wrong with the JSON of one column, as the end of a sentence ("… are not JSON: …"). */
export interface JsonFault {
  code: Extract<ProblemCode, `json-${string}` | "text-encoding">;
  message: string;
}

/** Python's own parser gives up at about 1,000 levels, as SQLite's does: what is deeper AiiDA never wrote. */
const DEEPEST = 1000;

/**
 * Judge the text of a JSON column by what SQLite's parser said of it (`checkedRows`). An object, or nothing at all (SQL
 * NULL, the text `null`), is right. Text that SQLite refuses is scanned by our own lossless scanner, which says where it
 * fails, and knows Python's NaN.
 * @returns null when nothing is wrong.
 */
export function jsonFault(state: unknown, text: unknown): JsonFault | null {
  if (state === JSON_STATE.absent) return null;
  if (state === JSON_STATE.noText)
    return { code: "json-type", message: "is stored as something else than text" };
  if (state === JSON_STATE.long || typeof text !== "string")
    return { code: "json-too-deep", message: "is longer than what is read at once" };
  if (state !== JSON_STATE.good) {
    const fault = scannedFault(text);
    if (fault !== null) return fault;
  }
  const first = text.charCodeAt(skipSpace(text, 0));
  const isNull = first === 0x6e;
  return first === 0x7b || isNull ? null : { code: "json-type", message: "is not a JSON object" };
}

function scannedFault(text: string): JsonFault | null {
  const index = indexJson(text);
  if (index.problem) {
    const { offset, message } = index.problem;
    const isTooMuch = message.startsWith("it holds more than") || message.startsWith("it is nested deeper");
    if (isTooMuch) return { code: "json-too-deep", message: `cannot be checked: ${message}` };
    return {
      code: "json-malformed",
      message: `is not JSON: ${message}, at character ${(offset + 1).toLocaleString("en")}`,
    };
  }
  for (let value = 0; value < index.count; value++) {
    if (index.depth[value]! >= DEEPEST) {
      return {
        code: "json-too-deep",
        message: `is nested deeper than ${DEEPEST.toLocaleString("en")} levels`,
      };
    }
    const code = text.charCodeAt(index.start[value]!);
    const word = code === 0x4e || code === 0x49 || code === 0x2d ? jsonText(index, value) : "";
    if (word === "NaN" || word.endsWith("Infinity")) {
      return { code: "json-not-a-number", message: `holds ${word}, which JSON does not have` };
    }
  }
  return null; // SQLite refuses some numbers that are right, say
}
