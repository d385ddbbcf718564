import type { KeyboardEvent } from "react";
import { type NodeSort, useView, useViewActions } from "../../state/source-view.ts";
import { type MenuEntry, openMenu } from "../../components/ContextMenu/open-menu.ts";
import { COLUMNS, nextSort } from "./columns.ts";

const SORTS = [
  "sort-pk",
  "sort-uuid",
  "sort-type",
  "sort-label",
  "sort-state",
  "sort-ctime",
  "sort-user",
] as const;

/** The headings; each is a button that sorts. ← and → walk along them, ↓ goes back to the rows. */
export function TableHeader() {
  const sort = useView((view) => view.sort);
  const { setSort } = useViewActions();
  const entriesOf = (column: NodeSort["column"], heading: string): MenuEntry[] => [
    ...[false, true].map((descending) => ({
      label: `Sort by ${heading}, ${descending ? "descending" : "ascending"}`,
      run: () => setSort({ column, descending }),
      isOn: sort.column === column && sort.descending === descending,
    })),
    "line",
    ...SORTS.map((command) => ({ command })),
    { command: "sort-descending" },
    "line",
    { command: "select-rows" },
    { command: "clear-filters" },
    { command: "save-csv" },
    { command: "save-json" },
  ];
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
            onContextMenu={(event) => openMenu(event, `${heading} menu`, entriesOf(column, heading))}
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
  if (event.altKey || event.ctrlKey || event.metaKey) return; // Alt+← goes back
  event.stopPropagation(); // the rows have keys of their own
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.indexOf(event.target as HTMLButtonElement);
  if (event.key === "ArrowRight") buttons[Math.min(at + 1, buttons.length - 1)]?.focus();
  else if (event.key === "ArrowLeft") buttons[Math.max(at - 1, 0)]?.focus();
  else if (event.key === "ArrowDown") event.currentTarget.closest<HTMLElement>("[role=grid]")?.focus();
  else return;
  event.preventDefault();
}
