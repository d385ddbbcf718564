import { create } from "zustand";
import type { CommandId } from "../../../shared/model/commands.ts";
import type { CommandTarget } from "../../commands/commands.ts";

/** One line of a context menu: a command, something only this menu can do, or a line between groups. */
export type MenuEntry = CommandLine | OwnLine | "line";

/** A command of the window; with a target it is done with that instead of what is chosen. */
export interface CommandLine {
  command: CommandId;
  target?: CommandTarget;
  /** Its words here, where the label of the command says too much or too little. */
  label?: string;
  /** What it is done with, beside the label: "3 nodes". */
  note?: string | undefined;
  /** Why it cannot be done with this target. */
  off?: string | undefined;
}

export interface OwnLine {
  label: string;
  run: () => void;
  off?: string | undefined;
  /** On or off, of a line that can be either. */
  isOn?: boolean;
}

/** A menu that stands open: where, in px of the window, and what has the focus again when it closes. */
export interface OpenMenu {
  label: string;
  x: number;
  y: number;
  entries: readonly MenuEntry[];
  opener: HTMLElement | null;
}

export const useOpenMenu = create<{ menu: OpenMenu | null }>(() => ({ menu: null }));

/** Open a menu at a place of the window. The focus goes back to what has it now. */
export function openMenuAt(
  place: { x: number; y: number },
  label: string,
  entries: readonly MenuEntry[],
): void {
  if (entries.length === 0) return;
  const opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  useOpenMenu.setState({ menu: { label, ...place, entries, opener } });
}

interface MenuEvent {
  clientX: number;
  clientY: number;
  target: EventTarget | null;
  preventDefault(): void;
  stopPropagation(): void;
}

/** Open a menu where a person asked for it by mouse or key. Selected text under it can be copied in every menu. */
export function openMenu(event: MenuEvent, label: string, entries: readonly MenuEntry[]): void {
  event.preventDefault();
  event.stopPropagation();
  const text: MenuEntry[] = isOnSelectedText(event.target)
    ? [{ command: "copy", label: "Copy selected text" }, "line"]
    : [];
  openMenuAt({ x: event.clientX, y: event.clientY }, label, [...text, ...entries]);
}

export function closeMenu(): void {
  useOpenMenu.setState({ menu: null });
}

/** True if there is selected text where the menu was asked for. */
export function isOnSelectedText(target: EventTarget | null): boolean {
  const selection = window.getSelection();
  return (
    selection !== null &&
    !selection.isCollapsed &&
    target instanceof Node &&
    selection.containsNode(target, true)
  );
}
