import { useDeferredValue, useMemo, useState } from "react";
import { useCommand } from "../../commands/commands.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { countOf } from "../../components/number-text.ts";
import { findShortcuts, type ShortcutGroup, shortcutGroups } from "./shortcut-list.ts";
import "./Shortcuts.css";

/** All keys on one page, by menu and by part of the window, with a search. */
export function Shortcuts() {
  const [isOpen, setOpen] = useState(false);
  useCommand("help", () => setOpen(true));
  return (
    <Dialog title="Keyboard shortcuts" isOpen={isOpen} onClose={() => setOpen(false)} className="shortcuts">
      <ShortcutList />
    </Dialog>
  );
}

function ShortcutList() {
  const [text, setText] = useState("");
  const groups = useMemo(() => shortcutGroups(), []);
  const found = findShortcuts(groups, useDeferredValue(text));
  const count = found.reduce((sum, { rows }) => sum + rows.length, 0);
  return (
    <>
      <input
        type="search"
        aria-label="Find a shortcut"
        placeholder="Find a shortcut, by key or by what it does"
        className="text-input shortcuts-find"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <p role="status" className="visually-hidden">
        {text === "" ? "" : countOf(count, "shortcut")}
      </p>
      {/* A list that scrolls takes the focus, so that the arrow keys reach all of it. */}
      <div role="group" aria-label="Shortcuts" className="shortcuts-list" tabIndex={0}>
        <div className="shortcuts-columns">
          {found.map((group) => (
            <Group key={group.heading} group={group} />
          ))}
          {found.length === 0 && <p className="palette-none">No key does that.</p>}
        </div>
      </div>
      <p className="shortcuts-note">
        Every other action is in the command palette and in the menus, with its key where it has one.
      </p>
    </>
  );
}

function Group({ group: { heading, rows } }: { group: ShortcutGroup }) {
  return (
    <section className="shortcuts-group">
      <h3 className="section-heading">{heading}</h3>
      <dl>
        {rows.map(([keys, does]) => (
          <div key={`${keys} ${does}`} className="shortcuts-row">
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
