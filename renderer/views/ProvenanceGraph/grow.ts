import type { EngineInput } from "../../../shared/ipc/engine-contract.ts";
import { AppError } from "../../../shared/ipc/errors.ts";
import { engineCall } from "../../ipc/engine-client.ts";
import { runCommand } from "../../commands/commands.ts";
import { countOf } from "../../components/number-text.ts";
import { notify } from "../../state/notices.ts";
import { boardOf } from "./graph-boards.ts";
import { viewActions, viewOf } from "../../state/source-view.ts";

type Step = EngineInput<"graph.grow">["step"];

const GROW_LIMIT = 500; // nodes that one step adds unasked

/** Words for what a step found, for announcements: "3 called processes". */
const FOUND: Record<Step, [string, string]> = {
  calls: ["called process", "called processes"],
  callers: ["caller", "callers"],
  inputs: ["input", "inputs"],
  outputs: ["output", "outputs"],
  ancestors: ["ancestor", "ancestors"],
  descendants: ["descendant", "descendants"],
};

/**
 * Add what one step from these nodes reaches to the picture, and say what came. A limit that cuts is said, and the rest
 * offered. Failures become notices.
 * @returns A sentence for the announcement.
 */
export async function growPicture(
  sourceId: string,
  nodeIds: readonly number[],
  step: Step,
  options: { depth?: number; limit?: number } = {},
): Promise<string> {
  const { depth = 1, limit = GROW_LIMIT } = options;
  try {
    const found = await engineCall(sourceId, "graph.grow", { nodeIds: [...nodeIds], step, depth, limit });
    const between = step === "calls" ? await dataBetween(sourceId, found.nodeIds, limit) : [];
    const fresh = addToPicture(sourceId, nodeIds, [...found.nodeIds, ...between]);
    const [one, many] = FOUND[step];
    if (found.total > found.nodeIds.length) {
      notify(`${countOf(found.nodeIds.length, one, many)} of ${found.total.toLocaleString("en")} shown.`, {
        action: {
          label: `Show all ${found.total.toLocaleString("en")}`,
          run: () =>
            void growPicture(sourceId, nodeIds, step, { depth, limit: Math.min(100_000, found.total) }),
        },
      });
    }
    if (found.total === 0) return `There are no ${many}.`;
    return fresh === 0
      ? `${found.total === 1 ? `The ${one} is` : `All ${many} are`} shown already.`
      : `${countOf(fresh, "node")} added.`;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code !== "cancelled") notify(error.message, { error });
    return error.message;
  }
}

/** Data that one of these processes made and another used: without them, called processes stand side by side. */
async function dataBetween(sourceId: string, processIds: number[], limit: number): Promise<number[]> {
  if (processIds.length === 0) return [];
  const grow = (step: Step) => engineCall(sourceId, "graph.grow", { nodeIds: processIds, step, limit });
  const [used, made] = await Promise.all([grow("inputs"), grow("outputs")]);
  const isMade = new Set(made.nodeIds);
  return used.nodeIds.filter((nodeId) => isMade.has(nodeId));
}

const REVEAL_AT_MOST = 40; // more new nodes than that are a new picture rather than a step

/** Show the new ones of these nodes too, in one step of Undo, and move the view to them; how many were not there. */
function addToPicture(sourceId: string, fromIds: readonly number[], foundIds: readonly number[]): number {
  const shown = viewOf(sourceId).getState().shown ?? new Set();
  const fresh = new Set([...fromIds, ...foundIds].filter((nodeId) => !shown.has(nodeId)));
  if (fresh.size === 0) return 0;
  if (fresh.size <= REVEAL_AT_MOST) boardOf(sourceId).revealNext([...fromIds, ...fresh]);
  viewActions(sourceId).addShown(fresh);
  if (fresh.size > shown.size) offerTidy(fresh.size);
  return fresh.size;
}

/** What is shown stays where it is, so much that is new around it makes a poor picture: offer a better one. */
export function offerTidy(count: number): void {
  notify(`${countOf(count, "node")} added around what was shown.`, {
    action: { label: "Tidy layout", run: () => runCommand("tidy") },
  });
}
