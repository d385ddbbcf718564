import { printableName } from "../archive/member-names.ts";
import type { Findings } from "./findings.ts";

const WHERE = "metadata.json";

/** What each field of `metadata.json` must be, where it is there (`docs/data-model.md`, "Container"). */
const FIELDS: Readonly<Record<string, { is: (value: unknown) => boolean; what: string }>> = {
  aiida_version: { is: isText, what: "a text" },
  ctime: { is: isText, what: "a text" },
  mtime: { is: isText, what: "a text" },
  compression: { is: isLevel, what: "a whole number from 0 to 9" },
  creation_parameters: { is: isObject, what: "an object" },
  export_parameters: { is: isObject, what: "an object" },
  conversion_info: { is: isTexts, what: "a list of texts" },
};

/** Look at the fields of `metadata.json`: what is there must be of its kind, and keys must be SHA-256. */
export function checkMetadata(metadata: Readonly<Record<string, unknown>>, findings: Findings): void {
  for (const [name, { is, what }] of Object.entries(FIELDS)) {
    const value = Object.hasOwn(metadata, name) ? metadata[name] : undefined;
    if (value === undefined || value === null || is(value)) continue;
    findings.problem("metadata-field", `${name} should be ${what}.`, WHERE);
  }
  const keyFormat = Object.hasOwn(metadata, "key_format") ? metadata["key_format"] : undefined;
  if (keyFormat === undefined || keyFormat === "sha256") return;
  const shown = typeof keyFormat === "string" ? printableName(keyFormat) : typeof keyFormat;
  findings.problem("metadata-key-format", `key_format is ${shown}; AiiDA reads sha256 only.`, WHERE);
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isLevel(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 9;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}
