import { topMembers } from "../../shared/json/json-members.ts";
import { localTime, pythonJson } from "../export/archive-metadata.ts";

/** What a migration writes into `metadata.json`. */
export interface MigrationFacts {
  version: string;
  /** One sentence for each step, oldest first; they follow those that stand there already. */
  conversion: readonly string[];
  migratedAt: Date;
  compression: number;
  stemmaVersion: string;
}

/**
 * `metadata.json` of a migrated archive: members that a migration does not touch keep their place and their text, as
 * `10.0` or an integer above 2^53; the touched ones are those that AiiDA's migration sets (`storage/sqlite_zip/migrator.py`),
 * but `aiida_version` stays the source's and `stemma_version` names who migrated.
 * @param text A JSON object, as `parseMetadata` let it pass.
 */
export function migratedMetadata(text: string, facts: MigrationFacts): string {
  const top = topMembers(text);
  const members = new Map<string, string>();
  for (const { key, start, end } of top.ok ? top.members : []) members.set(key, text.slice(start, end));
  members.set("export_version", pythonJson(facts.version));
  members.set("conversion_info", withSentences(members.get("conversion_info"), facts.conversion));
  members.set("mtime", pythonJson(localTime(facts.migratedAt)));
  members.set("compression", pythonJson(facts.compression));
  members.set("stemma_version", pythonJson(facts.stemmaVersion));
  return `{${[...members].map(([key, value]) => `${pythonJson(key)}: ${value}`).join(", ")}}`;
}

/** A list with more sentences at its end; what is no list gives way to one. */
function withSentences(list: string | undefined, sentences: readonly string[]): string {
  const added = sentences.map(pythonJson).join(", ");
  const before = list?.startsWith("[") ? list.slice(0, -1).trimEnd() : "[";
  return `${before}${before === "[" || added === "" ? "" : ", "}${added}]`;
}
