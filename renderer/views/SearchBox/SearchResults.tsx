import { isProcess, nodeFamily, nodeTitle } from "../../../shared/model/node.ts";
import { processOutcome, processStateText } from "../../../shared/model/process-state.ts";
import { escapeLine } from "../../../shared/text/escape.ts";
import { BlankMark } from "../../components/BlankMark.tsx";
import { formatCount } from "../../components/number-text.ts";
import {
  KIND_HEADINGS,
  MORE_LIMIT,
  type SearchGroup,
  type SearchItem,
  type SearchRow,
} from "./search-results.ts";

interface SearchResultsProps {
  groups: readonly SearchGroup[];
  items: readonly SearchItem[];
  /** Position in `items`. */
  active: number;
  listId: string;
  onTake: (item: SearchItem) => void;
}

/** What was found, by kind, with how many there are of each. The focus stays in the field. */
export function SearchResults({ groups, items, active, listId, onTake }: SearchResultsProps) {
  return (
    <div role="listbox" id={listId} aria-label="Search results">
      {groups.map((group) => (
        <div key={group.kind} role="group" aria-label={KIND_HEADINGS[group.kind]} className="search-group">
          <div aria-hidden="true" className="search-heading section-heading">
            <span>{KIND_HEADINGS[group.kind]}</span>
            <span className="number">{totalText(group)}</span>
          </div>
          {items.map(
            (item, index) =>
              item.kind === group.kind && (
                <div
                  key={index}
                  role="option"
                  id={`${listId}-${index}`}
                  aria-selected={index === active}
                  className="search-row"
                  onMouseDown={(event) => event.preventDefault()} // keeps the focus in the field
                  onClick={() => onTake(item)}
                >
                  {item.type === "node" ? (
                    <Found row={item.row} />
                  ) : (
                    <span className="search-label">{formatCount(item.rest)} more…</span>
                  )}
                </div>
              ),
          )}
        </div>
      ))}
    </div>
  );
}

/** "3", "8 of 1,204"; when no more can be listed, how to get at the rest. */
function totalText({ rows, total }: SearchGroup): string {
  if (rows.length === total) return formatCount(total);
  const hint = rows.length >= MORE_LIMIT ? " · type more to narrow it down" : "";
  return `${formatCount(rows.length)} of ${formatCount(total)}${hint}`;
}

function Found({ row }: { row: SearchRow }) {
  return (
    <>
      <span className={`family-mark ${nodeFamily(row.nodeType)}`} aria-hidden="true" />
      <span className="search-title">{escapeLine(nodeTitle(row))}</span>{" "}
      <span className="search-label">
        {escapeLine(row.label)}
        {row.label !== "" && <BlankMark of={row.label} />}
      </span>{" "}
      <RowState row={row} />{" "}
      <span className="mono search-id" title={row.uuid}>
        {row.uuid.slice(0, 8)}
      </span>{" "}
      <span className="mono search-id search-pk">{row.nodeId}</span>
    </>
  );
}

const SIGNS = { ok: "✓", failed: "✕", open: "·" };

function RowState({ row }: { row: SearchRow }) {
  if (!isProcess(row.nodeType)) return null;
  const outcome = processOutcome(row.processState, row.exitStatus);
  return (
    <span className={`search-state ${outcome}`}>
      <span aria-hidden="true">{SIGNS[outcome]} </span>
      {escapeLine(processStateText(row.processState, row.exitStatus))}
    </span>
  );
}
