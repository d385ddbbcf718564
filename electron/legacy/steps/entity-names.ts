import { isBefore, type LegacyVersion } from "../legacy-version.ts";

/** What is read of `export_data`; versions before 0.7 also name `Attribute` and `Link`, which never held rows. */
export const ENTITIES = ["User", "Computer", "Group", "Node", "Log", "Comment"] as const;
export type Entity = (typeof ENTITIES)[number];

const PREFIX_OF_0_1 = "aiida.djsite";
const PREFIX_OF_0_2 = "aiida.backends.djsite";
const MODELS_OF_0_2 = `${PREFIX_OF_0_2}.db.models.Db`;

/**
 * The entity that a key of `export_data` names, or null for one that is not read. Before 0.3 the keys were paths of
 * Django's classes, before 0.2 with another beginning (steps 0.1 to 0.2 and 0.2 to 0.3; AiiDA 1.6's
 * `v01_to_v02.py`, `v02_to_v03.py`). Files of 0.1 with the later keys exist.
 */
export function entityOf(key: string, version: LegacyVersion): Entity | null {
  let name = key;
  if (isBefore(version, "0.2") && name.startsWith(PREFIX_OF_0_1)) {
    name = PREFIX_OF_0_2 + name.slice(PREFIX_OF_0_1.length);
  }
  if (isBefore(version, "0.3") && name.startsWith(MODELS_OF_0_2)) name = name.slice(MODELS_OF_0_2.length);
  return ENTITIES.find((entity) => entity === name) ?? null;
}
