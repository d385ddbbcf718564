import { useQueries } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { DeletionSwitches } from "../../../shared/graph/deletion-rules.ts";
import { escapeLine } from "../../../shared/text/escape.ts";
import { stepText } from "../../../shared/text/trail-sentence.ts";
import { type DataColumn, DataTable } from "../../components/DataTable/DataTable.tsx";
import { formatCount } from "../../components/number-text.ts";
import { MAX_ROWS } from "../../components/use-rows.ts";
import type { DeleteRequest } from "../../state/delete-request.ts";
import { type DeletionPlan, reasonsQuery } from "./deletion-queries.ts";

const PAGE = 100;
const COLUMNS: readonly DataColumn[] = [
  { key: "pk", name: "PK", isNumber: true, width: 7 },
  { key: "node", name: "Node", isNumber: false, width: 24 },
  { key: "why", name: "Why", isNumber: false, width: 68 },
];

interface DeletionNodesProps {
  request: DeleteRequest;
  rules: DeletionSwitches;
  plan: DeletionPlan;
}

/** Every node that would go, the chosen ones first, each with the rule and the link that led to it. */
export function DeletionNodes({ request, rules, plan }: DeletionNodesProps) {
  const nodeIds = useMemo(() => [...plan.selectedIds, ...plan.addedIds], [plan]);
  const [pages, setPages] = useState<readonly [number, number]>([0, 0]);
  const queries = useQueries({
    queries: Array.from({ length: pages[1] - pages[0] + 1 }, (_, i) => {
      const from = (pages[0] + i) * PAGE;
      return reasonsQuery(request, rules, nodeIds.slice(from, from + PAGE));
    }),
  });
  const onRows = (first: number, last: number) => {
    const wanted = [Math.floor(first / PAGE), Math.floor(last / PAGE)] as const;
    // In the next turn: this is told while the table is being drawn.
    if (wanted[0] !== pages[0] || wanted[1] !== pages[1]) queueMicrotask(() => setPages(wanted));
  };
  const cell = (row: number, column: number): string | undefined => {
    if (column === 0) return String(nodeIds[row]);
    const found = queries[Math.floor(row / PAGE) - pages[0]]?.data?.find(
      ({ nodeId }) => nodeId === nodeIds[row],
    );
    if (!found) return undefined;
    const { title, label, why } = found;
    if (column === 1) return escapeLine(label === "" ? title : `${title} ${label}`);
    return why ? `${stepText(why)} (${why.rule})` : "chosen";
  };
  return (
    <>
      <DataTable
        label="Nodes to be deleted"
        columns={COLUMNS}
        rowCount={nodeIds.length}
        cell={cell}
        onRows={onRows}
        height={8}
      />
      {nodeIds.length > MAX_ROWS && (
        <p className="delete-hint">
          The first {formatCount(MAX_ROWS)} of {formatCount(nodeIds.length)} are listed.
        </p>
      )}
    </>
  );
}
