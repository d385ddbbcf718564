import { useQuery } from "@tanstack/react-query";
import type { Direction } from "../../../../shared/model/link.ts";
import { escapeLine } from "../../../../shared/text/escape.ts";
import { BlankMark } from "../../../components/BlankMark.tsx";
import { ErrorNotice } from "../../../components/ErrorNotice.tsx";
import { formatCount } from "../../../components/number-text.ts";
import { engineQuery } from "../../../queries/engine-query.ts";
import { useSourceId, useViewActions } from "../../../state/source-view.ts";
import { NodeLink } from "../NodeLink.tsx";

const SHOWN = 500;

const HEADINGS = {
  incoming: { heading: "Inputs", none: "No inputs in this source." },
  outgoing: { heading: "Outputs", none: "No outputs in this source." },
};

/** What went into a process and what came out, by link label. */
export function ProcessContent({ nodeId }: { nodeId: number }) {
  return (
    <div className="content">
      <PortList nodeId={nodeId} direction="incoming" />
      <PortList nodeId={nodeId} direction="outgoing" />
    </div>
  );
}

function PortList({ nodeId, direction }: { nodeId: number; direction: Direction }) {
  const { data, error } = useQuery(
    engineQuery(useSourceId(), "node.links", { nodeId, direction, limit: SHOWN }),
  );
  const { setTab } = useViewActions();
  const { heading, none } = HEADINGS[direction];
  if (error) return <ErrorNotice error={error} />;
  const ports = (data?.links ?? [])
    .filter(({ linkType }) => !linkType.startsWith("call_"))
    .sort((a, b) => (a.linkLabel < b.linkLabel ? -1 : 1));
  return (
    <section className="content-section">
      <h3 className="section-heading">
        {heading} {data && <span className="node-total">{formatCount(ports.length)}</span>}
      </h3>
      {data && ports.length === 0 && <p className="node-none">{none}</p>}
      <ul aria-label={heading}>
        {ports.map((link) => (
          <li key={link.linkId} className="port-line">
            <span className="port-name mono" title={escapeLine(link.linkLabel)}>
              {escapeLine(link.linkLabel)}
              <BlankMark of={link.linkLabel} />
            </span>
            <NodeLink link={link} />
          </li>
        ))}
      </ul>
      {data && data.total > SHOWN && (
        <button type="button" className="link-button node-show-all" onClick={() => setTab("links")}>
          {formatCount(SHOWN)} of {formatCount(data.total)} links looked at: show all
        </button>
      )}
    </section>
  );
}
