import { type Command, COMMANDS } from "../../shared/model/commands.ts";
import { runCommand } from "./commands.ts";

const isMac = /mac/i.test(navigator.userAgent);

/** True if a key press is the accelerator (Electron's notation, "CmdOrCtrl+Shift+S"). */
export function matches(event: KeyboardEvent, accelerator: string): boolean {
  const parts = accelerator.split("+");
  const key = accelerator.endsWith("+") ? "+" : parts.at(-1)!; // split never gives an empty list
  const wantsControl = parts.includes("Ctrl") || (!isMac && parts.includes("CmdOrCtrl"));
  const pressed = event.key === "ArrowLeft" ? "Left" : event.key === "ArrowRight" ? "Right" : event.key;
  return (
    pressed.toLowerCase() === key.toLowerCase() &&
    event.ctrlKey === wantsControl &&
    event.metaKey === (isMac && parts.includes("CmdOrCtrl")) &&
    event.altKey === parts.includes("Alt") &&
    (event.shiftKey === parts.includes("Shift") || key === "=")
  );
}

/** An accelerator as people read it: "Ctrl+Shift+S", on macOS "⇧⌘S". */
export function shownKeys(accelerator: string): string {
  if (!isMac) return accelerator.replace("CmdOrCtrl", "Ctrl").replace("Left", "←").replace("Right", "→");
  return accelerator.replace("Shift+", "⇧").replace("Alt+", "⌥").replace("CmdOrCtrl+", "⌘");
}

const NO_TEXT = ["button", "checkbox", "color", "file", "image", "radio", "range", "reset", "submit"];

/** True if what is typed there is text, which has an Undo of its own; checkboxes and their like have none. */
export function takesText(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !NO_TEXT.includes(target.type);
  return target instanceof HTMLElement && target.matches("textarea, [contenteditable]");
}

/**
 * Listen to the keys of all commands. Text fields keep their own editing keys, an open dialog keeps everything but its
 * own; on macOS the menu bar hears the keys first, so the page leaves them to it.
 */
export function listenForKeys(): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || isMac || document.querySelector("[role=dialog],[role=alertdialog]")) return;
    const command = COMMANDS.find(
      (known: Command) => known.accelerator !== undefined && matches(event, known.accelerator),
    );
    if (!command || (takesText(event.target) && (command.id === "undo" || command.id === "redo"))) return;
    event.preventDefault();
    runCommand(command.id);
  };
  window.addEventListener("keydown", onKeyDown);
  return () => window.removeEventListener("keydown", onKeyDown);
}
