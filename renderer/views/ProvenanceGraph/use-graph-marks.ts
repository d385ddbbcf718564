import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { Marks } from "../../graph/drawing.ts";
import type { GraphBoard } from "../../graph/graph-board.ts";
import { useClosure, useTrail } from "../../queries/basket.ts";
import { engineQuery } from "../../queries/engine-query.ts";
import { useStartingSet } from "../../queries/starting-set.ts";
import { SortedIds } from "../../queries/standing.ts";
import { useDeleteRequest } from "../../state/delete-request.ts";
import { idSet } from "../../state/id-set.ts";
import { useSourceId, useView } from "../../state/source-view.ts";

/** Lay over the picture what the window knows: focus, marks, basket, filter, trail. Returns what was laid over. */
export function useGraphMarks(board: GraphBoard, cursorId: number | null) {
  const focusedId = useView((view) => view.focusedId);
  const markedIds = useView((view) => view.markedIds);
  const exported = useClosure().data;
  const sourceId = useSourceId();
  const deleted = useDeleteRequest(({ shown }) => (shown?.sourceId === sourceId ? shown : undefined));
  const closure = deleted ?? exported; // while somebody is about to delete, that is what counts
  const basket = useMemo(
    () => closure && { chosen: new SortedIds(closure.selectedIds), added: new SortedIds(closure.addedIds) },
    [closure],
  );
  const matching = useMatching();
  const startIds = useStartingSet();
  // The node pointed to, else the chosen one: as the sentence of the basket does.
  const pointedId = useView((view) => view.trailId ?? view.focusedId);
  const isIn = pointedId !== null && deleted === undefined && basket?.added.has(pointedId) === true;
  const trailId = isIn ? pointedId : null;
  const answer = useTrail(trailId);
  const trail = answer.isPlaceholderData ? null : (answer.data ?? null); // never that of another node
  const marks = useMemo<Marks>(
    () => ({
      focusedId,
      markedIds,
      cursorId,
      basket: basket ?? null,
      matching,
      trailLinkIds: new Set(trailId === null ? [] : trail?.map((step) => step.linkId)),
      startIds,
    }),
    [focusedId, markedIds, cursorId, basket, matching, trail, trailId, startIds],
  );
  useEffect(() => board.setMarks(marks), [board, marks]);
  return { marks, trail: trailId === null ? null : trail, trailId };
}

/** Nodes that pass the filter, from the query that the table shares; null without a filter. */
function useMatching(): ReadonlySet<number> | null {
  const filter = useView((view) => view.filter);
  const sort = useView((view) => view.sort);
  const isFiltering = Object.values(filter).some((value) => value !== undefined && value.length > 0);
  const list = useQuery({
    ...engineQuery(useSourceId(), "nodes.list", { filter, sort }),
    enabled: isFiltering,
    placeholderData: keepPreviousData,
  });
  const nodeIds = isFiltering ? list.data?.nodeIds : undefined;
  return useMemo(() => (nodeIds ? idSet(nodeIds) : null), [nodeIds]);
}
