import { useEffect } from "react";
import { COMMANDS, type Command } from "../../shared/model/commands.ts";
import { isDialogOpen, onDialogsChange } from "../components/open-dialogs.ts";
import { host } from "../ipc/host.ts";
import { onCommandsChange, stateOf } from "./commands.ts";

const WAIT_MS = 60; // a click changes many states one after another; a menu is not opened faster than that

/** Keep the menu bar in step with what this window can do. While a dialog is open, only the window itself has commands. */
export function useMenuSync(): void {
  useEffect(() => {
    let told = "";
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      timer = undefined;
      const state = menuState();
      const text = JSON.stringify(state);
      if (text !== told) void host("window.setMenu", state);
      told = text;
    };
    const soon = () => {
      timer ??= setTimeout(tell, WAIT_MS);
    };
    soon();
    const stops = [onCommandsChange(soon), onDialogsChange(soon)];
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, []);
}

function menuState() {
  const off: string[] = [];
  const on: string[] = [];
  const labels: Record<string, string> = {};
  const isHeld = isDialogOpen();
  for (const command of COMMANDS as readonly Command[]) {
    const state = stateOf(command);
    if (state.off !== undefined || (isHeld && !command.host && !command.role)) off.push(command.id);
    if (state.isOn) on.push(command.id);
    if (state.label !== undefined) labels[command.id] = state.label.slice(0, 200);
  }
  return { off, on, labels };
}
