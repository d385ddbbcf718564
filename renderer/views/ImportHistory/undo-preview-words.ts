import type { EngineOutput } from "../../../shared/ipc/engine-contract.ts";
import { countOf } from "../../components/number-text.ts";

export type UndoPreview = EngineOutput<"library.undoPreview">;

const KINDS = [
  ["nodes", "node"],
  ["links", "link"],
  ["comments", "comment"],
  ["logs", "log record"],
  ["memberships", "membership"],
  ["computers", "computer"],
  ["users", "user"],
  ["authinfos", "authinfo"],
  ["groups", "group"],
] as const;

/** What would go, in counts: "118 nodes, 181 links and 2 groups". */
export function goneWords({ removed }: UndoPreview): string {
  const words = KINDS.flatMap(([kind, word]) => (removed[kind] > 0 ? [countOf(removed[kind], word)] : []));
  if (words.length < 2) return words[0] ?? "nothing";
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** What happens beside that, in sentences; nothing is said of what does not happen. */
export function besideWords({
  restored,
  changedSince,
  stay,
  nodesGone,
}: Pick<UndoPreview, "restored" | "changedSince" | "stay" | "nodesGone">): string[] {
  const stays = (count: number) => (count === 1 ? "stays" : "stay");
  return [
    nodesGone > 0 && `${countOf(nodesGone, "node")} of it went before.`,
    restored.extras > 0 && `The extras of ${countOf(restored.extras, "node")} become what they were.`,
    restored.comments > 0 &&
      `${countOf(restored.comments, "comment")} ${restored.comments === 1 ? "becomes what it was" : "become what they were"}.`,
    changedSince > 0 &&
      `${countOf(changedSince, "text")} that it replaced ${changedSince === 1 ? "was changed again since and stays as it is" : "were changed again since and stay as they are"}.`,
    stay.computers > 0 &&
      `${countOf(stay.computers, "computer")} that others need by now ${stays(stay.computers)}.`,
    stay.users > 0 && `${countOf(stay.users, "user")} that others need by now ${stays(stay.users)}.`,
  ].filter((line) => line !== false);
}
