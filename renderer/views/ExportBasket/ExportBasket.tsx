import { ChevronDown, ChevronRight } from "lucide-react";
import { runCommand } from "../../commands/commands.ts";
import { titleWithKeys } from "../../commands/keys.ts";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { countOf, formatBytes, formatCount } from "../../components/number-text.ts";
import { type Closure, useClosure, useClosureAhead } from "../../queries/basket.ts";
import { changeLayout, useLayout } from "../../state/layout.ts";
import { isBasketFilled, useSourceId, useView } from "../../state/source-view.ts";
import { useIsLibrary, useSources } from "../../state/sources.ts";
import { BasketPanel } from "./BasketPanel.tsx";
import { useBasketCommands } from "./use-basket-commands.ts";
import { useBasketDrop } from "./use-basket-drop.ts";
import "./ExportBasket.css";

/** What an export would take: a line while empty; then counts, the rules with what each adds, and why a node is in. */
export function ExportBasket() {
  useBasketCommands();
  useClosureAhead();
  const isFilled = useView((view) => isBasketFilled(view.basket));
  const isCollapsed = useLayout((layout) => layout.flags.basketCollapsed === true);
  const closure = useClosure();
  const error = isFilled ? closure.error : null; // of an emptied basket, the last one may linger
  const drop = useBasketDrop();
  const sourceId = useSourceId();
  const isEmptySource = useSources(({ tabs }) =>
    tabs.some((tab) => tab.info.sourceId === sourceId && tab.summary?.counts.nodes === 0),
  );
  const whyEmpty = useIsLibrary() ? "your library is empty" : "this archive holds no nodes";
  const isOpen = isFilled && !isCollapsed && closure.data !== undefined;
  return (
    <section
      aria-label="Export basket"
      className={drop.isOver ? "basket is-drop-target" : "basket"}
      aria-busy={closure.isFetching}
      {...drop.handlers}
    >
      {isOpen && closure.data ? (
        <BasketPanel closure={closure.data} isStale={closure.isPlaceholderData} toggle={<Toggle isOpen />} />
      ) : (
        <div className="basket-line">
          {isFilled && closure.data && <Toggle isOpen={false} />}
          <h2 className="basket-title">Export basket</h2>
          <p className="basket-line-text">
            {error ? "" : lineText(isFilled, closure.data, isEmptySource ? whyEmpty : null)}
          </p>
          {error && (
            <button type="button" className="button" onClick={() => runCommand("basket-clear")}>
              Clear basket
            </button>
          )}
          <button
            type="button"
            className={closure.data ? "button primary" : "button"}
            disabled={!closure.data}
            title={titleWithKeys("Write these nodes into a new archive", "export")}
            onClick={() => runCommand("export")}
          >
            Export…
          </button>
        </div>
      )}
      {error && (
        <ErrorNotice error={error} action={{ label: "Try again", run: () => void closure.refetch() }} />
      )}
    </section>
  );
}

function lineText(isFilled: boolean, closure: Closure | undefined, whyEmpty: string | null): string {
  if (!isFilled && whyEmpty) return `Empty. What you choose to export comes here; ${whyEmpty}.`;
  if (!isFilled) return "Empty. Add nodes with Space, from the table, or drop a group here.";
  if (!closure) return "Following the links…";
  const { nodes, links, files, selected } = closure.counts;
  const added = closure.addedIds.length;
  return [
    countOf(nodes, "node"),
    `${formatCount(selected)} chosen, ${formatCount(added)} added`,
    countOf(links, "link"),
    countOf(files, "file"),
    formatBytes(closure.repositoryBytes),
  ].join(" · ");
}

/** Folds the panel to its line and back; remembered for all sources. */
function Toggle({ isOpen }: { isOpen: boolean }) {
  const label = isOpen ? "Fold the basket" : "Unfold the basket";
  return (
    <button
      type="button"
      className="icon-button basket-toggle"
      aria-label={label}
      title={label}
      aria-expanded={isOpen}
      onClick={() => void changeLayout({ flags: { basketCollapsed: isOpen } })}
    >
      {isOpen ? <ChevronDown size={14} /> : <ChevronRight size={14} />}
    </button>
  );
}
