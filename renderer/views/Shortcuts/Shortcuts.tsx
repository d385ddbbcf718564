import { useState } from "react";
import { type Command, COMMANDS } from "../../../shared/model/commands.ts";
import { useCommand } from "../../commands/commands.ts";
import { shownKeys } from "../../commands/keys.ts";
import { Dialog } from "../../components/Dialog.tsx";
import "./Shortcuts.css";

/** Keys that belong to a focused part of the window, not to the whole of it. */
const PART_KEYS: Record<string, [string, string][]> = {
  "In the graph": [
    ["→ ←", "walk along an outgoing or incoming link"],
    ["↑ ↓", "walk to the neighbours above and below"],
    ["Home", "go to the first node"],
    ["Enter", "choose the node"],
    ["Escape", "choose nothing"],
    ["Space", "add to the basket, or take out"],
    ["E, C", "expand the called processes, collapse"],
    ["+ −", "zoom in, zoom out"],
    ["F", "fit the graph into the view"],
    ["Shift+arrows", "move the view"],
    ["Shift+F10", "menu of the node"],
    ["Shift+drag", "mark the nodes in a box"],
  ],
  "In the table": [
    ["↑ ↓ Page Home End", "move; with Shift extend the marked rows"],
    ["↑ in the first row", "go to the headings; Enter sorts"],
    ["Space", "add to the basket, or take out"],
    ["Enter", "show the node in the graph"],
    [shownKeys("CmdOrCtrl+A"), "mark all rows"],
    [`${shownKeys("CmdOrCtrl")}+click`, "mark one more, or one less"],
    ["Shift+click", "mark all rows up to this one"],
  ],
  "In trees (outline, attributes, files)": [
    ["↑ ↓ Home End", "move"],
    ["→ ←", "open, close; go in, go out"],
    ["Enter, Space", "choose, or open and close"],
  ],
  "In the tour": [
    ["Enter", "go on"],
    ["F6", "go to the window and back"],
    ["Escape", "leave the tour"],
  ],
  "In tabs": [
    ["← →", "next tab"],
    ["Delete", "close the tab"],
  ],
};

/** All keys on one page. */
export function Shortcuts() {
  const [isOpen, setOpen] = useState(false);
  useCommand("help", () => setOpen(true));
  const withKeys = COMMANDS.filter((command: Command) => command.accelerator !== undefined);
  const menus = [...new Set(withKeys.map((command) => command.menu))];
  return (
    <Dialog title="Keyboard shortcuts" isOpen={isOpen} onClose={() => setOpen(false)} className="shortcuts">
      <div className="shortcuts-columns">
        {menus.map((menu) => (
          <KeyList
            key={menu}
            heading={menu}
            keys={withKeys
              .filter((command) => command.menu === menu)
              .map((command: Command) => [shownKeys(command.accelerator ?? ""), command.label])}
          />
        ))}
        {Object.entries(PART_KEYS).map(([heading, keys]) => (
          <KeyList key={heading} heading={heading} keys={keys} />
        ))}
      </div>
    </Dialog>
  );
}

function KeyList({ heading, keys }: { heading: string; keys: string[][] }) {
  return (
    <section className="shortcuts-group">
      <h3 className="section-heading">{heading}</h3>
      <dl>
        {keys.map(([key, what]) => (
          <div key={key} className="shortcuts-row">
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
