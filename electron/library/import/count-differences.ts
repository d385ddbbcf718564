import { type Difference } from "./differences.ts";
import { type ExtrasChange, isOwnOnly } from "./node-differences.ts";

/** How much differs between a file and the library; the fields of `DifferenceCountsSchema`. */
export interface DifferenceCounts {
  different: number;
  nodes: number;
  type: number;
  label: number;
  description: number;
  attributes: number;
  files: number;
  extras: {
    nodes: number;
    ownOnly: number;
    come: { nodes: number; keys: number };
    change: { nodes: number; keys: number };
    go: { nodes: number; keys: number };
  };
  comments: { newer: number; older: number; different: number };
  computers: number;
  groups: number;
}

/** Nothing differs. */
export function noDifferences(): DifferenceCounts {
  const none = () => ({ nodes: 0, keys: 0 });
  return {
    different: 0,
    nodes: 0,
    type: 0,
    label: 0,
    description: 0,
    attributes: 0,
    files: 0,
    extras: { nodes: 0, ownOnly: 0, come: none(), change: none(), go: none() },
    comments: { newer: 0, older: 0, different: 0 },
    computers: 0,
    groups: 0,
  };
}

/** Add a difference to the counts. */
export function countDifference(counts: DifferenceCounts, difference: Difference): void {
  switch (difference.kind) {
    case "node":
      if (isForPeople(difference)) counts.different++;
      if (difference.stays.length > 0) counts.nodes++;
      for (const { field } of difference.stays) counts[field]++;
      if (difference.extras) countExtras(counts.extras, difference.extras);
      return;
    case "comment":
      counts.comments[
        difference.newer === "file" ? "newer" : difference.newer === "library" ? "older" : "different"
      ]++;
      return;
    case "computer":
      counts.computers++;
      return;
    case "group":
      counts.groups++;
  }
}

function countExtras(counts: DifferenceCounts["extras"], change: ExtrasChange): void {
  counts.nodes++;
  if (isOwnOnly(change)) counts.ownOnly++;
  for (const way of ["come", "change", "go"] as const) {
    if (change[way].length === 0) continue;
    counts[way].nodes++;
    counts[way].keys += change[way].length;
  }
}

/** True unless all that differs is what AiiDA keeps for itself. */
export function isForPeople(difference: Difference): boolean {
  return difference.kind !== "node" || difference.stays.length > 0 || !isOwnOnly(difference.extras!); // one of both differs
}
