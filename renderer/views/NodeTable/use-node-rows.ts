import { keepPreviousData, type UseQueryResult, useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { NodeRow } from "../../../shared/model/node.ts";
import { engineQuery } from "../../queries/engine-query.ts";
import { ROWS_PAGE } from "../../queries/first-answers.ts";
import { useSourceId, useView } from "../../state/source-view.ts";

/** The ids of all nodes that pass the filters, in the order asked for. The list before stays until the next is there. */
export function useNodeList() {
  const sourceId = useSourceId();
  const filter = useView((view) => view.filter);
  const sort = useView((view) => view.sort);
  return useQuery({
    ...engineQuery(sourceId, "nodes.list", { filter, sort }),
    placeholderData: keepPreviousData,
  });
}

/** The rows of the pages between two places of the list, by node id, as far as they are there. */
export function useNodeRows(nodeIds: Int32Array, first: number, last: number) {
  const sourceId = useSourceId();
  const firstPage = Math.floor(first / ROWS_PAGE);
  const lastPage = Math.floor(last / ROWS_PAGE);
  const queries = useMemo(() => {
    const pages = [];
    for (let page = firstPage; page <= lastPage; page++) {
      const ids = [...nodeIds.subarray(page * ROWS_PAGE, (page + 1) * ROWS_PAGE)];
      if (ids.length > 0) pages.push(engineQuery(sourceId, "nodes.rows", { nodeIds: ids }));
    }
    return pages;
  }, [sourceId, nodeIds, firstPage, lastPage]);
  return useQueries({ queries, combine: joinPages });
}

function joinPages(pages: UseQueryResult<NodeRow[]>[]) {
  const rows = new Map<number, NodeRow>();
  for (const page of pages) for (const row of page.data ?? []) rows.set(row.nodeId, row);
  const failed = pages.filter((page) => page.error !== null);
  return {
    rows,
    error: failed[0]?.error ?? null,
    retry: () => failed.forEach((page) => void page.refetch()),
  };
}
