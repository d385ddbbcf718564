import type { RuleSwitches, ToggleableRule } from "../../shared/graph/traversal-rules.ts";
import { areSameRules, defaultSwitches } from "./default-rules.ts";
import { sortedIds, withIds, withoutIds } from "./id-set.ts";
import { nodesText } from "./undo-steps.ts";

/** What is to be exported: as chosen, before the rules. */
export interface Basket {
  all: boolean;
  nodeIds: ReadonlySet<number>;
  groupIds: ReadonlySet<number>;
  switches: RuleSwitches;
}

export const EMPTY_BASKET: Basket = {
  all: false,
  nodeIds: new Set(),
  groupIds: new Set(),
  switches: {},
};

interface BasketChange {
  basket: () => Basket;
  /** Change a part of it as one step of Undo. */
  change: (label: string, part: Partial<Basket>) => void;
  offerUndo: () => void;
}

/** The changes a person can make to the basket. One that changes nothing is no step of Undo. */
export function basketActions({ basket, change, offerUndo }: BasketChange) {
  return {
    addToBasket(nodeIds: Iterable<number>): void {
      const before = basket().nodeIds;
      const after = withIds(before, nodeIds);
      if (after.size > before.size)
        change(`add ${nodesText(after.size - before.size)} to basket`, { nodeIds: after });
    },
    removeFromBasket(nodeIds: Iterable<number>): void {
      const before = basket().nodeIds;
      const rest = withoutIds(before, nodeIds);
      if (rest.size < before.size)
        change(`remove ${nodesText(before.size - rest.size)} from basket`, { nodeIds: rest });
    },
    addGroupToBasket(groupId: number): void {
      const { groupIds } = basket();
      if (!groupIds.has(groupId))
        change("add group to basket", { groupIds: new Set([...groupIds, groupId]) });
    },
    removeGroupFromBasket(groupId: number): void {
      const { groupIds } = basket();
      if (groupIds.has(groupId))
        change("remove group from basket", {
          groupIds: new Set([...groupIds].filter((id) => id !== groupId)),
        });
    },
    addAllToBasket(): void {
      if (!basket().all) change("add the whole archive to basket", { all: true });
    },
    clearBasket(): void {
      if (!isBasketFilled(basket())) return;
      change("clear basket", { all: false, nodeIds: new Set(), groupIds: new Set() });
      offerUndo();
    },
    setRule(rule: ToggleableRule, on: boolean): void {
      const { switches } = basket();
      if (switches[rule] !== on)
        change(`switch ${rule} ${on ? "on" : "off"}`, { switches: { ...switches, [rule]: on } });
    },
    /** The rules as a fresh basket has them. */
    resetRules(): void {
      const switches = defaultSwitches();
      if (!areSameRules(basket().switches, switches)) change("reset traversal rules", { switches });
    },
  };
}

/** True if the basket holds anything. */
export function isBasketFilled(basket: Basket): boolean {
  return basket.all || basket.nodeIds.size > 0 || basket.groupIds.size > 0;
}

/** The basket as the engine takes it: ids ascending, so that equal baskets are equal queries. */
export function selectionOf(basket: Basket) {
  return {
    all: basket.all,
    nodeIds: basket.all ? [] : sortedIds(basket.nodeIds),
    groupIds: basket.all ? [] : [...basket.groupIds].sort((a, b) => a - b),
    computerIds: [],
  };
}
