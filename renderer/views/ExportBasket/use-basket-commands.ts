import { verdiCommand } from "../../../shared/text/verdi-command.ts";
import { AppError } from "../../../shared/ipc/errors.ts";
import { useCommand } from "../../commands/commands.ts";
import { countOf } from "../../components/number-text.ts";
import { engineCall } from "../../ipc/engine-client.ts";
import { host } from "../../ipc/host.ts";
import { engineQuery, queryClient } from "../../queries/engine-query.ts";
import { notify } from "../../state/notices.ts";
import { isBasketFilled, selectionOf, useSourceId, viewActions, viewOf } from "../../state/source-view.ts";
import { useSources } from "../../state/sources.ts";
import { suggestedName } from "../../../shared/text/suggested-name.ts";

const ROWS_AT_ONCE = 1000; // what `nodes.rows` answers in one call
/** Longer than this, and some shells refuse the line (macOS takes 1 MiB for a whole command). */
const LONG_COMMAND = 900_000;

/** The commands of the menu "Basket", for the source at hand. */
export function useBasketCommands(): void {
  const sourceId = useSourceId();
  const actions = viewActions(sourceId);
  useCommand("basket-add", () => {
    const { markedIds, focusedId } = viewOf(sourceId).getState();
    const nodeIds = markedIds.size > 0 ? markedIds : focusedId === null ? [] : [focusedId];
    actions.addToBasket(nodeIds);
  });
  useCommand("basket-add-all", actions.addAllToBasket);
  useCommand("basket-add-filtered", () => void telling(() => addFiltered(sourceId)));
  useCommand("basket-clear", actions.clearBasket);
  useCommand("copy-verdi", () => void telling(() => copyVerdiCommand(sourceId)));
}

async function addFiltered(sourceId: string): Promise<void> {
  const { filter, sort } = viewOf(sourceId).getState();
  const { nodeIds } = await queryClient.fetchQuery(engineQuery(sourceId, "nodes.list", { filter, sort }));
  viewActions(sourceId).addToBasket(nodeIds);
  notify(`${countOf(nodeIds.length, "node")} added to the basket.`);
}

/** Put the equal `verdi archive create …` on the clipboard. */
export async function copyVerdiCommand(sourceId: string): Promise<void> {
  const { basket } = viewOf(sourceId).getState();
  if (!isBasketFilled(basket)) return notify("The basket is empty: there is no command to copy yet.");
  const { all, nodeIds, groupIds } = selectionOf(basket);
  const about = await queryClient.fetchQuery(engineQuery(sourceId, "source.about", {}));
  const text = verdiCommand({
    all,
    nodeUuids: await uuidsOf(sourceId, nodeIds),
    groupUuids: about.groups.filter((group) => groupIds.includes(group.groupId)).map((group) => group.uuid),
    switches: basket.switches,
    output: suggestedName(sourceName(sourceId)),
  });
  await host("clipboard.write", { text });
  const warning =
    text.length > LONG_COMMAND
      ? " It is so long that some shells refuse it: a group of these nodes is shorter."
      : "";
  notify(`Copied: verdi archive create … for ${all ? "the whole profile" : "this selection"}.${warning}`);
}

async function uuidsOf(sourceId: string, nodeIds: readonly number[]): Promise<string[]> {
  const uuids: string[] = [];
  for (let start = 0; start < nodeIds.length; start += ROWS_AT_ONCE) {
    const rows = await engineCall(sourceId, "nodes.rows", {
      nodeIds: nodeIds.slice(start, start + ROWS_AT_ONCE),
    });
    uuids.push(...rows.map((row) => row.uuid));
  }
  return uuids;
}

function sourceName(sourceId: string): string {
  return useSources.getState().tabs.find((tab) => tab.info.sourceId === sourceId)?.info.name ?? "archive";
}

/** Do something that belongs to no view; its failure becomes a notice. */
async function telling(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const known = error instanceof AppError ? error : new AppError("internal", String(error));
    notify(known.message, { error: known });
  }
}
