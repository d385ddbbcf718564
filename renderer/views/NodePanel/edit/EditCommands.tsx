import { useEditCommands } from "./use-edit-commands.ts";

/** Stands where nodes can be edited, and takes the commands for it. */
export function EditCommands() {
  useEditCommands();
  return null;
}
