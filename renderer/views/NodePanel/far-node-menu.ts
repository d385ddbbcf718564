import { isProcess } from "../../../shared/model/node.ts";
import { nodeEntries } from "../../commands/node-menu.ts";
import type { MenuEntry } from "../../components/ContextMenu/open-menu.ts";
import { viewActions } from "../../state/source-view.ts";
import type { LinkedNode } from "./use-node.ts";

/** What can be done with the node at the far end of a link; the one at hand stays chosen. */
export function farNodeEntries(sourceId: string, link: LinkedNode): MenuEntry[] {
  return [
    {
      label: "Go to this node",
      run: () => viewActions(sourceId).choose(link.nodeId, { center: true }),
    },
    "line",
    ...nodeEntries(sourceId, [link.nodeId], { from: "elsewhere", isNoProcess: !isProcess(link.nodeType) }),
  ];
}
