import { isProcess, nodeTitle } from "../../../shared/model/node.ts";
import { escapeLine } from "../../../shared/text/escape.ts";
import { looksEmpty } from "../../../shared/text/looks-empty.ts";
import { openMenu } from "../../components/ContextMenu/open-menu.ts";
import { NodeChip } from "../../components/NodeChip.tsx";
import { useSourceId, useViewActions } from "../../state/source-view.ts";
import { farNodeEntries } from "./far-node-menu.ts";
import type { LinkedNode } from "./use-node.ts";

/** A chip that goes to the node at the far end of a link; data are called by their label where they have one. */
export function NodeLink({ link }: { link: LinkedNode }) {
  const { choose } = useViewActions();
  const sourceId = useSourceId();
  return (
    <button
      type="button"
      className="node-link"
      title={linkTip(link)}
      onClick={() => choose(link.nodeId, { center: true })}
      onContextMenu={(event) => openMenu(event, "Link menu", farNodeEntries(sourceId, link))}
    >
      <NodeChip
        nodeType={link.nodeType}
        processLabel={link.processLabel}
        {...(!looksEmpty(link.nodeLabel) && !isProcess(link.nodeType) ? { text: link.nodeLabel } : {})}
      />
    </button>
  );
}

/** Everything of the far end that has no room: title, label, PK and full UUID. */
export function linkTip(link: LinkedNode): string {
  const name = [nodeTitle(link), link.nodeLabel].filter(Boolean).join(" · ");
  return `${escapeLine(name)}\nPK ${link.nodeId} · ${escapeLine(link.uuid)}`;
}
