import { AppError } from "../../shared/ipc/errors.ts";
import { LINK_TYPES } from "../../shared/model/link.ts";
import type { RuleSwitches, TraversalRules } from "../../shared/graph/traversal-rules.ts";
import type { JobContext, ObjectStore, Source } from "../archive/source.ts";
import { prepareExportReads } from "../db/queries/export-rows.ts";
import {
  type Closure,
  type ClosureCounts,
  closeSelection,
  countClosure,
  objectsOf,
  objectsTaken,
} from "../provenance/closure.ts";
import type { FileIndex } from "../provenance/load-facts.ts";
import type { Provenance } from "../provenance/provenance.ts";
import { isEmptySelection, type Selection } from "../provenance/starting-set.ts";
import type { StartingUuids } from "./archive-metadata.ts";
import { type LicenceRules, requireLicences, requireObjects, requireSealed } from "./checks.ts";
import { tidyUp } from "./large.ts";
import { ObjectList } from "./object-list.ts";
import { linksOfClosure } from "./plan-links.ts";
import { fallbackTime, rowsOfClosure } from "./plan-rows.ts";
import type { RowPlan } from "./write-database.ts";

/** What goes along with the nodes; the parsed `ExportOptionsSchema`. */
export interface ExportOptions {
  compression: number;
  includeComments: boolean;
  includeLogs: boolean;
  includeAuthinfos: boolean;
}

/** An export worked out to the last row, with nothing written. */
export interface ExportPlan {
  counts: ClosureCounts;
  rows: RowPlan;
  /** The repository objects to write, in the order they are to lie in the archive. */
  objects: ObjectList;
  /** UUIDs of what was chosen, sorted; null for the whole archive. */
  startingSet: StartingUuids | null;
  rules: TraversalRules;
  reads: Reads;
}

type Reads = ReturnType<typeof prepareExportReads>;

/**
 * Work out what an export would write, and check that AiiDA would take it. Of a provenance that serves this one job what
 * was read of it is given up at the end: of a million nodes it is 200 MB, and writing has use for a fifth.
 * @throws AppError `selection/empty`, `export/unsealed`, `archive/corrupt` (a file is missing), `usage` (a licence, or
 *   a compression outside 0 to 9), `cancelled`, and as `closeSelection`.
 */
export async function planExport(
  provenance: Provenance,
  selection: Selection,
  switches: RuleSwitches,
  options: ExportOptions & LicenceRules,
  context: JobContext,
): Promise<ExportPlan> {
  if (isEmptySelection(selection)) {
    throw new AppError(
      "selection/empty",
      "Nothing is chosen. Choose nodes, groups or computers, or the whole archive.",
    );
  }
  if (!(Number.isInteger(options.compression) && options.compression >= 0 && options.compression <= 9)) {
    throw new AppError("usage", "Compression is a whole number from 0 to 9.", {
      compression: options.compression,
    });
  }
  const closure = await closeSelection(provenance, selection, switches, context);
  const facts = await provenance.facts(context);
  const files = await provenance.files(context, closure.walk.order);
  tidyUp(provenance);
  const reads = prepareExportReads(provenance.source.db);
  requireSealed(closure, await provenance.isUnsealed(context, closure.walk.order), provenance.queries);
  requireLicences(closure, reads, options);
  const objects = objectsOf(files, closure.walk.order);
  const held = objectsTaken(provenance.source, files, objects);
  requireObjects(files, held); // of a damaged source the person knows what is lost; the export says so
  const lost = held.length < objects.length ? objects.filter((at) => files.sizes[at]! < 0) : [];

  const rows = rowsOfClosure(closure, facts, reads, options);
  const { counts } = countClosure(provenance.source, closure, facts, files, options);
  // Links of types that nobody knows lead nowhere, but with the whole archive AiiDA keeps them, and so do we.
  const hasOthers = closure.start.all && closure.loaded.graph.unknownTypeLinks > 0;
  const otherLinks = hasOthers ? reads.linksOfOtherTypes(LINK_TYPES) : [];
  const plan: ExportPlan = {
    counts: {
      ...counts,
      users: rows.users.length,
      links: counts.links + otherLinks.length,
    },
    rows: {
      ...rows,
      links: linksOfClosure(closure, provenance.letGo !== undefined),
      otherLinks,
      lostKeys: new Set(lost.map((object) => files.keys[object]!)),
      fallbackTime: fallbackTime(provenance.source.metadata),
    },
    objects: new ObjectList(held.length, inStoreOrder(provenance.source, files, held)),
    startingSet: startingUuids(closure, reads),
    rules: closure.rules,
    reads,
  };
  provenance.letGo?.();
  return plan;
}

function startingUuids({ loaded, start }: Closure, reads: Reads): StartingUuids | null {
  if (start.all) return null;
  const nodeIds = Array.from(start.chosenNodes, (node) => loaded.graph.nodeIds[node]!);
  return {
    node: reads.nodeUuids(nodeIds),
    group: start.groups.map(({ uuid }) => uuid).sort(),
    computer: reads.computerUuids(start.computerIds),
  };
}

/**
 * The objects at these positions of an index, with their bytes, in the order in which a ZIP lists them, so that reading goes
 * forward through the file; a folder lists its files in an order of its own, so there they are sorted. Either way the same
 * source gives the same bytes.
 */
function* inStoreOrder(
  source: Source,
  { keys, sizes }: FileIndex,
  objects: readonly number[],
): Generator<readonly [key: string, bytes: number]> {
  const order = source.container === "zip" ? asListed(source.objects, keys, objects) : sorted(keys, objects);
  for (const object of order) yield [keys[object]!, sizes[object]!];
}

function sorted(keys: readonly string[], objects: readonly number[]): Iterable<number> {
  return Int32Array.from(objects).sort((a, b) => (keys[a]! < keys[b]! ? -1 : 1)); // no two are the same
}

function* asListed(
  store: ObjectStore,
  keys: readonly string[],
  objects: readonly number[],
): Generator<number> {
  const { placeOf, places } = store;
  if (placeOf !== undefined && places !== undefined) {
    const atPlace = new Int32Array(places); // 1 + the object, by place; 0 where none is wanted
    for (const object of objects) atPlace[placeOf(keys[object]!)!] = object + 1; // the ZIP holds all of them
    for (const object of atPlace) if (object > 0) yield object - 1;
    return;
  }
  const objectOf = new Map(objects.map((object) => [keys[object]!, object]));
  for (const key of store.keys()) {
    const object = objectOf.get(key);
    if (object === undefined) continue;
    yield object;
    objectOf.delete(key); // a ZIP may list a name twice
  }
}
