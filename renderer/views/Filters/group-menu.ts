import { escapeLine } from "../../../shared/text/escape.ts";
import type { MenuEntry } from "../../components/ContextMenu/open-menu.ts";
import { countOf } from "../../components/number-text.ts";
import { editOrTell } from "../../queries/library-edits.ts";
import { askDelete } from "../../state/delete-request.ts";
import { askGroup, type NamedGroup } from "../../state/group-request.ts";
import { notify } from "../../state/notices.ts";
import { viewActions, viewOf } from "../../state/source-view.ts";

/** What can be done with a group of the library. */
export function groupEntries(sourceId: string, group: NamedGroup & { groupId: number }): MenuEntry[] {
  const { uuid, label, description } = group;
  const { markedIds } = viewOf(sourceId).getState();
  const nodeIds = Int32Array.from(markedIds);
  const none = nodeIds.length === 0 ? "select nodes first" : undefined;
  const change = (field: "label" | "description") =>
    askGroup({ dialog: "change", sourceId, group: { uuid, label, description }, field });
  const move = async (kind: "group-add" | "group-remove") => {
    const verb = kind === "group-add" ? "add" : "remove";
    const what = countOf(nodeIds.length, "node");
    const name = `${verb} ${what} ${verb === "add" ? "to" : "from"} group`;
    const outcome = await editOrTell(sourceId, name, [{ kind, group: uuid, nodeIds }]);
    if (!outcome) return;
    if (outcome.changed === 0)
      notify(verb === "add" ? "The group has them already." : "The group holds none of them.");
    else
      viewActions(sourceId).offerUndo(
        `${verb === "add" ? "Added to" : "Removed from"} “${escapeLine(label)}”.`,
      );
  };
  return [
    "line",
    { label: "Rename group…", run: () => change("label") },
    { label: "Describe group…", run: () => change("description") },
    { label: "Add selected nodes to group", run: () => void move("group-add"), off: none },
    { label: "Remove selected nodes from group", run: () => void move("group-remove"), off: none },
    { label: "Delete group", run: () => void deleteGroup(sourceId, group) },
    {
      label: "Delete the nodes of the group…",
      run: () => askDelete({ sourceId, nodeIds: new Int32Array(), groupIds: [group.groupId] }),
    },
    "line",
  ];
}

/** Delete a group at once: its nodes stay, and it can be taken back. */
async function deleteGroup(sourceId: string, group: NamedGroup): Promise<void> {
  if (!(await editOrTell(sourceId, "delete group", [{ kind: "group-delete", group: group.uuid }]))) return;
  viewActions(sourceId).offerUndo(`Group “${escapeLine(group.label)}” deleted; its nodes stay.`);
}
