import { isWellFormed } from "../../shared/json/json-members.ts";
import { type JsonOutput, RawJson } from "../../shared/json/json-writer.ts";
import type { CliIo } from "./verb.ts";

/** Stored JSON as it is stored. Text that is no JSON becomes a JSON string, so that the output stays one JSON value. */
export function verbatim(text: string, what: string, io: CliIo): JsonOutput {
  if (isWellFormed(text)) return new RawJson(text);
  io.warn(`warning: the stored ${what} are not well-formed JSON; they are printed as a string`);
  return text;
}
