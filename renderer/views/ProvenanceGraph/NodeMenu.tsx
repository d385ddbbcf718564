import { DropdownMenu } from "radix-ui";
import { isProcess } from "../../../shared/model/node.ts";
import type { Drawing } from "../../graph/drawing.ts";
import { host } from "../../ipc/host.ts";
import { useView, useViewActions } from "../../state/source-view.ts";
import type { GraphActions } from "./use-graph-commands.ts";

/** Where the menu opens, px in the canvas, and for which node. */
export interface MenuPlace {
  nodeId: number;
  x: number;
  y: number;
}

interface NodeMenuProps {
  place: MenuPlace | null;
  drawing: Drawing;
  actions: GraphActions;
  onClose(): void;
  onClosed(): void; // the focus may go back to the canvas
}

/** What can be done with a node of the picture. On a marked node it is done with all marked ones. */
export function NodeMenu({ place, drawing, actions, onClose, onClosed }: NodeMenuProps) {
  const marked = useView((view) => view.markedIds);
  const basket = useView((view) => view.basket.nodeIds);
  const { addToBasket, removeFromBasket } = useViewActions();
  const drawn = place ? drawing.nodes.get(place.nodeId) : undefined;
  if (!place || !drawn) return null;
  const { node, hiddenCalls } = drawn;
  const nodeIds = marked.has(node.nodeId) && marked.size > 1 ? [...marked] : [node.nodeId];
  const isInBasket = nodeIds.every((nodeId) => basket.has(nodeId));
  const items: Array<{ label: string; run: () => void; isOff?: boolean } | "line"> = [
    isInBasket
      ? { label: "Remove from basket", run: () => removeFromBasket(nodeIds) }
      : { label: "Add to basket", run: () => addToBasket(nodeIds) },
    "line",
    {
      label: "Expand called processes",
      run: () => actions.expandCalls(nodeIds),
      isOff: hiddenCalls === 0 && nodeIds.length === 1,
    },
    { label: "Expand inputs", run: () => actions.expandInputs(nodeIds) },
    { label: "Expand outputs", run: () => actions.expandOutputs(nodeIds) },
    { label: "Collapse", run: () => actions.collapse(nodeIds) },
    "line",
    { label: "Show ancestors", run: () => actions.showAncestors(nodeIds) },
    { label: "Show descendants", run: () => actions.showDescendants(nodeIds) },
    { label: "Go to caller", run: () => actions.goToCaller(node.nodeId), isOff: !isProcess(node.nodeType) },
    "line",
    { label: "Hide from the graph", run: () => actions.hide(nodeIds) },
    { label: "Copy UUID", run: () => void host("clipboard.write", { text: node.uuid }) },
  ];
  return (
    <DropdownMenu.Root open modal={false} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DropdownMenu.Trigger asChild>
        <span
          className="node-menu-anchor"
          aria-hidden="true"
          tabIndex={-1}
          style={{ left: place.x, top: place.y }}
        />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="menu"
          align="start"
          sideOffset={2}
          collisionPadding={8}
          aria-label="Node menu"
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            onClosed();
          }}
        >
          {items.map((item, index) =>
            item === "line" ? (
              <DropdownMenu.Separator key={`line ${index}`} className="menu-line" />
            ) : (
              <DropdownMenu.Item
                key={item.label}
                className="menu-item"
                disabled={item.isOff === true}
                onSelect={item.run}
              >
                {item.label}
                {nodeIds.length > 1 && item.label !== "Copy UUID" && item.label !== "Go to caller" && (
                  <span className="menu-note" aria-hidden="true">
                    {nodeIds.length} nodes
                  </span>
                )}
              </DropdownMenu.Item>
            ),
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
