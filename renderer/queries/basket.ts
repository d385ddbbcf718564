import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { EngineInput, EngineOutput } from "../../shared/ipc/engine-contract.ts";
import { type Basket, isBasketFilled, selectionOf, useSourceId, useView } from "../state/source-view.ts";
import { engineCall } from "../ipc/engine-client.ts";
import { holdsAll, sortedIds } from "../state/id-set.ts";
import { engineQuery, queryClient } from "./engine-query.ts";

export type Closure = EngineOutput<"selection.closure">;
export type ExportOptions = Required<EngineInput<"export.run">["options"]>;

/**
 * What the basket of the source at hand comes to: the closure with all counts and the ids of chosen and added nodes.
 * Shared by basket, graph, table and export dialog: one query, one answer. Undefined while the basket is empty.
 */
export function useClosure() {
  const basket = useView((view) => view.basket);
  const isFilled = isBasketFilled(basket);
  const closure = useQuery({
    ...useBasketQuery("selection.closure", {}),
    enabled: isFilled,
    // The answer before stays while the next is on its way, unless the basket was emptied and filled anew in between.
    placeholderData: (previous, query) =>
      query && isStepFrom(query.meta?.["basket"] as Basket, basket) ? previous : undefined,
  });
  return { ...closure, data: isFilled ? closure.data : undefined };
}

/** Nothing at all: its closure is quick to count, but makes the engine read what every closure needs. */
const NOTHING = { all: false, nodeIds: [], groupIds: [], computerIds: [] };
/** Baskets of up to so many nodes are known again by them, others by being the very same. */
const LISTED = 1000;
/** The first picture comes first. */
const AHEAD_AFTER_MS = 1500;

/** Have the engine read links and files of all nodes before the first node is chosen, so that this one answers at once too. */
export function useClosureAhead(): void {
  const sourceId = useSourceId();
  useEffect(() => {
    const timer = setTimeout(
      () =>
        void queryClient.prefetchQuery(
          engineQuery(sourceId, "selection.closure", { selection: NOTHING, rules: {} }),
        ),
      AHEAD_AFTER_MS,
    );
    return () => clearTimeout(timer);
  }, [sourceId]);
}

/** Why a node is in: the trail of links from a chosen node to it. `null` asks nothing. */
export function useTrail(nodeId: number | null) {
  const input = useMemo(() => ({ nodeId: nodeId ?? 0 }), [nodeId]); // 0 is never asked for: see `enabled`
  return useQuery({
    ...useBasketQuery("selection.trail", input),
    enabled: nodeId !== null,
    placeholderData: keepPreviousData,
  });
}

/** Who and where would leave the house with an export of the basket under these options. */
export function usePrivacy(options: ExportOptions) {
  const input = useMemo(() => ({ options }), [options]);
  return useQuery({ ...useBasketQuery("selection.privacy", input), placeholderData: keepPreviousData });
}

/** The groups of the source at hand by id: their names, UUIDs and sizes. */
export function useGroups(enabled = true) {
  return useQuery({
    ...engineQuery(useSourceId(), "source.about", {}),
    enabled,
    select: (about) => about.groups,
  });
}

/** The basket as the engine takes it, for calls made outside a query. */
export function basketInput(basket: Basket) {
  return { selection: selectionOf(basket), rules: basket.switches };
}

type BasketCall = "selection.closure" | "selection.trail" | "selection.privacy";
type BasketInput<N extends BasketCall> = Omit<EngineInput<N>, "selection" | "rules">;

/**
 * A query about the basket. Its key names the set of chosen nodes instead of listing them: sorting, hashing and comparing
 * a million ids would take longer than the answer. `meta` holds the basket that was asked about.
 */
function useBasketQuery<N extends BasketCall>(name: N, further: BasketInput<N>) {
  const sourceId = useSourceId();
  const basket = useView((view) => view.basket);
  return useMemo(() => {
    // Sound: the two parts together are the whole input of each of the three calls.
    const input = () => ({ ...basketInput(basket), ...further }) as unknown as EngineInput<N>;
    return queryOptions({
      queryKey: ["source", sourceId, name, keyOf(basket), further] as const,
      queryFn: ({ signal }) => engineCall(sourceId, name, input(), { signal }),
      staleTime: Infinity,
      meta: { basket },
    });
  }, [sourceId, name, basket, further]);
}

const serials = new WeakMap<ReadonlySet<number>, number>();
let lastSerial = 0;

/** Equal for baskets with the same rules, the same groups and the very same set of nodes; a few nodes are listed. */
function keyOf({ all, nodeIds, groupIds, switches }: Basket) {
  const groups = [...groupIds].sort((a, b) => a - b);
  if (all) return { all, switches };
  if (nodeIds.size <= LISTED) return { nodes: sortedIds(nodeIds), groups, switches };
  let serial = serials.get(nodeIds);
  if (serial === undefined) serials.set(nodeIds, (serial = ++lastSerial));
  return { serial, groups, switches };
}

/** True if one basket holds the other: something was added, removed, or only a rule was switched. */
function isStepFrom(before: Basket, after: Basket): boolean {
  return holds(before, after) || holds(after, before);
}

function holds(larger: Basket, smaller: Basket): boolean {
  if (larger.all) return true;
  if (smaller.all) return false;
  return holdsAll(larger.nodeIds, smaller.nodeIds) && holdsAll(larger.groupIds, smaller.groupIds);
}
