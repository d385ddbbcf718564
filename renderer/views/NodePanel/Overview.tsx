import { processOutcome } from "../../../shared/model/process-state.ts";
import { Facts } from "./Facts.tsx";
import { Failure } from "./Failure.tsx";
import { OutputSays } from "./OutputSays.tsx";
import { ComesFrom, UsedBy } from "./OverviewLinks.tsx";
import { Report } from "./Report.tsx";
import type { NodeDetails } from "./use-node.ts";
import "./Overview.css";

/** First things first: why it failed, where it comes from, what used it, and the plain facts. */
export function Overview({ node }: { node: NodeDetails }) {
  const { row, process, counts } = node;
  const isFailed = process !== null && processOutcome(row.processState, row.exitStatus) === "failed";
  return (
    <>
      <Failure node={node} />
      {isFailed && process.retrievedId !== null && process.outputFiles.length > 0 && (
        <OutputSays nodeId={row.nodeId} retrievedId={process.retrievedId} paths={process.outputFiles} />
      )}
      {isFailed && counts.logs > 0 && <Report node={node} />}
      <ComesFrom node={node} />
      <UsedBy node={node} />
      <Facts node={node} />
    </>
  );
}
