import { ChevronDown, ChevronUp } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useRef } from "react";
import { useCommands } from "../commands/commands.ts";
import { formatCount } from "./number-text.ts";
import "./FindBar.css";

interface FindBarProps {
  /** Accessible name and placeholder: "Find in extras". */
  label: string;
  query: string;
  onQuery: (query: string) => void;
  /** Position of the match that is shown, from 0; −1 when there is none. */
  current: number;
  count: number;
  /** More matches than were counted. */
  isMore?: boolean;
  onMove: (step: 1 | -1) => void;
  children?: ReactNode;
}

/** A search field with "3 of 12", next (Enter) and previous (Shift+Enter). */
export function FindBar({
  label,
  query,
  onQuery,
  current,
  count,
  isMore = false,
  onMove,
  children,
}: FindBarProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") onMove(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape" && query !== "") onQuery("");
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const field = useRef<HTMLInputElement>(null);
  const none = count === 0 ? "nothing is found" : undefined;
  useCommands({
    "find-in-node": { run: () => field.current?.select() },
    "find-next": { run: () => onMove(1), off: none },
    "find-previous": { run: () => onMove(-1), off: none },
  });
  const total = `${formatCount(count)}${isMore ? "+" : ""}`;
  return (
    <div className="find-bar">
      <div className="find-field">
        <input
          ref={field}
          type="search"
          className="text-input find-input"
          aria-label={label}
          placeholder={label}
          value={query}
          spellCheck={false}
          onChange={(event) => onQuery(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <span className="find-count" role="status" aria-label="Matches">
          {query !== "" &&
            (count === 0 ? (isMore ? "…" : "no match") : `${formatCount(current + 1)} of ${total}`)}
        </span>
      </div>
      {query !== "" && (
        <>
          <button
            type="button"
            className="icon-button"
            aria-label="Previous match"
            title="Previous match (Shift+Enter)"
            disabled={count === 0}
            onClick={() => onMove(-1)}
          >
            <ChevronUp size={14} />
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label="Next match"
            title="Next match (Enter)"
            disabled={count === 0}
            onClick={() => onMove(1)}
          >
            <ChevronDown size={14} />
          </button>
        </>
      )}
      {children}
    </div>
  );
}
