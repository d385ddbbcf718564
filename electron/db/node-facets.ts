import type { Database } from "better-sqlite3";
import { setImmediate } from "node:timers/promises";
import { className } from "../../shared/model/node.ts";
import { microsToTime } from "../../shared/model/stored-time.ts";
import type { JobContext } from "../archive/source.ts";
import type { CodedColumn } from "./node-columns.ts";
import { nodeTable } from "./node-table.ts";
import { prepareGroupQueries } from "./queries/groups.ts";
import { preparePeopleAndPlaces } from "./queries/people-and-places.ts";

/** One value of a facet: the key that filters, what is read, and how many nodes have it. */
interface FacetValue {
  key: string;
  label: string;
  count: number;
}

/** What the nodes of a source differ by, each with its values and counts; `created` is a histogram in time order. */
export interface Facets {
  types: (FacetValue & { nodeType: string })[];
  states: FacetValue[];
  groups: FacetValue[];
  computers: FacetValue[];
  users: FacetValue[];
  created: { from: string; to: string; count: number }[];
}

const MAX_BINS = 24;

const known = new WeakMap<Database, Facets>();

/** What the nodes of a source can be filtered by, most frequent value first, then by name. Counted once. */
export async function nodeFacets(db: Database, context: JobContext): Promise<Facets> {
  const before = known.get(db);
  if (before) return before;
  const facets = await countFacets(db, context);
  known.set(db, facets);
  return facets;
}

async function countFacets(db: Database, context: JobContext): Promise<Facets> {
  const table = nodeTable(db);
  const nodeTypes = await table.column("nodeTypes", context);
  // A fresh view asks for these and for rows and a picture at once: the others get their turn in between.
  await setImmediate();
  const { states } = await table.processes(context);
  await setImmediate();
  const memberships = await table.memberships(context);
  await setImmediate();
  const computerCounts = countCodes(await table.column("computers", context));
  const userCounts = countCodes(await table.column("users", context));
  await setImmediate();
  const { times } = await table.column("ctimes", context);
  const people = preparePeopleAndPlaces(db);
  return {
    types: typeValues(nodeTypes),
    states: byCount([...countCodes(states)].map(([key, count]) => ({ key, label: capitalised(key), count }))),
    groups: byCount(
      distinctLabels(
        prepareGroupQueries(db)
          .names()
          .map(({ uuid, label, typeString }) => ({
            key: uuid,
            label,
            distinction: typeString,
            count: memberships.get(uuid)?.length ?? 0,
          })),
      ),
    ),
    computers: byCount(
      people
        .computers()
        .map(({ uuid, label }) => ({ key: uuid, label, count: computerCounts.get(uuid) ?? 0 })),
    ),
    users: byCount(
      people.users().map(({ email }) => ({ key: email, label: email, count: userCounts.get(email) ?? 0 })),
    ),
    created: timeBins(times),
  };
}

function typeValues(column: CodedColumn): Facets["types"] {
  const values = [...countCodes(column)].map(([nodeType, count]) => ({
    key: nodeType,
    nodeType,
    label: className(nodeType),
    distinction: nodeType.split(".").slice(0, -2).join("."),
    count,
  }));
  return byCount(distinctLabels(values));
}

/** Nodes with each value of a column. */
export function countCodes({ codes, values }: CodedColumn): Map<string, number> {
  const counts = new Float64Array(values.length);
  for (const code of codes) if (code >= 0) counts[code]!++;
  return new Map(values.map((value, code) => [value, counts[code]!]));
}

/** Where two values would read the same, say what tells them apart: `KpointsData (data.array.kpoints)`. */
function distinctLabels<T extends FacetValue & { distinction: string }>(
  values: T[],
): Omit<T, "distinction">[] {
  const uses = new Map<string, number>();
  for (const { label } of values) uses.set(label, (uses.get(label) ?? 0) + 1);
  return values.map(({ distinction, ...value }) =>
    uses.get(value.label)! > 1 && distinction !== ""
      ? { ...value, label: `${value.label} (${distinction})` }
      : value,
  );
}

function byCount<T extends Omit<FacetValue, "key">>(values: T[]): T[] {
  return values.sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : a.label > b.label ? 1 : 0));
}

function capitalised(stateKey: string): string {
  const name = stateKey.charAt(0).toUpperCase() + stateKey.slice(1);
  return name.replace("[", " [");
}

/** Equal spans of time from the first node to the last, at most 24; the last one ends a microsecond behind the last node. */
function timeBins(ctimes: Float64Array): Facets["created"] {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const time of ctimes) {
    if (time < first) first = time;
    if (time > last) last = time;
  }
  if (first > last) return []; // no node has a time
  const span = last + 1 - first;
  const bins = Math.min(MAX_BINS, span);
  const counts = new Float64Array(bins);
  const border = (bin: number) => first + Math.round((span * bin) / bins);
  for (const time of ctimes) {
    if (Number.isNaN(time)) continue;
    let bin = Math.min(bins - 1, Math.floor(((time - first) / span) * bins));
    while (bin > 0 && time < border(bin)) bin--; // rounding of the borders may be off by a microsecond
    while (bin < bins - 1 && time >= border(bin + 1)) bin++;
    counts[bin]!++;
  }
  return Array.from(counts, (count, bin) => ({
    from: microsToTime(border(bin)),
    to: microsToTime(border(bin + 1)),
    count,
  }));
}
