import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { isBasketFilled, selectionOf, useSourceId, useView } from "../state/source-view.ts";
import { engineQuery } from "./engine-query.ts";

/**
 * What the basket of the source at hand comes to: the closure with all counts and the ids of chosen and added nodes.
 * Shared by basket, graph, table and export dialog: one query, one answer. Undefined while the basket is empty.
 */
export function useClosure() {
  const basket = useView((view) => view.basket);
  const isFilled = isBasketFilled(basket);
  const closure = useQuery({
    ...engineQuery(useSourceId(), "selection.closure", {
      selection: selectionOf(basket),
      rules: basket.switches,
    }),
    enabled: isFilled,
    placeholderData: isFilled ? keepPreviousData : undefined,
  });
  return { ...closure, data: isFilled ? closure.data : undefined };
}
