import { Dialog } from "../../components/Dialog.tsx";
import { askGroup, type GroupRequest, useGroupRequest } from "../../state/group-request.ts";
import { AddToGroup } from "./AddToGroup.tsx";
import { GroupForm } from "./GroupForm.tsx";
import { RemoveFromGroup } from "./RemoveFromGroup.tsx";
import { useGroupCommands } from "./use-group-commands.ts";
import "./GroupDialogs.css";

const TITLES: Record<GroupRequest["dialog"], string> = {
  new: "New group",
  change: "Change group",
  add: "Add to group",
  remove: "Remove from group",
};

/** The dialogs that make and change groups of the library, and the commands that open them. */
export function GroupDialogs() {
  useGroupCommands();
  const request = useGroupRequest((state) => state.request);
  const close = () => askGroup(null);
  return (
    <Dialog title={request ? TITLES[request.dialog] : ""} isOpen={request !== null} onClose={close}>
      {request && <Content request={request} onClose={close} />}
    </Dialog>
  );
}

function Content({ request, onClose }: { request: GroupRequest; onClose: () => void }) {
  switch (request.dialog) {
    case "new":
    case "change":
      return <GroupForm request={request} onClose={onClose} />;
    case "add":
      return <AddToGroup request={request} onClose={onClose} />;
    case "remove":
      return <RemoveFromGroup request={request} onClose={onClose} />;
  }
}
