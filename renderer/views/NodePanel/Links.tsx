import { useInfiniteQuery } from "@tanstack/react-query";
import type { Direction } from "../../../shared/model/link.ts";
import { isProcess, nodeTitle } from "../../../shared/model/node.ts";
import { processOutcome, processStateText } from "../../../shared/model/process-state.ts";
import { escapeLine } from "../../../shared/text/escape.ts";
import { BlankMark } from "../../components/BlankMark.tsx";
import { openMenu } from "../../components/ContextMenu/open-menu.ts";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { formatCount } from "../../components/number-text.ts";
import { NodeChip } from "../../components/NodeChip.tsx";
import { TermHelp } from "../../components/TermHelp.tsx";
import { engineCall } from "../../ipc/engine-client.ts";
import { useSourceId, useViewActions } from "../../state/source-view.ts";
import { useSourceWord } from "../../state/sources.ts";
import { farNodeEntries } from "./far-node-menu.ts";
import { linkTip } from "./NodeLink.tsx";
import type { LinkedNode } from "./use-node.ts";

const PAGE = 100;

/** Every link of the node, both ways; each goes to the node at its far end. */
export function Links({ nodeId }: { nodeId: number }) {
  return (
    <>
      <LinkList nodeId={nodeId} direction="incoming" />
      <LinkList nodeId={nodeId} direction="outgoing" />
    </>
  );
}

const WORDS = {
  incoming: {
    heading: "Incoming",
    none: (place: string) => `No links end here: nothing in ${place} made, called or fed this node.`,
  },
  outgoing: {
    heading: "Outgoing",
    none: (place: string) => `No links start here: nothing in ${place} came from this node or used it.`,
  },
};

function LinkList({ nodeId, direction }: { nodeId: number; direction: Direction }) {
  const sourceId = useSourceId();
  const pages = useInfiniteQuery({
    queryKey: ["source", sourceId, "node.links", "pages", nodeId, direction],
    queryFn: ({ pageParam, signal }) =>
      engineCall(
        sourceId,
        "node.links",
        { nodeId, direction, afterLinkId: pageParam, limit: PAGE },
        { signal },
      ),
    initialPageParam: -1,
    getNextPageParam: (page) => page.nextAfter,
    staleTime: Infinity,
  });
  const { heading, none } = WORDS[direction];
  const place = useSourceWord();
  const links = pages.data?.pages.flatMap((page) => page.links) ?? [];
  const total = pages.data?.pages[0]?.total ?? 0;
  return (
    <div className="node-section">
      <div className="link-heading">
        <h3 className="section-heading">
          {heading} {pages.data && <span className="node-total">{formatCount(total)}</span>}
        </h3>
        <TermHelp id={direction} />
      </div>
      {pages.error && (
        <ErrorNotice
          error={pages.error}
          action={{
            label: "Try again",
            run: () => void (pages.data ? pages.fetchNextPage() : pages.refetch()),
          }}
        />
      )}
      {pages.data && total === 0 && <p className="node-none">{none(place)}</p>}
      <ul role="list" aria-label={`${direction} links`} className="link-rows">
        {links.map((link) => (
          <LinkRow key={link.linkId} link={link} />
        ))}
      </ul>
      {total > PAGE && (
        <p className="node-more">
          {formatCount(links.length)} of {formatCount(total)} shown
          {pages.hasNextPage && (
            <button
              type="button"
              className="button"
              aria-label={`Show more ${direction} links`}
              disabled={pages.isFetchingNextPage}
              onClick={() => void pages.fetchNextPage()}
            >
              Show more
            </button>
          )}
        </p>
      )}
    </div>
  );
}

function LinkRow({ link }: { link: LinkedNode }) {
  const { choose } = useViewActions();
  const sourceId = useSourceId();
  const uuid = link.uuid.slice(0, 8);
  const extra = extraOf(link);
  return (
    <li>
      <button
        type="button"
        className="link-row"
        aria-label={escapeLine(`${link.linkLabel} ${link.linkType} ${nodeTitle(link)} ${uuid}`)}
        title={linkTip(link)}
        onClick={() => choose(link.nodeId, { center: true })}
        onContextMenu={(event) => openMenu(event, "Link menu", farNodeEntries(sourceId, link))}
      >
        <span className="link-row-what">
          <span className="link-row-label mono">
            {escapeLine(link.linkLabel)}
            <BlankMark of={link.linkLabel} />
          </span>{" "}
          <span className="link-row-type">{escapeLine(link.linkType)}</span>
        </span>{" "}
        <span className="link-row-node">
          <NodeChip nodeType={link.nodeType} processLabel={link.processLabel} />{" "}
          {/* Drawn by the style sheet: the button's name says what it is and where it goes, and no more. */}
          <span className={`link-row-extra ${extra.look}`} data-text={extra.text} />
          <span className="link-row-uuid mono">{escapeLine(uuid)}</span>
        </span>
      </button>
    </li>
  );
}

/** What stands beside the chip: a node's label, or how a process ended, with a sign where it failed. */
function extraOf(link: LinkedNode): { text: string; look: string } {
  if (!isProcess(link.nodeType)) return { text: escapeLine(link.nodeLabel), look: "" };
  const outcome = processOutcome(link.processState, link.exitStatus);
  const sign = { ok: "✓ ", failed: "✕ ", open: "" }[outcome];
  return { text: sign + escapeLine(processStateText(link.processState, link.exitStatus)), look: outcome };
}
