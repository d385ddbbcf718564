import { useQuery } from "@tanstack/react-query";
import type { Direction } from "../../../shared/model/link.ts";
import { isProcess } from "../../../shared/model/node.ts";
import { escapeLine } from "../../../shared/text/escape.ts";
import { BlankMark } from "../../components/BlankMark.tsx";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { formatCount } from "../../components/number-text.ts";
import { engineQuery } from "../../queries/engine-query.ts";
import { useSourceId, useViewActions } from "../../state/source-view.ts";
import { useSourceWord } from "../../state/sources.ts";
import { NodeLink } from "./NodeLink.tsx";
import type { LinkedNode, NodeDetails } from "./use-node.ts";

const SHOWN = 8; // the rest is one click away

/** The links that end at the node: what made data, what went into a process and what called it. */
export function ComesFrom({ node }: { node: NodeDetails }) {
  const place = useSourceWord();
  const none = isProcess(node.row.nodeType)
    ? `No inputs in ${place}.`
    : `Nothing in ${place} made it: an input given by a person.`;
  return <LinkSummary node={node} direction="incoming" heading="Where it comes from" none={none} />;
}

/** The links that start at the node: who used data, what a process made and called. */
export function UsedBy({ node }: { node: NodeDetails }) {
  const place = useSourceWord();
  const ofProcess = isProcess(node.row.nodeType);
  return (
    <LinkSummary
      node={node}
      direction="outgoing"
      heading={ofProcess ? "What it made and called" : "Used by"}
      none={ofProcess ? `Nothing in ${place}.` : `Nothing in ${place} uses it.`}
    />
  );
}

interface LinkSummaryProps {
  node: NodeDetails;
  direction: Direction;
  heading: string;
  none: string;
}

function LinkSummary({ node, direction, heading, none }: LinkSummaryProps) {
  const total = node.counts[direction];
  const links = useQuery(
    engineQuery(useSourceId(), "node.links", { nodeId: node.row.nodeId, direction, limit: SHOWN }),
  );
  const { setTab } = useViewActions();
  return (
    <div className="node-section">
      <h3 className="section-heading">{heading}</h3>
      {links.error && <ErrorNotice error={links.error} />}
      {total === 0 ? (
        <p className="node-none">{none}</p>
      ) : (
        <ul className="link-lines" style={{ minHeight: `${Math.min(total, SHOWN) * 1.5}rem` }}>
          {links.data?.links.map((link) => (
            <LinkLine key={link.linkId} link={link} />
          ))}
        </ul>
      )}
      {total > SHOWN && (
        <button type="button" className="link-button node-show-all" onClick={() => setTab("links")}>
          show all {formatCount(total)}
        </button>
      )}
    </div>
  );
}

function LinkLine({ link }: { link: LinkedNode }) {
  return (
    <li className="link-line">
      <span
        className="link-line-label"
        title={`${escapeLine(link.linkLabel)} · ${escapeLine(link.linkType)}`}
      >
        {escapeLine(link.linkLabel.slice(0, 400))}
        <BlankMark of={link.linkLabel} />
      </span>
      <NodeLink link={link} />
    </li>
  );
}
