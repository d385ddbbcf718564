import { ObjectText } from "../../../shared/json/object-text.ts";
import { topMembers } from "../../../shared/json/json-members.ts";
import { escapeLine } from "../../../shared/text/escape.ts";
import type { NodeColumn } from "../../db/queries/edit-rows.ts";
import {
  refused,
  refusedAt,
  requireKey,
  requireLabel,
  requireLaidOut,
  requireText,
  requireValue,
} from "./edit-rules.ts";
import { type Editing, type EditOutcome, type EditRun, nodeIdsOf, type RowSwap } from "./library-edit.ts";

const SLICE_NODES = 500;

/** Change the label of nodes, and with it their time of change. */
export function labelNodes(
  run: EditRun,
  { nodes, label }: { nodes: readonly string[]; label: string },
): Editing<EditOutcome> {
  requireLabel(label);
  return changeNodes(run, nodes, "label", () => label);
}

export function describeNodes(
  run: EditRun,
  { nodes, description }: { nodes: readonly string[]; description: string },
): Editing<EditOutcome> {
  requireText(description, "description");
  return changeNodes(run, nodes, "description", () => description);
}

/** Set one extra: in place of the old one, or at the end. The others keep their texts. */
export function setExtra(
  run: EditRun,
  { nodes, key, valueText }: { nodes: readonly string[]; key: string; valueText: string },
): Editing<EditOutcome> {
  requireKey(key);
  const value = requireValue(valueText);
  const laidOut = requireLaidOut(valueText);
  return changeNodes(run, nodes, "extras", (text) => {
    const extras = extrasOf(text, [key]);
    const old = extras.get(key);
    // What was only laid out in another way is what it was, down to digits that AiiDA would cut off now.
    if (old === undefined || requireLaidOut(old) !== laidOut) extras.set(key, value);
    return extras.toString();
  });
}

/** Give an extra another key, at the end, where AiiDA puts what is set anew. */
export function renameExtra(
  run: EditRun,
  { nodes, from, to }: { nodes: readonly string[]; from: string; to: string },
): Editing<EditOutcome> {
  if (to !== from) requireKey(to);
  return changeNodes(run, nodes, "extras", (text) => {
    const extras = extrasOf(text, [from, to]);
    requireThere(extras, from);
    if (to !== from && extras.has(to))
      throw refused(`There is an extra “${escapeLine(to)}” already. Choose another key.`, { key: to });
    extras.rename(from, to);
    return extras.toString();
  });
}

export function deleteExtra(
  run: EditRun,
  { nodes, key }: { nodes: readonly string[]; key: string },
): Editing<EditOutcome> {
  return changeNodes(run, nodes, "extras", (text) => {
    const extras = extrasOf(text, [key]);
    requireThere(extras, key);
    extras.remove(key);
    return extras.toString();
  });
}

/** Set all extras at once. Members that say what they said keep their texts, and keys that were there may stay. */
export function setExtras(
  run: EditRun,
  { nodes, text, before }: { nodes: readonly string[]; text: string; before?: string | undefined },
): Editing<EditOutcome> {
  requireLaidOut(text); // one JSON value without keys that repeat
  const wished = topMembers(text);
  if (!wished.ok) throw refusedAt(text, wished.problem.offset, wished.problem.message);
  return changeNodes(run, nodes, "extras", (stored) => {
    if (before !== undefined && extrasText(stored) !== extrasText(before))
      throw refused(
        "The extras were changed by somebody else meanwhile. Cancel, and edit them as they are now.",
      );
    const old = ObjectText.parse(extrasText(stored));
    const extras = ObjectText.parse("{}")!; // an object without members
    for (const { key, start, end } of wished.members) {
      const value = text.slice(start, end);
      const known = old?.get(key);
      if (known === undefined) requireKey(key);
      const isSame = known !== undefined && requireLaidOut(known) === requireLaidOut(value);
      extras.set(key, isSame ? known : requireValue(value));
    }
    return extras.toString();
  });
}

function extrasText(stored: string | null): string {
  return stored === null || stored === "" || stored === "null" ? "{}" : stored;
}

function extrasOf(stored: string | null, keys: readonly string[]): ObjectText {
  const extras = ObjectText.parse(extrasText(stored), new Set(keys));
  if (extras) return extras;
  throw refused("The extras that are stored are no JSON object. Replace all of them.");
}

function requireThere(extras: ObjectText, key: string): void {
  if (!extras.has(key)) throw refused(`There is no extra “${escapeLine(key)}”. Reload the library.`, { key });
}

/** Change one column of nodes. What comes out as it was is not written, and keeps its time of change. */
function* changeNodes(
  run: EditRun,
  uuids: readonly string[],
  column: NodeColumn,
  changed: (value: string | null) => string,
): Editing<EditOutcome> {
  const swaps: RowSwap[] = [];
  const ids = nodeIdsOf(run, uuids);
  let done = 0;
  for (const [uuid, nodeId] of ids) {
    const before = run.rows.nodeValue(nodeId, column);
    const after = { value: changed(before.value), mtime: run.now };
    if (!isSameValue(column, before.value, after.value)) {
      run.rows.setNodeValue(nodeId, column, after);
      swaps.push({ table: "node", uuid, column, before, after });
    }
    if (++done % SLICE_NODES === 0) yield { phase: "changing nodes", done, total: ids.size, unit: "nodes" };
  }
  return { swaps, group: null, changed: swaps.length };
}

function isSameValue(column: NodeColumn, before: string | null, after: string): boolean {
  return column === "extras" ? extrasText(before) === after : (before ?? "") === after;
}
