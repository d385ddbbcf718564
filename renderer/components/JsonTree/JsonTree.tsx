import { ChevronsDownUp, ChevronsUpDown } from "lucide-react";
import { type KeyboardEvent, type MouseEvent, useId, useMemo, useRef, useState } from "react";
import type { JsonIndex } from "../../../shared/json/json-index.ts";
import { useCommands } from "../../commands/commands.ts";
import { type MenuEntry, openMenu } from "../ContextMenu/open-menu.ts";
import { copyAndSay } from "../copy-and-say.ts";
import { FindBar } from "../FindBar.tsx";
import { formatCount } from "../number-text.ts";
import { MAX_ROWS, useRows } from "../use-rows.ts";
import { JsonDetails } from "./JsonDetails.tsx";
import { JsonRow } from "./JsonRow.tsx";
import {
  containersOf,
  isContainer,
  jsonPath,
  openAtFirst,
  plainText,
  rowOf,
  visibleRows,
} from "./json-rows.ts";
import { queryPattern, searchJson } from "./json-search.ts";
import { treeStep } from "./tree-keys.ts";
import { useJsonSearch } from "./use-json-search.ts";
import "./JsonTree.css";

const noActions = (): readonly MenuEntry[] => [];

interface JsonTreeProps {
  index: JsonIndex;
  /** What the tree is of: "attributes". Names the tree and its search field. */
  of: string;
  /** What else can be done with a value: in its menu, and as buttons below the tree while it is chosen. */
  actionsOf?: (value: number) => readonly MenuEntry[];
}

/** A JSON text as a tree, every value as it is stored. Only the rows in sight exist, whatever its length. */
export function JsonTree({ index, of, actionsOf = noActions }: JsonTreeProps) {
  const [open, setOpen] = useState(() => openAtFirst(index));
  const [active, setActive] = useState<number | null>(null);
  const [query, setQuery] = useState("");
  const [match, setMatch] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const treeId = useId();

  const rows = useMemo(() => visibleRows(index, open, MAX_ROWS), [index, open]);
  const virtual = useRows(scroller, rows.count, "tree");
  const matches = useJsonSearch(index, query);
  const pattern = useMemo(() => queryPattern(query), [query]);

  const setOpenness = (values: readonly number[], isOpen: boolean) => {
    const next = open.slice();
    for (const value of values) next[value] = isOpen ? 1 : 0;
    setOpen(next);
    return next;
  };
  const goTo = (value: number, openness: Uint8Array = open) => {
    setActive(value);
    const row = rowOf(openness === open ? rows : visibleRows(index, openness, MAX_ROWS), value);
    if (row >= 0) requestAnimationFrame(() => virtual.scrollToIndex(row));
  };
  const reveal = (value: number) => {
    const closed = containersOf(index, value).filter((container) => !open[container]);
    goTo(value, closed.length === 0 ? open : setOpenness(closed, true));
  };
  const onQuery = (text: string) => {
    setQuery(text);
    setMatch(0);
    const first = searchJson(index, text).next();
    if (!first.done) reveal(first.value);
  };
  const onMove = (step: 1 | -1) => {
    if (matches.count === 0) return;
    const place = (match + step + matches.count) % matches.count;
    setMatch(place);
    reveal(matches.values[place]!); // a place among the matches
  };
  const toggle = (value: number) => setOpenness([value], !open[value]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = treeStep(event.key, index, rows, open, active);
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    if (step.toggle !== undefined) toggle(step.toggle);
    if (step.goTo !== undefined) goTo(step.goTo);
  };
  const setAll = (isOpen: boolean) => setOpen(new Uint8Array(index.count).fill(isOpen ? 1 : 0).fill(1, 0, 1));
  const shown = active !== null && active < index.count ? active : null;
  const none = shown === null ? "choose a value first" : undefined;
  const copyValue = (value: number) => void copyAndSay(plainText(index, value), "the value");
  const copyPath = (value: number) => void copyAndSay(jsonPath(index, value), "the path");
  useCommands({
    "copy-value": { run: () => shown !== null && copyValue(shown), off: none },
    "copy-json-path": { run: () => shown !== null && copyPath(shown), off: none },
    "expand-values": { run: () => setAll(true) },
    "collapse-values": { run: () => setAll(false) },
  });
  const onMenu = (event: MouseEvent, value: number) => {
    setActive(value);
    openMenu(event, "Value menu", [
      { label: "Copy value", run: () => copyValue(value) },
      { label: "Copy path", run: () => copyPath(value) },
      "line",
      {
        label: open[value] ? "Close" : "Open",
        run: () => toggle(value),
        off: isContainer(index, value) ? undefined : "it holds no further values",
      },
      { command: "expand-values" },
      { command: "collapse-values" },
      ...withLine(actionsOf(value)),
    ]);
  };
  const isNested = index.depth.some((depth, value) => depth === 1 && isContainer(index, value));
  return (
    <div className="json-view fills-pane">
      <FindBar
        label={`Find in ${of}`}
        query={query}
        onQuery={onQuery}
        current={match}
        count={matches.count}
        isMore={matches.isMore}
        onMove={onMove}
      >
        {isNested && (
          <>
            <button
              type="button"
              className="icon-button"
              aria-label="Expand all"
              title="Expand all"
              onClick={() => setAll(true)}
            >
              <ChevronsUpDown size={14} />
            </button>
            <button
              type="button"
              className="icon-button"
              aria-label="Collapse all"
              title="Collapse all"
              onClick={() => setAll(false)}
            >
              <ChevronsDownUp size={14} />
            </button>
          </>
        )}
      </FindBar>
      <div
        ref={scroller}
        role="tree"
        aria-label={of.charAt(0).toUpperCase() + of.slice(1)}
        tabIndex={0}
        aria-activedescendant={active === null ? undefined : `${treeId}-${active}`}
        className="json-scroller"
        onKeyDown={onKeyDown}
        onFocus={() => active === null && rows.count > 0 && setActive(rows.value[0]!)}
      >
        <div role="presentation" style={{ height: virtual.getTotalSize() }} />
        {virtual.getVirtualItems().map(({ index: row, start, size }) => {
          const value = rows.value[row]!;
          const holder = rows.holder[row]!;
          return (
            <JsonRow
              key={value}
              id={`${treeId}-${value}`}
              index={index}
              value={value}
              place={rows.place[row]!}
              setSize={holder < 0 ? 1 : index.members[holder]!}
              isOpen={open[value] === 1}
              isActive={value === active}
              isMatch={matches.values[match] === value}
              pattern={pattern}
              style={{ height: size, transform: `translateY(${start}px)` }}
              onChoose={() => setActive(value)}
              onToggle={() => toggle(value)}
              onMenu={(event) => onMenu(event, value)}
            />
          );
        })}
      </div>
      {rows.count >= MAX_ROWS && (
        <p className="json-note">
          The first {formatCount(MAX_ROWS)} rows are shown. Collapse what you do not need.
        </p>
      )}
      {active !== null && active < index.count && (
        <JsonDetails index={index} value={active} actions={actionsOf(active)} />
      )}
    </div>
  );
}

function withLine(entries: readonly MenuEntry[]): readonly MenuEntry[] {
  return entries.length > 0 ? ["line", ...entries] : [];
}
