import { className, isProcess, nodeFamily } from "../../../../shared/model/node.ts";

/** The viewers there are. */
export type ContentKind =
  | "structure"
  | "arrays"
  | "kpoints"
  | "value"
  | "remote"
  | "code"
  | "files"
  | "process"
  | "attributes";

const VALUES = new Set(["Int", "Float", "Str", "Bool"]);
const FILES = new Set(["SinglefileData", "CifData", "UpfData", "FolderData"]);

/**
 * The viewer of a node type, of AiiDA 1 (`data.array.`) and 2 (`data.core.array.`). A type of a plugin that is named as
 * one of AiiDA's own is shown the same way; anything unknown as its attributes.
 */
export function contentKind(nodeType: string): ContentKind {
  if (isProcess(nodeType)) return "process";
  if (nodeFamily(nodeType) === "code") return "code";
  const name = className(nodeType);
  if (name === "StructureData") return "structure";
  if (name === "KpointsData") return "kpoints";
  if (/^data\.(?:core\.)?array\./.test(nodeType)) return "arrays";
  if (VALUES.has(name)) return "value";
  if (/^data\.(?:core\.)?remote\./.test(nodeType)) return "remote";
  return FILES.has(name) ? "files" : "attributes";
}

/** The formula as people write it, digits lowered: "Si2O4" gives ["Si", "2", "O", "4"], digits at odd places. */
export function formulaParts(formula: string): string[] {
  return formula.split(/(\d+(?:\.\d+)?)/);
}

const DTYPE_KINDS: Record<string, string> = { f: "float", i: "int", u: "uint", c: "complex" };

/** NumPy's name of a type: `<f8` is float64, `|b1` bool, `<U2` a text of two characters. Others as stored. */
export function dtypeName(dtype: string): string {
  const [, kind, size] = /^[<>|=]?([fiucbUS])(\d+)$/.exec(dtype) ?? [];
  if (kind === undefined || size === undefined) return dtype;
  if (kind === "b") return "bool";
  return kind === "U" || kind === "S" ? `text ${size}` : `${DTYPE_KINDS[kind]}${8 * Number(size)}`;
}

/** A number with so many digits behind the point, no negative zero. */
export function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text;
}

/** "a = b = c" and its values: equal ones (to the digits shown) under one name. */
export function mergeEqual(
  names: readonly string[],
  values: readonly number[],
  digits: number,
): [string, string][] {
  const merged: [string, string][] = [];
  names.forEach((name, i) => {
    const text = fixed(values[i] ?? Number.NaN, digits);
    const same = merged.find(([, known]) => known === text);
    if (same) same[0] += ` = ${name}`;
    else merged.push([name, text]);
  });
  return merged;
}
