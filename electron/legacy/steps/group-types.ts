import { isBefore, type LegacyVersion } from "../legacy-version.ts";

/** 0.3 to 0.4 (AiiDA 1.6's `v03_to_v04.py`). */
const TYPES_OF_0_4: Readonly<Record<string, string>> = {
  "": "user",
  "data.upf.family": "data.upf",
  "aiida.import": "auto.import",
  "autogroup.run": "auto.run",
};

/** 0.8 to 0.9 (`v08_to_v09.py`). */
const TYPES_OF_0_9: Readonly<Record<string, string>> = {
  user: "core",
  "data.upf": "core.upf",
  "auto.import": "core.import",
  "auto.run": "core.auto",
};

/** A group's `type_string` as it is today. */
export function groupType(typeString: string, version: LegacyVersion): string {
  let type = typeString;
  if (isBefore(version, "0.4")) type = mapped(TYPES_OF_0_4, type);
  if (isBefore(version, "0.9")) type = mapped(TYPES_OF_0_9, type);
  return type;
}

function mapped(table: Readonly<Record<string, string>>, value: string): string {
  return Object.hasOwn(table, value) ? table[value]! : value;
}
