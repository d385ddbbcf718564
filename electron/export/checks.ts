import { AppError } from "../../shared/ipc/errors.ts";
import type { prepareExportReads } from "../db/queries/export-rows.ts";
import type { Closure } from "../provenance/closure.ts";
import type { FileIndex } from "../provenance/load-facts.ts";
import type { SelectionQueries } from "../db/queries/selection.ts";

/** Licences that data may or may not have: names, or a question put to each name. Data without a licence passes. */
export interface LicenceRules {
  allowedLicences?: readonly string[] | ((licence: string) => boolean);
  forbiddenLicences?: readonly string[] | ((licence: string) => boolean);
}

/** Node indices of the unsealed processes of a closure, in the order of their UUIDs. */
export function unsealedNodes({ loaded, walk }: Closure, isUnsealed: Uint8Array): number[] {
  return Array.from(walk.order)
    .filter((node) => isUnsealed[node] === 1)
    .sort((a, b) => loaded.uuidRanks[a]! - loaded.uuidRanks[b]!);
}

/**
 * AiiDA exports only processes that have ended (`sealed` is true).
 * @throws AppError `export/unsealed` with all their UUIDs, sorted.
 */
export function requireSealed(closure: Closure, isUnsealed: Uint8Array, queries: SelectionQueries): void {
  const nodes = unsealedNodes(closure, isUnsealed);
  if (nodes.length === 0) return;
  const nodeIds = nodes.map((node) => closure.loaded.graph.nodeIds[node]!);
  const uuids = queries.uuids(nodeIds);
  const shown = uuids.slice(0, 3).join(", ");
  const more = uuids.length > 3 ? ` and ${uuids.length - 3} more` : "";
  throw new AppError(
    "export/unsealed",
    `${uuids.length === 1 ? "A process has" : `${uuids.length} processes have`} not ended, and AiiDA refuses archives with such processes: ${shown}${more}. Choose nodes that do not lead to ${uuids.length === 1 ? "it" : "them"}.`,
    { uuids },
  );
}

/**
 * Refuse data whose `source.license` is not among the allowed or is among the forbidden ones.
 * @throws AppError `usage` naming the node and its licence.
 */
export function requireLicences(
  closure: Closure,
  reads: ReturnType<typeof prepareExportReads>,
  { allowedLicences, forbiddenLicences }: LicenceRules,
): void {
  if (!allowedLicences && !forbiddenLicences) return;
  const { nodeIds } = closure.loaded.graph;
  const ids = Array.from(closure.walk.order, (node) => nodeIds[node]!);
  for (const [, uuid, stored] of reads.licences(ids)) {
    const licence = String(stored);
    const isAllowed = !allowedLicences || holds(allowedLicences, licence);
    if (isAllowed && !(forbiddenLicences && holds(forbiddenLicences, licence))) continue;
    const why = isAllowed ? "which is forbidden here" : "which is not among the allowed ones";
    throw new AppError(
      "usage",
      `Node ${uuid} has the licence "${licence}", ${why}. Leave it out, or change the list.`,
      {
        uuid,
        licence,
      },
    );
  }
}

/**
 * Every file of the nodes must be in the source: AiiDA leaves missing ones out in silence, and the archive that comes
 * out cannot be imported.
 * @throws AppError `archive/corrupt` naming the first missing objects.
 */
export function requireObjects(files: FileIndex, objects: readonly number[]): void {
  const missing = objects.filter(
    (object) => files.sizes[object]! < 0 || !/^[0-9a-f]{64}$/.test(files.keys[object]!),
  );
  if (missing.length === 0) return;
  const keys = missing.slice(0, 20).map((object) => files.keys[object]!);
  throw new AppError(
    "archive/corrupt",
    `The archive does not hold ${missing.length === 1 ? "a file" : `${missing.length} files`} of the nodes to export, so the export would be incomplete. Ask for the file again, or leave those nodes out.`,
    { member: `repo/${keys[0]}`, check: "missing object", missing: missing.length, keys },
  );
}

function holds(rule: readonly string[] | ((licence: string) => boolean), licence: string): boolean {
  return typeof rule === "function" ? rule(licence) : rule.includes(licence);
}
