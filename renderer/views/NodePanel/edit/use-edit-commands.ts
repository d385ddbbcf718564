import { flushSync } from "react-dom";
import { type CommandEntry, useCommands } from "../../../commands/commands.ts";
import { CHOOSE_FIRST, nodesOf } from "../../../commands/node-commands.ts";
import { editNode, type NodeEditing } from "../../../state/node-editing.ts";
import { type InspectorTab, useSourceId, useView, viewActions, viewOf } from "../../../state/source-view.ts";

/** Commands that edit the node of the inspector, or that of a context menu, which is chosen for it. */
export function useEditCommands(): void {
  const sourceId = useSourceId();
  const off = useView((view) => view.focusedId) === null ? CHOOSE_FIRST : undefined;
  const edit = (editing: NodeEditing, tab?: InspectorTab): CommandEntry => ({
    run(target) {
      const { focusedId } = viewOf(sourceId).getState();
      const nodeId = target.nodeIds ? nodesOf(sourceId, target)[0] : focusedId;
      if (nodeId === undefined || nodeId === null) return;
      const actions = viewActions(sourceId);
      flushSync(() => {
        if (nodeId !== focusedId) actions.choose(nodeId);
        if (tab) actions.setTab(tab);
      });
      editNode(sourceId, nodeId, editing);
    },
    off,
  });
  useCommands({
    "edit-label": edit({ what: "label" }),
    "edit-description": edit({ what: "description" }),
    "extra-add": edit({ what: "extra", key: undefined }, "extras"),
    "comment-add": edit({ what: "comment", uuid: undefined }, "comments"),
  });
}
