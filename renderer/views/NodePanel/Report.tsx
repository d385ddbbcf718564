import { useQuery } from "@tanstack/react-query";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { formatCount } from "../../components/number-text.ts";
import { engineQuery } from "../../queries/engine-query.ts";
import { useSourceId, useViewActions } from "../../state/source-view.ts";
import { LogLine } from "./LogLine.tsx";
import type { NodeDetails } from "./use-node.ts";

const SHOWN = 5;

/** The last words of a process and of what it called. */
export function Report({ node }: { node: NodeDetails }) {
  const { nodeId } = node.row;
  const total = node.counts.logs;
  const offset = Math.max(0, total - SHOWN);
  const log = useQuery(
    engineQuery(useSourceId(), "node.log", { nodeId, called: true, offset, limit: SHOWN }),
  );
  const { choose, setTab } = useViewActions();
  return (
    <div className="node-section">
      <h3 className="section-heading">Report</h3>
      {log.error && <ErrorNotice error={log.error} />}
      <ul className="log-lines is-report">
        {log.data?.entries.map((entry, at) => (
          <LogLine
            key={at}
            entry={entry}
            onGo={entry.nodeId === nodeId ? undefined : () => choose(entry.nodeId, { center: true })}
          />
        ))}
      </ul>
      <button type="button" className="link-button node-show-all" onClick={() => setTab("log")}>
        {total > SHOWN ? `show all ${formatCount(total)}` : "open log"}
      </button>
    </div>
  );
}
