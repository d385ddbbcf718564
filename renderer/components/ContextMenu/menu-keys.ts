import { takesText } from "../../commands/keys.ts";
import { type MenuEntry, isOnSelectedText, openMenu } from "./open-menu.ts";

const TEXT_ENTRIES: readonly MenuEntry[] = [
  { command: "cut" },
  { command: "copy" },
  { command: "paste" },
  "line",
  { command: "select-text" },
];

/**
 * The keys that open the menu of what has the focus (Menu, Shift+F10), and the menus of text. A part of the window that
 * has a menu of its own hears the same event for mouse and keys: `contextmenu`, at the active item of a list.
 */
export function listenForMenus(): () => void {
  const isMenuKey = (event: KeyboardEvent) =>
    event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isMenuKey(event) || event.defaultPrevented || document.querySelector("[role=menu]")) return;
    event.preventDefault();
    const at = activeElement();
    const { left, bottom, width, height } = at.getBoundingClientRect();
    const place = { clientX: left + Math.min(24, width / 2), clientY: bottom - Math.min(4, height / 2) };
    at.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true, ...place }));
  };
  /** The system would ask for a menu once more as the key comes up. */
  const onKeyUp = (event: KeyboardEvent) => {
    if (isMenuKey(event)) event.preventDefault();
  };
  const onContextMenu = (event: MouseEvent) => {
    if (event.defaultPrevented) return;
    if (takesText(event.target)) openMenu(event, "Text", TEXT_ENTRIES);
    else if (isOnSelectedText(event.target)) openMenu(event, "Text", []);
  };
  window.addEventListener("keydown", onKeyDown);
  window.addEventListener("keyup", onKeyUp);
  window.addEventListener("contextmenu", onContextMenu);
  return () => {
    window.removeEventListener("keydown", onKeyDown);
    window.removeEventListener("keyup", onKeyUp);
    window.removeEventListener("contextmenu", onContextMenu);
  };
}

/** What has the focus; of a list that keeps the focus itself, its active item. */
function activeElement(): Element {
  const focused = document.activeElement ?? document.body;
  return document.getElementById(focused.getAttribute("aria-activedescendant") ?? "") ?? focused;
}
