import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { nodeFamily, nodeTitle } from "../../../shared/model/node.ts";
import { processOutcome, processStateText } from "../../../shared/model/process-state.ts";
import { escapeLine } from "../../../shared/text/escape.ts";
import { useCommand } from "../../commands/commands.ts";
import { shownKeys } from "../../commands/keys.ts";
import { formatCount } from "../../components/number-text.ts";
import { engineQuery } from "../../queries/engine-query.ts";
import { useSourceId, useViewActions } from "../../state/source-view.ts";
import { type SearchGroup, type SearchRow, flatRows, KIND_HEADINGS } from "./search-results.ts";
import { useDebounced } from "./use-debounced.ts";
import "./SearchBox.css";

/** A person types on: asking at each key would only queue up answers that nobody reads. */
const WAIT_MS = 80;

/** Search over all nodes of the source: PK, UUID, label, process label, type. Enter goes to the node. */
export function SearchBox() {
  const [text, setText] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const actions = useViewActions();
  const wanted = useDebounced(text.trim(), WAIT_MS);
  const search = useQuery({
    ...engineQuery(useSourceId(), "nodes.search", { text: wanted }),
    enabled: wanted !== "",
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  useCommand("find", () => {
    input.current?.focus();
    input.current?.select();
  });

  const groups = wanted === "" ? [] : (search.data ?? []);
  const rows = flatRows(groups);
  const isCurrent = wanted === text.trim() && !search.isPlaceholderData && search.isSuccess;
  const chosenIndex = Math.min(active, rows.length - 1);
  const isShown = isOpen && wanted !== "";

  const goTo = (row: SearchRow) => {
    setOpen(false);
    actions.choose(row.nodeId, { center: true });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && rows.length > 0) {
      event.preventDefault();
      setOpen(true);
      setActive((chosenIndex + step + rows.length) % rows.length);
    } else if (event.key === "Enter" && isCurrent && rows[chosenIndex]) {
      goTo(rows[chosenIndex]);
    } else if (event.key === "Escape") {
      if (isShown) setOpen(false);
      else input.current?.blur();
    }
  };
  return (
    <div
      className="search-box"
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setOpen(false)}
    >
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label="Search nodes"
        aria-expanded={isShown}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isShown && rows.length > 0 ? `${listId}-${chosenIndex}` : undefined}
        placeholder="Search nodes"
        spellCheck={false}
        className="text-input search-input"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
          setOpen(true);
        }}
        onFocus={() => setOpen(text !== "")}
        onKeyDown={onKeyDown}
      />
      {text === "" && (
        <kbd aria-hidden="true" className="search-key">
          {shownKeys("CmdOrCtrl+F")}
        </kbd>
      )}
      <div className="search-results" hidden={!isShown}>
        <div role="listbox" id={listId} aria-label="Search results">
          {groups.map((group) => (
            <ResultGroup
              key={group.kind}
              group={group}
              rows={rows}
              active={chosenIndex}
              listId={listId}
              onGo={goTo}
            />
          ))}
        </div>
        <p role="status" className="search-note">
          {search.isError
            ? search.error.message
            : isCurrent && rows.length === 0
              ? `Nothing matches “${wanted}”.`
              : ""}
        </p>
      </div>
    </div>
  );
}

interface ResultGroupProps {
  group: SearchGroup;
  rows: readonly SearchRow[];
  active: number;
  listId: string;
  onGo: (row: SearchRow) => void;
}

function ResultGroup({ group, rows, active, listId, onGo }: ResultGroupProps) {
  const heading = KIND_HEADINGS[group.kind];
  const first = rows.findIndex((row) => row.kind === group.kind);
  return (
    <div role="group" aria-label={heading} className="search-group">
      <div aria-hidden="true" className="search-heading section-heading">
        <span>{heading}</span>
        <span>
          {group.rows.length < group.total
            ? `${group.rows.length} of ${formatCount(group.total)}`
            : group.total}
        </span>
      </div>
      {group.rows.map((row, offset) => {
        const index = first + offset;
        return (
          <div
            key={row.nodeId}
            role="option"
            id={`${listId}-${index}`}
            aria-selected={index === active}
            className={`search-row ${nodeFamily(row.nodeType)}`}
            onMouseDown={(event) => event.preventDefault()} // keeps the focus in the field
            onClick={() => onGo({ ...row, kind: group.kind })}
          >
            <span className="search-mark" aria-hidden="true" />
            <span className="search-title">{escapeLine(nodeTitle(row))}</span>
            <span className="search-label">{escapeLine(row.label)}</span>
            <RowState row={row} />
            <span className="mono search-id">{row.uuid.slice(0, 8)}</span>
            <span className="mono search-id">{row.nodeId}</span>
          </div>
        );
      })}
    </div>
  );
}

function RowState({ row }: { row: SearchGroup["rows"][number] }) {
  if (!row.nodeType.startsWith("process.")) return null;
  const outcome = processOutcome(row.processState, row.exitStatus);
  return (
    <span className={`search-state ${outcome}`}>
      {outcome === "failed" ? "✕ " : ""}
      {processStateText(row.processState, row.exitStatus)}
    </span>
  );
}
