import { useCommands } from "../../commands/commands.ts";
import { nodesOf, useNothingChosen } from "../../commands/node-commands.ts";
import { askDelete } from "../../state/delete-request.ts";
import { useSourceId, useView, viewOf } from "../../state/source-view.ts";

/** Commands that delete from the library at hand: the chosen nodes, those of a context menu, or what is in the basket. */
export function useDeleteCommands(): void {
  const sourceId = useSourceId();
  const off = useNothingChosen();
  const isEmpty = useView(({ basket }) => basket.nodeIds.size + basket.groupIds.size === 0);
  const isAll = useView(({ basket }) => basket.all);
  useCommands({
    "delete-nodes": {
      run: (target) => {
        const nodeIds = Int32Array.from(nodesOf(sourceId, target));
        if (nodeIds.length > 0) askDelete({ sourceId, nodeIds, groupIds: [] });
      },
      off,
    },
    "delete-basket": {
      run: () => {
        const { basket } = viewOf(sourceId).getState();
        askDelete({ sourceId, nodeIds: Int32Array.from(basket.nodeIds), groupIds: [...basket.groupIds] });
      },
      off: isAll
        ? "choose nodes; the whole library is not deleted"
        : isEmpty
          ? "the basket is empty"
          : undefined,
    },
  });
}
