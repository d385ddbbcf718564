import { TRAVERSAL_RULES, type TraversalRules } from "../../shared/graph/traversal-rules.ts";
import type { DamageNote } from "./damage-note.ts";
import { ARCHIVE_VERSION } from "../db/archive-schema.ts";

/** UUIDs of what was chosen, sorted. */
export interface StartingUuids {
  node: readonly string[];
  group: readonly string[];
  computer: readonly string[];
}

/** What an export's `metadata.json` says about how it was made. */
export interface CreationFacts {
  aiidaVersion: unknown;
  stemmaVersion: string;
  compression: number;
  createdAt: Date;
  /** Null for the whole archive. */
  startingSet: StartingUuids | null;
  includeAuthinfos: boolean;
  includeComments: boolean;
  includeLogs: boolean;
  rules: TraversalRules;
  /** Sentences on how the source's rows were converted; none for a current archive. */
  conversions: readonly string[];
  /** What is missing because the source is damaged; null for a whole one. */
  damage: DamageNote | null;
}

/**
 * The text of `metadata.json` as AiiDA writes it: one line, its keys in its order, empty lists of the starting set left
 * out. `aiida_version` stays the source's, since the rows come from there; who wrote the file is in `stemma_version`.
 */
export function archiveMetadata(facts: CreationFacts): string {
  const { startingSet, rules } = facts;
  return pythonJson({
    export_version: ARCHIVE_VERSION,
    aiida_version: typeof facts.aiidaVersion === "string" ? facts.aiidaVersion : "unknown",
    key_format: "sha256",
    compression: facts.compression,
    ctime: localTime(facts.createdAt),
    creation_parameters: {
      entities_starting_set:
        startingSet &&
        Object.fromEntries(Object.entries(startingSet).filter(([, uuids]) => uuids.length > 0)),
      include_authinfos: facts.includeAuthinfos,
      include_comments: facts.includeComments,
      include_logs: facts.includeLogs,
      graph_traversal_rules: Object.fromEntries(TRAVERSAL_RULES.map((rule) => [rule, rules[rule]])),
    },
    ...(facts.conversions.length > 0 && { conversion_info: facts.conversions }),
    stemma_version: facts.stemmaVersion,
    ...(facts.damage && { stemma_comment: facts.damage.comment, stemma_losses: facts.damage.losses }),
  });
}

/** Local time as Python's `datetime.now().isoformat()`: no zone, six fraction digits (the clock gives three). */
export function localTime(at: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return `${day}T${time}.${String(at.getMilliseconds()).padStart(3, "0")}000`;
}

/** JSON with blanks after separators and nothing but ASCII, as Python's encoder writes it. */
export function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(([key, member]) => `${pythonJson(key)}: ${pythonJson(member)}`);
    return `{${members.join(", ")}}`;
  }
  const escape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, escape);
}
