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
