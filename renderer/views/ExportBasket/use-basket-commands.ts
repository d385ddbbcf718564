import { verdiCommand } from "../../../shared/text/verdi-command.ts";
import { exportRules, type ToggleableRule } from "../../../shared/graph/traversal-rules.ts";
import { type CommandEntry, type CommandTarget, useCommands } from "../../commands/commands.ts";
import { nodesOf, useNothingChosen } from "../../commands/node-commands.ts";
import { countOf } from "../../components/number-text.ts";
import { engineCall } from "../../ipc/engine-client.ts";
import { host } from "../../ipc/host.ts";
import { engineQuery, queryClient } from "../../queries/engine-query.ts";
import { telling } from "../../queries/telling.ts";
import { areSameRules } from "../../state/default-rules.ts";
import { holdsAny } from "../../state/id-set.ts";
import { notify } from "../../state/notices.ts";
import {
  isBasketFilled,
  selectionOf,
  useSourceId,
  useView,
  viewActions,
  viewOf,
} from "../../state/source-view.ts";
import { useSettings } from "../../state/settings.ts";
import { useSources } from "../../state/sources.ts";
import { suggestedName } from "../../../shared/text/suggested-name.ts";

const ROWS_AT_ONCE = 1000; // what `nodes.rows` answers in one call
/** Longer than this, and some shells refuse the line (macOS takes 1 MiB for a whole command). */
const LONG_COMMAND = 900_000;

/** The commands of the menu "Basket", for the source at hand. */
export function useBasketCommands(): void {
  const sourceId = useSourceId();
  const actions = viewActions(sourceId);
  const basket = useView((view) => view.basket);
  const defaults = useSettings((settings) => settings.defaultRules);
  const none = useNothingChosen();
  const isAll = basket.all ? "the whole archive is in the basket" : undefined;
  const isEmpty = isBasketFilled(basket) ? undefined : "the basket is empty";
  const rules = exportRules(basket.switches);
  const rule = (name: ToggleableRule): CommandEntry => ({
    run: () => actions.setRule(name, !rules[name]),
    isOn: rules[name],
  });
  const isFilled = useView(({ markedIds, focusedId, basket }) =>
    markedIds.size > 0
      ? holdsAny(basket.nodeIds, markedIds)
      : focusedId !== null && basket.nodeIds.has(focusedId),
  );
  useCommands({
    "basket-add": {
      run: (target) => actions.addToBasket(nodesOf(sourceId, target)),
      off: isAll ?? none,
    },
    "basket-remove": {
      run: (target) => actions.removeFromBasket(nodesOf(sourceId, target)),
      off: none ?? (isFilled ? undefined : "it is not in the basket"),
    },
    "basket-add-all": { run: actions.addAllToBasket, off: isAll },
    "basket-add-filtered": { run: () => void telling(() => addFiltered(sourceId)), off: isAll },
    "basket-add-groups": {
      run: (target) => void telling(() => eachGroup(sourceId, target, actions.addGroupToBasket)),
      off: isAll ?? none,
    },
    "basket-remove-groups": {
      run: (target) => void telling(() => eachGroup(sourceId, target, actions.removeGroupFromBasket)),
      off: basket.groupIds.size === 0 ? "no group is in the basket" : none,
    },
    "basket-clear": { run: actions.clearBasket, off: isEmpty },
    "rule-input-calc-forward": rule("input_calc_forward"),
    "rule-create-backward": rule("create_backward"),
    "rule-return-backward": rule("return_backward"),
    "rule-input-work-forward": rule("input_work_forward"),
    "rule-call-calc-backward": rule("call_calc_backward"),
    "rule-call-work-backward": rule("call_work_backward"),
    "rules-default": {
      run: actions.resetRules,
      off: areSameRules(basket.switches, defaults) ? "they are" : undefined,
    },
    "copy-verdi": { run: () => void telling(() => copyVerdiCommand(sourceId)), off: isEmpty },
  });
}

/** Do something with the group of the context menu, or with every group of the chosen node. */
async function eachGroup(
  sourceId: string,
  target: CommandTarget,
  act: (groupId: number) => void,
): Promise<void> {
  if (target.groupId !== undefined) return act(target.groupId);
  const [nodeId] = nodesOf(sourceId, target);
  if (nodeId === undefined) return;
  const { groups } = await queryClient.fetchQuery(engineQuery(sourceId, "node.get", { nodeId }));
  if (groups.length === 0) return notify("This node is in no group.");
  for (const { groupId } of groups) act(groupId);
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

async function uuidsOf(sourceId: string, nodeIds: readonly number[] | Int32Array): Promise<string[]> {
  const uuids: string[] = [];
  for (let start = 0; start < nodeIds.length; start += ROWS_AT_ONCE) {
    const rows = await engineCall(sourceId, "nodes.rows", {
      nodeIds: Array.from(nodeIds.slice(start, start + ROWS_AT_ONCE)),
    });
    uuids.push(...rows.map((row) => row.uuid));
  }
  return uuids;
}

function sourceName(sourceId: string): string {
  return useSources.getState().tabs.find((tab) => tab.info.sourceId === sourceId)?.info.name ?? "archive";
}
