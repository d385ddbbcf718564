import { countOf, formatCount } from "../../components/number-text.ts";
import type { ImportEntry } from "./HistoryList.tsx";

/** What an import changed of what was there, as the end of a list: " · extras of 3 nodes changed". */
export function changedWords({ changed, relabelled }: ImportEntry): string {
  const words = [
    changed.extras > 0 && `extras of ${countOf(changed.extras, "node")} changed`,
    changed.comments > 0 && `${countOf(changed.comments, "comment")} replaced`,
    relabelled > 0 && `${formatCount(relabelled)} relabelled`,
  ].filter((word) => word !== false);
  return words.map((word) => ` · ${word}`).join("");
}

/** Options that were not the usual ones. */
export function optionWords({ options }: ImportEntry): string {
  return [
    options.existingExtras !== "none" && `extras of nodes that were there: ${options.existingExtras}`,
    !options.keepsNewExtras && "without extras of new nodes",
    options.comments !== "leave" && `comments that were there: ${options.comments}`,
    options.includeAuthinfos && "with authinfos",
  ]
    .filter((word) => word !== false)
    .join(" · ");
}

/** What became of it since; nothing while all of it is there. */
export function leftWords({ undoneAt, nodesLeft, new: { nodes } }: ImportEntry): string {
  if (undoneAt !== null) return `Undone ${undoneAt.slice(0, 10)}`;
  if (nodesLeft === nodes) return "";
  return nodesLeft === 0 ? "none of its nodes are left" : `${countOf(nodesLeft, "node")} of it left`;
}
