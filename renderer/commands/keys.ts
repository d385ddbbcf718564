import { COMMANDS, type Command, commandOf } from "../../shared/model/commands.ts";
import { runCommand } from "./commands.ts";

const isMac = /mac/i.test(navigator.userAgent);

const KEY_NAMES: Record<string, string> = { ArrowLeft: "Left", ArrowRight: "Right" };

/** True if a key press is the accelerator (Electron's notation, "CmdOrCtrl+Shift+S"). */
export function matches(event: KeyboardEvent, accelerator: string): boolean {
  const parts = accelerator.split("+");
  const key = accelerator.endsWith("+") ? "+" : parts.at(-1)!; // split never gives an empty list
  const wantsControl = parts.includes("Ctrl") || (!isMac && parts.includes("CmdOrCtrl"));
  const wantsCommand = isMac && parts.includes("CmdOrCtrl");
  const pressed = KEY_NAMES[event.key] ?? event.key;
  return (
    pressed.toLowerCase() === key.toLowerCase() &&
    event.ctrlKey === wantsControl &&
    event.metaKey === wantsCommand &&
    event.altKey === parts.includes("Alt") &&
    (event.shiftKey === parts.includes("Shift") || key === "=" || key === "+") // on some keyboards they need Shift
  );
}

const MAC_SIGNS = [
  ["Ctrl", "⌃"],
  ["Alt", "⌥"],
  ["Shift", "⇧"],
  ["CmdOrCtrl", "⌘"],
] as const; // in the order in which macOS writes them

/** An accelerator as people read it: "Ctrl+Shift+S", on macOS "⇧⌘S". */
export function shownKeys(accelerator: string, mac = isMac): string {
  const named = accelerator.replace("Left", "←").replace("Right", "→");
  if (!mac) return named.replace("CmdOrCtrl", "Ctrl");
  const parts = named.split("+");
  const signs = MAC_SIGNS.filter(([part]) => parts.includes(part)).map(([, sign]) => sign);
  return `${signs.join("")}${parts.at(-1)}`;
}

/** The keys of a command as people read them; empty when it has none. */
export function keysOf(id: string): string {
  const command = commandOf(id);
  return command?.accelerator ? shownKeys(command.accelerator) : "";
}

/** A tooltip with the keys that do the same: "Back (Alt+←)". `inGraph` adds those that need the graph's focus. */
export function titleWithKeys(title: string, id: string): string {
  const keys = keysOf(id) || commandOf(id)?.keyInGraph;
  return keys ? `${title} (${keys})` : title;
}

const NO_TEXT = ["button", "checkbox", "color", "file", "image", "radio", "range", "reset", "submit"];

/** True if what is typed there is text, which has an Undo of its own; checkboxes and their like have none. */
export function takesText(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !NO_TEXT.includes(target.type);
  return target instanceof HTMLElement && target.matches("textarea, [contenteditable]");
}

/** The command of a key press; undefined when it is none. */
export function commandOfKey(event: KeyboardEvent): Command | undefined {
  return COMMANDS.find(({ accelerator, also }: Command) =>
    [accelerator, ...(also ?? [])].some((keys) => keys !== undefined && matches(event, keys)),
  );
}

/** What holds the keys to itself while it is open; the tour is no such dialog. */
const HOLDS_KEYS = "[role=dialog]:not([aria-modal=false]),[role=alertdialog],[role=menu]";

/** What concerns the window as a whole and helps to read a dialog too. */
const EVERYWHERE: ReadonlySet<string> = new Set([
  "text-larger",
  "text-smaller",
  "text-normal",
  "full-screen",
]);

/** Commands whose keys mean something else in a text: Shift+Delete cuts. */
const OF_TEXT: ReadonlySet<string> = new Set(["undo", "redo", "delete-nodes"]);

/**
 * Listen to the keys of all commands. Text fields keep their own editing keys, an open dialog or menu keeps everything
 * but its own; on macOS the menu bar hears the keys first, so the page leaves them to it.
 */
export function listenForKeys(): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || isMac) return;
    const command = commandOfKey(event);
    if (!command || (document.querySelector(HOLDS_KEYS) && !EVERYWHERE.has(command.id))) return;
    if (takesText(event.target) && OF_TEXT.has(command.id)) return;
    event.preventDefault();
    runCommand(command.id);
  };
  /** The two further buttons of a mouse are Back and Forward everywhere. */
  const onMouseUp = (event: MouseEvent) => {
    const id = { 3: "back", 4: "forward" }[event.button];
    if (!id || document.querySelector(HOLDS_KEYS)) return;
    event.preventDefault();
    runCommand(id);
  };
  window.addEventListener("keydown", onKeyDown);
  window.addEventListener("mouseup", onMouseUp);
  return () => {
    window.removeEventListener("keydown", onKeyDown);
    window.removeEventListener("mouseup", onMouseUp);
  };
}

/** Run what an item of the menu bar names. Undo and Redo in a text field are those of its text, as with their keys. */
export function runMenuCommand(id: string): void {
  if ((id === "undo" || id === "redo") && takesText(document.activeElement)) document.execCommand(id);
  else runCommand(id);
}
