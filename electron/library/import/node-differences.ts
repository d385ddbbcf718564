import { canonicalJson } from "../../../shared/json/canonical-json.ts";
import { topMembers } from "../../../shared/json/json-members.ts";
import { COMPARED, type ComparedField, type ComparedNode } from "../../db/queries/compare-rows.ts";

/** Keys of extras by what the modes do with them: `come` and `change` are the file's to bring, `go` only with `mirror`. */
export interface ExtrasChange {
  come: string[];
  change: string[];
  go: string[];
}

/** A node that both have, and in what the file's differs. */
export interface NodeDifference {
  uuid: string;
  /** As the library has them. */
  nodeType: string;
  label: string;
  /** What stays as the library has it: everything but extras. */
  stays: StayingDifference[];
  /** Null when the extras are the same. */
  extras: ExtrasChange | null;
}

/** One thing of a node that differs and does not change. */
export interface StayingDifference {
  field: Exclude<ComparedField, "extras">;
  /** Of attributes: the keys that differ. */
  keys: string[];
  /** Of texts that people write: both. */
  library: string | null;
  file: string | null;
}

/** True when only keys differ that AiiDA keeps in extras for itself: a hash, mostly, of the profile it was made in. */
export function isOwnOnly({ come, change, go }: ExtrasChange): boolean {
  return [come, change, go].every((keys) => keys.every((key) => key.startsWith("_aiida_")));
}

/** Compare a node as the file and as the library have it. Null when nothing differs that a person can see. */
export function compareNode(file: ComparedNode, library: ComparedNode): Omit<NodeDifference, "uuid"> | null {
  const text = (node: ComparedNode, field: ComparedField) => node[COMPARED.indexOf(field) + 1] as string; // the id comes first
  const stays: StayingDifference[] = [];
  for (const field of ["type", "label", "description"] as const) {
    if (text(file, field) !== text(library, field))
      stays.push({ field, keys: [], library: text(library, field), file: text(file, field) });
  }
  // An import takes them off as well.
  const isIgnored = (key: string) => key === "checkpoints" && text(file, "type").startsWith("process.");
  const attributes = changeOf(text(file, "attributes"), text(library, "attributes"), isIgnored);
  if (attributes) {
    const keys = [...attributes.come, ...attributes.change, ...attributes.go].sort();
    stays.push({ field: "attributes", keys, library: null, file: null });
  }
  const [filesThere, filesHere] = [text(file, "files"), text(library, "files")];
  if (filesThere !== filesHere && canonicalJson(filesThere) !== canonicalJson(filesHere))
    stays.push({ field: "files", keys: [], library: null, file: null });
  const extras = extrasChange(text(file, "extras"), text(library, "extras"));
  if (stays.length === 0 && extras === null) return null;
  return { nodeType: text(library, "type"), label: text(library, "label"), stays, extras };
}

/** What of a node's extras is not the same, by keys; null when all of it is. */
export function extrasChange(file: string, library: string): ExtrasChange | null {
  return changeOf(file, library, () => false);
}

function changeOf(file: string, library: string, isIgnored: (key: string) => boolean): ExtrasChange | null {
  if (file === library) return null;
  const theirs = membersOf(file);
  const ours = membersOf(library);
  const change: ExtrasChange = { come: [], change: [], go: [] };
  for (const [key, value] of theirs) {
    if (isIgnored(key)) continue;
    const own = ours.get(key);
    if (own === undefined) change.come.push(key);
    else if (own !== value && canonicalJson(own) !== canonicalJson(value)) change.change.push(key);
  }
  for (const key of ours.keys()) if (!theirs.has(key) && !isIgnored(key)) change.go.push(key);
  return change.come.length + change.change.length + change.go.length > 0 ? change : null;
}

/** Texts of values by key; what is no object has none. */
function membersOf(text: string): Map<string, string> {
  const top = topMembers(text);
  return new Map(top.ok ? top.members.map(({ key, start, end }) => [key, text.slice(start, end)]) : []);
}
