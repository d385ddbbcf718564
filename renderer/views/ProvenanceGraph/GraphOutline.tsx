import { ListTree, PanelLeftClose } from "lucide-react";
import { type KeyboardEvent, memo, useDeferredValue, useEffect, useMemo, useRef } from "react";
import { isProcess, nodeFamily } from "../../../shared/model/node.ts";
import { processOutcome } from "../../../shared/model/process-state.ts";
import { menuNodes, nodeEntries } from "../../commands/node-menu.ts";
import { openMenu } from "../../components/ContextMenu/open-menu.ts";
import type { Drawing } from "../../graph/drawing.ts";
import type { GraphBoard } from "../../graph/graph-board.ts";
import { type OutlineItem, outlineName, outlineOf } from "../../graph/outline.ts";
import { useStartingSet } from "../../queries/starting-set.ts";
import { changeLayout, useLayout } from "../../state/layout.ts";
import { useSourceId, useView, useViewActions } from "../../state/source-view.ts";

/**
 * The picture as a tree to read: every node that is drawn, once. Closed it is a rail of coloured strokes at the edge of
 * the canvas; it opens by its button, and by itself while the keyboard is in it.
 */
export function GraphOutline({ drawing, board }: { drawing: Drawing; board: GraphBoard }) {
  const isOpen = useLayout((layout) => layout.flags.graphOutline === true);
  const items = useMemo(() => outlineOf(drawing), [drawing]);
  const shown = useDeferredValue(items); // the canvas comes first
  const toggle = () => void changeLayout({ flags: { graphOutline: !isOpen } });
  return (
    <div className={isOpen ? "graph-outline open" : "graph-outline"}>
      <button
        type="button"
        className="icon-button outline-toggle"
        aria-label="Outline"
        title={isOpen ? "Close the outline" : "Outline: the same nodes as a list"}
        aria-expanded={isOpen}
        onClick={toggle}
      >
        {isOpen ? <PanelLeftClose size={14} /> : <ListTree size={14} />}
      </button>
      <OutlineTree items={shown} board={board} />
    </div>
  );
}

const OutlineTree = memo(function OutlineTree({ items, board }: { items: OutlineItem[]; board: GraphBoard }) {
  const focusedId = useView((view) => view.focusedId);
  const markedIds = useView((view) => view.markedIds);
  const startIds = useStartingSet();
  const { choose } = useViewActions();
  const sourceId = useSourceId();
  const tree = useRef<HTMLUListElement>(null);
  const tabStop = items.some(({ node }) => node.nodeId === focusedId) ? focusedId : items[0]?.node.nodeId;
  useEffect(() => {
    if (focusedId === null) return;
    tree.current?.querySelector(`[data-node-id="${focusedId}"]`)?.scrollIntoView({ block: "nearest" });
  }, [focusedId]);

  const onKeyDown = (event: KeyboardEvent<HTMLUListElement>) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return; // Alt+← goes back
    const options = [...(tree.current?.querySelectorAll<HTMLElement>("[role=treeitem]") ?? [])];
    const at = options.indexOf(event.target as HTMLElement); // -1 when the tree itself has the focus
    const level = items[at]?.level ?? 1;
    const next = nextIndex(event.key, at, level, items);
    if (next !== null) options[next]?.focus();
    else if ((event.key === "Enter" || event.key === " ") && items[at]) pick(items[at].node.nodeId);
    else return;
    event.preventDefault();
  };
  const pick = (nodeId: number) => {
    choose(nodeId);
    board.scene.camera.reveal([nodeId]);
  };
  return (
    <ul
      ref={tree}
      role="tree"
      aria-label="Graph outline"
      aria-multiselectable="true"
      className="outline-tree"
      onKeyDown={onKeyDown}
    >
      {items.map(({ node, level, position, siblings }) => {
        const outcome = processOutcome(node.processState, node.exitStatus);
        const look =
          node.nodeType.startsWith("process.") && outcome === "failed" ? "failed" : nodeFamily(node.nodeType);
        const name = outlineName(node);
        return (
          <li
            key={node.nodeId}
            data-node-id={node.nodeId}
            role="treeitem"
            aria-label={name}
            aria-description={startIds.has(node.nodeId) ? "chosen by the sender" : undefined}
            aria-level={level}
            aria-posinset={position}
            aria-setsize={siblings}
            aria-selected={markedIds.has(node.nodeId)}
            aria-current={node.nodeId === focusedId ? "true" : undefined}
            tabIndex={node.nodeId === tabStop ? 0 : -1}
            title={name}
            className={`outline-item ${look}`}
            style={{ "--level": level - 1 } as React.CSSProperties}
            onClick={() => pick(node.nodeId)}
            onContextMenu={(event) =>
              openMenu(
                event,
                "Node menu",
                nodeEntries(sourceId, menuNodes(sourceId, node.nodeId), {
                  from: "elsewhere",
                  isNoProcess: !isProcess(node.nodeType),
                }),
              )
            }
          >
            <span className="outline-text">{name}</span>
          </li>
        );
      })}
    </ul>
  );
});

/** Where a key leads in the tree, as an index of `items`; null for keys that lead nowhere. */
function nextIndex(key: string, at: number, level: number, items: readonly OutlineItem[]): number | null {
  switch (key) {
    case "ArrowDown":
      return Math.min(items.length - 1, at + 1);
    case "ArrowUp":
      return Math.max(0, at - 1);
    case "Home":
      return 0;
    case "End":
      return items.length - 1;
    case "ArrowRight":
      return (items[at + 1]?.level ?? 0) > level ? at + 1 : at;
    case "ArrowLeft": {
      const holder = items.findLastIndex((item, index) => index < at && item.level < level);
      return holder === -1 ? at : holder;
    }
    default:
      return null;
  }
}
