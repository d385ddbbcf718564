import { AppError } from "../../shared/ipc/errors.ts";
import { LINK_TYPES } from "../../shared/model/link.ts";
import type { RuleSwitches } from "../../shared/graph/traversal-rules.ts";
import type { JobContext } from "../archive/source.ts";
import { prepareExportReads } from "../db/queries/export-rows.ts";
import {
  type Closure,
  type ClosureCounts,
  closeSelection,
  countClosure,
  objectsOf,
  objectsTaken,
} from "../provenance/closure.ts";
import type { Provenance } from "../provenance/provenance.ts";
import { isEmptySelection, type Selection } from "../provenance/starting-set.ts";
import { type LicenceRules, requireLicences, requireObjects, requireSealed } from "./checks.ts";
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
  closure: Closure;
  counts: ClosureCounts;
  rows: RowPlan;
  /** Keys of the repository objects to write, in the order they are to lie in the archive. */
  objectKeys: readonly string[];
  repositoryBytes: number;
  reads: ReturnType<typeof prepareExportReads>;
}

/**
 * Work out what an export would write, and check that AiiDA would take it.
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
  const reads = prepareExportReads(provenance.source.db);
  requireSealed(closure, await provenance.isUnsealed(context, closure.walk.order), provenance.queries);
  requireLicences(closure, reads, options);
  const objects = objectsOf(files, closure.walk.order);
  const held = objectsTaken(provenance.source, files, objects);
  requireObjects(files, held); // of a damaged source the person knows what is lost; the export says so
  const lost = new Set(held.length < objects.length ? objects.filter((at) => files.sizes[at]! < 0) : []);

  const rows = rowsOfClosure(closure, facts, reads, options);
  const { counts, repositoryBytes } = countClosure(provenance.source, closure, facts, files, options);
  // Links of types that nobody knows lead nowhere, but with the whole archive AiiDA keeps them, and so do we.
  const hasOthers = closure.start.all && closure.loaded.graph.unknownTypeLinks > 0;
  const otherLinks = hasOthers ? reads.linksOfOtherTypes(LINK_TYPES) : [];
  const wanted = new Set(held.map((object) => files.keys[object]!));
  return {
    closure,
    counts: {
      ...counts,
      users: rows.users.length,
      links: counts.links + otherLinks.length,
    },
    rows: {
      ...rows,
      otherLinks,
      lostKeys: new Set([...lost].map((object) => files.keys[object]!)),
      fallbackTime: fallbackTime(provenance.source.metadata),
    },
    objectKeys: inStoreOrder(provenance, wanted),
    repositoryBytes,
    reads,
  };
}

/**
 * The order in which a ZIP lists them, so that reading goes forward through the file; a folder lists its files in an
 * order of its own, so there they are sorted. Either way the same source gives the same bytes.
 */
function inStoreOrder({ source }: Provenance, wanted: ReadonlySet<string>): string[] {
  if (source.container !== "zip") return [...wanted].sort();
  const { placeOf } = source.objects;
  const places = placeOf && new Map([...wanted].map((key) => [placeOf(key), key]));
  if (places?.size === wanted.size && !places.has(undefined)) {
    const inOrder = Int32Array.from(places.keys() as Iterable<number>).sort(); // none is undefined
    return Array.from(inOrder, (place) => places.get(place)!);
  }
  const ordered = new Set<string>(); // a ZIP may list a name twice
  for (const key of source.objects.keys()) if (wanted.has(key)) ordered.add(key);
  return [...ordered];
}
