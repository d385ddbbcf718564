import { ListTree, PanelLeftClose } from "lucide-react";
import {
  type CSSProperties,
  type KeyboardEvent,
  memo,
  type MouseEvent,
  type RefObject,
  useDeferredValue,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { isProcess, nodeFamily } from "../../../shared/model/node.ts";
import { processOutcome } from "../../../shared/model/process-state.ts";
import { menuNodes, nodeEntries } from "../../commands/node-menu.ts";
import { openMenu } from "../../components/ContextMenu/open-menu.ts";
import type { Drawing } from "../../graph/drawing.ts";
import type { GraphBoard } from "../../graph/graph-board.ts";
import type { GraphNode } from "../../graph/graph-types.ts";
import { type OutlineItem, outlineName, outlineOf, outlineParts } from "../../graph/outline.ts";
import { useStartingSet } from "../../queries/starting-set.ts";
import { changeLayout, useLayout } from "../../state/layout.ts";
import { useSourceId, useView, useViewActions } from "../../state/source-view.ts";
import { OutlineRow } from "./OutlineRow.tsx";
import { useSlices } from "./use-slices.ts";

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
  const shown = useSlices(items);
  const parts = useMemo(() => outlineParts(shown), [shown]);
  const [isByKey, setByKey] = useState(false); // as a class: with `:has()` each new line would be looked at again
  const tree = useRef<HTMLDivElement>(null);
  const focus = useKeptFocus(tree);
  const isFocusedShown = shown.some(({ node }) => node.nodeId === focusedId);
  const tabStop = isFocusedShown ? focusedId : items[0]?.node.nodeId;
  useEffect(() => {
    if (!isFocusedShown) return;
    tree.current?.querySelector(`[data-node-id="${focusedId}"]`)?.scrollIntoView({ block: "nearest" });
  }, [focusedId, isFocusedShown]);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
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
  const nodeOf = (event: MouseEvent) => {
    const line = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-node-id]") : null;
    return items.find(({ node }) => String(node.nodeId) === line?.dataset["nodeId"])?.node;
  };
  const pick = (nodeId: number) => {
    choose(nodeId);
    board.scene.camera.reveal([nodeId]);
  };
  return (
    <div
      ref={tree}
      role="tree"
      aria-label="Graph outline"
      aria-multiselectable="true"
      className={isByKey ? "outline-tree by-key" : "outline-tree"}
      onFocus={(event) => {
        focus.note(event.target);
        setByKey(event.target.matches(":focus-visible"));
      }}
      onBlur={() => {
        focus.note(null);
        setByKey(false);
      }}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        const node = nodeOf(event);
        if (node) pick(node.nodeId);
      }}
      onContextMenu={(event) => {
        const node = nodeOf(event);
        if (!node) return;
        const nodeIds = menuNodes(sourceId, node.nodeId);
        const isNoProcess = !isProcess(node.nodeType);
        openMenu(event, "Node menu", nodeEntries(sourceId, nodeIds, { from: "elsewhere", isNoProcess }));
      }}
    >
      {parts.map((part) => (
        <div
          key={part[0]?.node.nodeId}
          role="none"
          className="outline-part"
          style={{ "--lines": part.length } as CSSProperties}
        >
          {part.map(({ node, level, position, siblings }) => (
            <OutlineRow
              key={node.nodeId}
              nodeId={node.nodeId}
              name={outlineName(node)}
              look={lookOf(node)}
              level={level}
              position={position}
              siblings={siblings}
              isStart={startIds.has(node.nodeId)}
              isMarked={markedIds.has(node.nodeId)}
              isFocused={node.nodeId === focusedId}
              isTabStop={node.nodeId === tabStop}
            />
          ))}
        </div>
      ))}
    </div>
  );
});

/** A line that comes into another part of the tree is made anew there, and takes the focus along. */
function useKeptFocus(tree: RefObject<HTMLElement | null>) {
  const nodeId = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    if (nodeId.current === undefined || document.activeElement !== document.body) return;
    tree.current?.querySelector<HTMLElement>(`[data-node-id="${nodeId.current}"]`)?.focus();
  });
  return { note: (line: HTMLElement | null) => void (nodeId.current = line?.dataset["nodeId"]) };
}

function lookOf(node: GraphNode): string {
  const hasFailed = processOutcome(node.processState, node.exitStatus) === "failed";
  return isProcess(node.nodeType) && hasFailed ? "failed" : nodeFamily(node.nodeType);
}

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
