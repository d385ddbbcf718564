import { useCommands } from "../../commands/commands.ts";
import { nodesOf, useNothingChosen } from "../../commands/node-commands.ts";
import { askGroup } from "../../state/group-request.ts";
import { useSourceId } from "../../state/source-view.ts";

/** Commands about groups of the library at hand: for the chosen nodes, or those of a context menu. */
export function useGroupCommands(): void {
  const sourceId = useSourceId();
  const off = useNothingChosen();
  useCommands({
    "group-new": {
      run: (target) =>
        askGroup({ dialog: "new", sourceId, nodeIds: nodesOf(sourceId, target), takesNodes: true }),
    },
    "group-add": {
      run: (target) => askGroup({ dialog: "add", sourceId, nodeIds: nodesOf(sourceId, target) }),
      off,
    },
    "group-remove": {
      run: (target) => askGroup({ dialog: "remove", sourceId, nodeIds: nodesOf(sourceId, target) }),
      off,
    },
  });
}
