import type { KeyboardEvent } from "react";
import { useView, useViewActions } from "../../state/source-view.ts";
import { COLUMNS, nextSort } from "./columns.ts";

/** The headings; each is a button that sorts. ← and → walk along them, ↓ goes back to the rows. */
export function TableHeader() {
  const sort = useView((view) => view.sort);
  const { setSort } = useViewActions();
  return (
    <div role="row" aria-rowindex={1} className="table-row table-header" onKeyDown={walk}>
      {COLUMNS.map(({ sort: column, heading }, i) => {
        const isSorted = sort.column === column;
        const direction = sort.descending ? "descending" : "ascending";
        return (
          <div
            key={column}
            role="columnheader"
            aria-colindex={i + 1}
            aria-sort={isSorted ? direction : "none"}
            className={`table-cell cell-${column}`}
          >
            <button
              type="button"
              tabIndex={-1}
              className={isSorted ? "table-heading is-sorted" : "table-heading"}
              title={`Sort by ${heading}`}
              onClick={() => setSort(nextSort(sort, column))}
            >
              {heading}
              {isSorted && <span aria-hidden="true">{sort.descending ? "↓" : "↑"}</span>}
            </button>
          </div>
        );
      })}
    </div>
  );
}

function walk(event: KeyboardEvent<HTMLDivElement>): void {
  event.stopPropagation(); // the rows have keys of their own
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.indexOf(event.target as HTMLButtonElement);
  if (event.key === "ArrowRight") buttons[Math.min(at + 1, buttons.length - 1)]?.focus();
  else if (event.key === "ArrowLeft") buttons[Math.max(at - 1, 0)]?.focus();
  else if (event.key === "ArrowDown") event.currentTarget.closest<HTMLElement>("[role=grid]")?.focus();
  else return;
  event.preventDefault();
}
