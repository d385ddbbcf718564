import { DropdownMenu } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { type Command, commandOf } from "../../../shared/model/commands.ts";
import { isHandled, labelOf, runCommand, stateOf, useCommandVersion } from "../../commands/commands.ts";
import { shownKeys } from "../../commands/keys.ts";
import { closeMenu, type CommandLine, type MenuEntry, type OpenMenu, useOpenMenu } from "./open-menu.ts";
import "./ContextMenu.css";

/** The one context menu of the window; any part opens it with `openMenu`. */
export function ContextMenu() {
  const menu = useOpenMenu((state) => state.menu);
  return menu && <Menu key={`${menu.x} ${menu.y} ${menu.label}`} menu={menu} />;
}

function Menu({ menu }: { menu: OpenMenu }) {
  useCommandVersion();
  const picked = useRef<(() => void) | null>(null);
  return (
    <DropdownMenu.Root open modal={false} onOpenChange={(isOpen) => !isOpen && closeMenu()}>
      <DropdownMenu.Trigger asChild>
        <span
          className="menu-anchor"
          aria-hidden="true"
          tabIndex={-1}
          style={{ left: menu.x, top: menu.y }}
        />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="menu"
          align="start"
          sideOffset={2}
          collisionPadding={8}
          loop
          aria-label={menu.label}
          aria-labelledby={undefined} // the library would name it by its trigger, which has no words
          onContextMenu={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            menu.opener?.focus();
            picked.current?.(); // only now: it may move the focus
          }}
        >
          {menu.entries.map((entry, index) => (
            <Line
              key={index}
              entry={entry}
              isOfGraph={isCanvas(menu.opener)}
              onPick={(run) => (picked.current = run)}
            />
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** Keys of the canvas are shown where they mean something. */
function isCanvas(opener: HTMLElement | null): boolean {
  return opener?.getAttribute("role") === "application";
}

interface LineProps {
  entry: MenuEntry;
  isOfGraph: boolean;
  onPick: (run: () => void) => void;
}

function Line({ entry, isOfGraph, onPick }: LineProps) {
  if (entry === "line") return <DropdownMenu.Separator className="menu-line" />;
  if (!("command" in entry)) {
    const { label, run, off, isOn } = entry;
    return <Item label={label} off={off} isOn={isOn} onPick={() => onPick(run)} />;
  }
  const command = commandOf(entry.command);
  if (!command) return null;
  const { target } = entry;
  return (
    <Item
      label={entry.label ?? (target ? command.label : labelOf(command))}
      note={entry.note}
      off={offOf(entry, command)}
      isOn={target ? undefined : stateOf(command).isOn}
      keys={command.accelerator ? shownKeys(command.accelerator) : isOfGraph ? command.keyInGraph : undefined}
      onPick={() => onPick(() => runCommand(command.id, target))}
    />
  );
}

/** The state of a command is that of what is chosen; of a target only the menu knows. */
function offOf({ target, off }: CommandLine, command: Command): string | undefined {
  if (off !== undefined || (target && isHandled(command))) return off;
  return stateOf(command).off;
}

interface ItemProps {
  label: string;
  note?: string | undefined;
  off: string | undefined;
  isOn: boolean | undefined;
  keys?: string | undefined;
  onPick: () => void;
}

function Item({ label, note, off, isOn, keys, onPick }: ItemProps) {
  const common = {
    className: "menu-item",
    disabled: off !== undefined,
    textValue: label,
    onSelect: onPick,
    ...(off === undefined ? {} : { title: sentence(off) }),
    ...(keys ? { "aria-keyshortcuts": keys } : {}),
  };
  const content: ReactNode = (
    <>
      <span className="menu-label">{label}</span>
      {/* Drawn by the style sheet: the name of the item stays what it does. */}
      {note && <span className="menu-note" aria-hidden="true" data-text={note} />}
      {keys && <span className="menu-keys" aria-hidden="true" data-text={keys} />}
    </>
  );
  if (isOn === undefined) return <DropdownMenu.Item {...common}>{content}</DropdownMenu.Item>;
  return (
    <DropdownMenu.CheckboxItem {...common} checked={isOn}>
      <DropdownMenu.ItemIndicator className="menu-tick" aria-hidden="true">
        ✓
      </DropdownMenu.ItemIndicator>
      {content}
    </DropdownMenu.CheckboxItem>
  );
}

function sentence(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}
