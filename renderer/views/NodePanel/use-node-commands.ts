import { useCommand } from "../../commands/commands.ts";
import { copyText } from "../../components/CopyButton.tsx";
import { notify } from "../../state/notices.ts";
import { useViewActions } from "../../state/source-view.ts";
import type { NodeDetails } from "./use-node.ts";

/** The commands that act on the node at hand. */
export function useNodeCommands(nodeId: number, node: NodeDetails | undefined): void {
  const { choose } = useViewActions();
  const current = node?.row.nodeId === nodeId ? node : undefined; // while the next is read, nothing is at hand
  useCommand("copy-uuid", () => {
    if (current) void copyText(current.row.uuid).then((done) => done && notify("UUID copied."));
  });
  useCommand("go-to-caller", () => {
    if (!current) return;
    const caller = current.process?.caller;
    if (caller) choose(caller.nodeId, { center: true });
    else notify(current.process ? "No process called this one." : "Only processes have a caller.");
  });
}
