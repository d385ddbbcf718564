import { type KeyboardEvent, useId, useRef, useState } from "react";
import { type Command, COMMANDS } from "../../../shared/model/commands.ts";
import { canRun, runCommand, useCommand } from "../../commands/commands.ts";
import { shownKeys } from "../../commands/keys.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { filterCommands } from "./filter-commands.ts";
import "./CommandPalette.css";

/** Every action by name: type a part of it, Enter runs it. */
export function CommandPalette() {
  const [isOpen, setOpen] = useState(false);
  useCommand("palette", () => setOpen(true));
  const picked = useRef<Command | null>(null);
  const run = (command: Command) => {
    picked.current = command;
    setOpen(false);
  };
  /** Only now: a command may move the focus, and the dialog would take it back. */
  const runPicked = () => {
    if (picked.current) runCommand(picked.current.id);
    picked.current = null;
  };
  return (
    <Dialog
      title="Command palette"
      isOpen={isOpen}
      onClose={() => setOpen(false)}
      onClosed={runPicked}
      className="palette"
    >
      <Palette onRun={run} />
    </Dialog>
  );
}

function Palette({ onRun }: { onRun: (command: Command) => void }) {
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const [runnable] = useState(() => new Set(COMMANDS.filter(canRun).map((command) => command.id as string)));
  const listId = useId();
  const found = filterCommands(
    COMMANDS.filter((command) => command.id !== "palette"),
    text,
  );
  const index = Math.min(active, found.length - 1);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && found.length > 0) {
      event.preventDefault();
      const next = (index + step + found.length) % found.length;
      setActive(next);
      document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && found[index] && runnable.has(found[index].id)) {
      onRun(found[index]);
    }
  };
  return (
    <>
      <input
        type="text"
        role="combobox"
        aria-label="Find a command"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={found.length > 0 ? `${listId}-${index}` : undefined}
        placeholder="Find a command"
        className="text-input palette-input"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div role="listbox" id={listId} aria-label="Commands" className="palette-list">
        {found.map((command, at) => (
          <div
            key={command.id}
            role="option"
            id={`${listId}-${at}`}
            aria-selected={at === index}
            aria-disabled={!runnable.has(command.id)}
            className="palette-row"
            onClick={() => runnable.has(command.id) && onRun(command)}
          >
            <span className="palette-menu">{command.menu}</span>
            <span className="palette-label">{command.label}</span>
            {command.accelerator && <kbd>{shownKeys(command.accelerator)}</kbd>}
          </div>
        ))}
        {found.length === 0 && (
          <p className="palette-none">No command has these words. Try fewer letters: “exp” finds Export.</p>
        )}
      </div>
    </>
  );
}
