import { countOf, formatBytes, formatCount } from "../../components/number-text.ts";
import type { ComparedFile, ImportOptions, ImportOutcome } from "./import-calls.ts";

type Counts = ComparedFile["counts"];

/** What importing a file does, in sentences; nothing is said of what does not happen. */
export function effectLines(
  outcome: ImportOutcome,
  compared: ComparedFile | undefined,
  options: ImportOptions,
): string[] {
  const lines: (string | null)[] = [copied(outcome), between(outcome)];
  if (compared) {
    const { counts } = compared;
    lines.push(
      extrasLine(counts.extras, outcome.changed.extras, options.existingExtras),
      commentsLine(counts.comments, outcome.changed.comments),
      stayingLine(counts),
      counts.computers > 0
        ? `${countOf(counts.computers, "computer")} ${counts.computers === 1 ? "has" : "have"} another label in the file. The library keeps its own.`
        : null,
      counts.groups > 0
        ? `${countOf(counts.groups, "group")} ${counts.groups === 1 ? "differs" : "differ"} in label or nodes. The library’s stay as they are: no node joins or leaves them.`
        : null,
    );
  } else {
    const { extras, comments } = outcome.changed;
    lines.push(extras > 0 ? `Extras of ${countOf(extras, "node")} change.` : null);
    lines.push(comments > 0 ? `${countOf(comments, "comment")} will be replaced.` : null);
  }
  return lines.filter((line) => line !== null);
}

function copied({ bytes, new: fresh }: ImportOutcome): string | null {
  return fresh.files > 0 ? `${countOf(fresh.files, "file")} will be copied: ${formatBytes(bytes)}.` : null;
}

function between({ linksBetweenExisting: count }: ImportOutcome): string | null {
  if (count === 0) return null;
  return `${countOf(count, "new link")} ${count === 1 ? "joins" : "join"} nodes that the library has already.`;
}

function extrasLine(
  { nodes, ownOnly, come, change, go }: Counts["extras"],
  changed: number,
  mode: ImportOptions["existingExtras"],
): string | null {
  if (nodes === 0) return null;
  const parts = [
    come.keys > 0 ? `${countOf(come.keys, "key")} only in the file` : null,
    change.keys > 0 ? `${countOf(change.keys, "key")} with another value` : null,
    go.keys > 0 ? `${countOf(go.keys, "key")} only in the library` : null,
  ].filter((part) => part !== null);
  const own =
    ownOnly === 0
      ? ""
      : ownOnly === nodes
        ? " All of it is what AiiDA keeps for itself (“_aiida_…”)."
        : ` On ${formatCount(ownOnly)} of them it is only what AiiDA keeps for itself (“_aiida_…”).`;
  const effect =
    mode === "none"
      ? "They stay as they are."
      : changed === 0
        ? "With this option none of them changes."
        : `${countOf(changed, "node")} will change.`;
  return `Extras of ${countOf(nodes, "node")} differ: ${parts.join(", ")}.${own} ${effect}`;
}

function commentsLine({ newer, older, different }: Counts["comments"], changed: number): string | null {
  const total = newer + older + different;
  if (total === 0) return null;
  const parts = [
    newer > 0 ? `${formatCount(newer)} newer in the file` : null,
    older > 0 ? `${formatCount(older)} newer in the library` : null,
    different > 0 ? `${formatCount(different)} of the same time` : null,
  ].filter((part) => part !== null);
  const stay = total === 1 ? "It stays as it is." : "They stay as they are.";
  const effect = changed === 0 ? stay : `${formatCount(changed)} will be replaced.`;
  return `${countOf(total, "comment")} ${total === 1 ? "differs" : "differ"}: ${parts.join(", ")}. ${effect}`;
}

const FIELDS = [
  ["label", "label"],
  ["description", "description"],
  ["attributes", "attributes"],
  ["files", "files"],
  ["type", "type"],
] as const;

function stayingLine(counts: Counts): string | null {
  if (counts.nodes === 0) return null;
  const parts = FIELDS.filter(([field]) => counts[field] > 0).map(
    ([field, word]) => `${formatCount(counts[field])} in ${word}`,
  );
  return `${countOf(counts.nodes, "node")} ${counts.nodes === 1 ? "is" : "are"} not the same in the file: ${parts.join(", ")}. What the library has stays.`;
}
