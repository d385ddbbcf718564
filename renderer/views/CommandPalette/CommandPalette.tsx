import { type KeyboardEvent, startTransition, useEffect, useId, useRef, useState } from "react";
import { useCommand } from "../../commands/commands.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { countOf } from "../../components/number-text.ts";
import type { PaletteEntry } from "./rank.ts";
import { useEntries } from "./use-entries.ts";
import { noteUse, usedLately } from "./used-lately.ts";
import "./CommandPalette.css";

const PAGE = 10; // lines that Page Up and Page Down pass
const FIRST = 24; // lines that are seen at once

/** Every action by name: type a part of it, Enter does it. */
export function CommandPalette() {
  const [isOpen, setOpen] = useState(false);
  useCommand("palette", () => setOpen(true));
  const picked = useRef<PaletteEntry | null>(null);
  const run = (entry: PaletteEntry) => {
    picked.current = entry;
    setOpen(false);
  };
  /** Only now: a command may move the focus, and the dialog would take it back. */
  const runPicked = () => {
    const entry = picked.current;
    picked.current = null;
    if (!entry) return;
    noteUse(entry.id);
    entry.run();
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

function Palette({ onRun }: { onRun: (entry: PaletteEntry) => void }) {
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const [used] = useState(usedLately);
  const listId = useId();
  const isWhole = useWhole(text);
  const all = useEntries(text, used);
  const found = isWhole ? all : all.slice(0, FIRST);
  const index = Math.min(active, found.length - 1);
  const take = (entry: PaletteEntry | undefined) => {
    if (entry && entry.off === undefined) onRun(entry);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") return take(found[index]);
    const next = nextIndex(event, index, found.length);
    if (next === null) return;
    event.preventDefault();
    setActive(next);
    document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: "nearest" });
  };
  return (
    <>
      <input
        type="text"
        role="combobox"
        aria-label="Find a command"
        aria-expanded="true"
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={found.length > 0 ? `${listId}-${index}` : undefined}
        placeholder="Find a command, a tab, a recent file"
        spellCheck={false}
        maxLength={200}
        className="text-input palette-input"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div role="listbox" id={listId} aria-label="Commands" className="palette-list">
        {found.map((entry, at) => (
          <Line
            key={entry.id}
            id={`${listId}-${at}`}
            entry={entry}
            isActive={at === index}
            onTake={() => take(entry)}
          />
        ))}
      </div>
      {found.length === 0 && (
        <p className="palette-none">
          No command, tab or recent file has these words. Try fewer letters: “exp” finds Export.
        </p>
      )}
      <p role="status" className="visually-hidden">
        {text === "" ? "" : countOf(all.length, "command")}
      </p>
    </>
  );
}

/** False at first for each text: the lines below the edge come a moment later, so that typing is not held up. */
function useWhole(text: string): boolean {
  const [wholeFor, setWholeFor] = useState<string | null>(null);
  useEffect(() => startTransition(() => setWholeFor(text)), [text]);
  return wholeFor === text;
}

interface LineProps {
  id: string;
  entry: PaletteEntry;
  isActive: boolean;
  onTake: () => void;
}

function Line({ id, entry, isActive, onTake }: LineProps) {
  const { label, place, off, isOn, keys } = entry;
  return (
    <div
      role="option"
      id={id}
      aria-selected={isActive}
      aria-disabled={off !== undefined}
      className="palette-row"
      title={entry.place === "Recent" ? entry.words : undefined}
      onMouseDown={(event) => event.preventDefault()} // keeps the focus in the field
      onClick={onTake}
    >
      <span className="palette-menu">{place}</span>{" "}
      <span className="palette-label">
        {label}
        {isOn && <span className="palette-on"> ✓ on</span>}
      </span>{" "}
      {off !== undefined && <span className="palette-off">{off}</span>} {keys && <kbd>{keys}</kbd>}
    </div>
  );
}

/** Where a key leads in the list; null for keys that lead nowhere. With Shift they mark in the text. */
function nextIndex(event: KeyboardEvent, index: number, count: number): number | null {
  if (count === 0 || event.shiftKey || event.altKey) return null;
  const last = count - 1;
  switch (event.key) {
    case "ArrowDown":
      return (index + 1) % count;
    case "ArrowUp":
      return (index - 1 + count) % count;
    case "PageDown":
      return Math.min(last, index + PAGE);
    case "PageUp":
      return Math.max(0, index - PAGE);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}
