import { runCommand } from "../../commands/commands.ts";
import { titleWithKeys } from "../../commands/keys.ts";
import { useIsEditable } from "../../state/editable.ts";
import { useView, useViewActions } from "../../state/source-view.ts";
import type { NodeDetails } from "./use-node.ts";

/** What can be done with the node at hand, always in reach. */
export function NodeActions({ node }: { node: NodeDetails }) {
  const { nodeId } = node.row;
  const isAll = useView((view) => view.basket.all);
  const isChosen = useView((view) => view.basket.nodeIds.has(nodeId));
  const { addToBasket, removeFromBasket, choose } = useViewActions();
  const isEditable = useIsEditable();
  const caller = node.process?.caller;
  return (
    <div className="node-actions">
      {isChosen && !isAll ? (
        <button
          type="button"
          className="button"
          title={titleWithKeys("Take this node out of the basket", "basket-remove")}
          onClick={() => removeFromBasket([nodeId])}
        >
          Remove from basket
        </button>
      ) : (
        <button
          type="button"
          className="button"
          disabled={isAll}
          title={
            isAll
              ? "The whole archive is in the basket"
              : titleWithKeys("Choose this node for export", "basket-add")
          }
          onClick={() => addToBasket([nodeId])}
        >
          Add to basket
        </button>
      )}
      {isEditable && (
        <button
          type="button"
          className="button"
          title={titleWithKeys("Delete this node and what cannot be without it", "delete-nodes")}
          onClick={() => runCommand("delete-nodes", { nodeIds: [nodeId] })}
        >
          Delete…
        </button>
      )}
      {caller && (
        <button type="button" className="button" onClick={() => choose(caller.nodeId, { center: true })}>
          Go to caller
        </button>
      )}
    </div>
  );
}
