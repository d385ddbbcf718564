import { type ReactNode, useState } from "react";
import { runCommand, useCommand } from "../../commands/commands.ts";
import { titleWithKeys } from "../../commands/keys.ts";
import { countOf, formatBytes, formatCount } from "../../components/number-text.ts";
import type { Closure } from "../../queries/basket.ts";
import { useIsEditable } from "../../state/editable.ts";
import { useSourceId, useViewActions } from "../../state/source-view.ts";
import { useSources } from "../../state/sources.ts";
import { BasketList } from "./BasketList.tsx";
import type { OpenList } from "./basket-parts.ts";
import { RuleTable } from "./RuleTable.tsx";
import { SealedNote, UnsealedList } from "./SealedNote.tsx";
import { WhyLine } from "./WhyLine.tsx";

interface BasketPanelProps {
  closure: Closure;
  /** The numbers are those of the basket before: the new ones are on their way. */
  isStale: boolean;
  toggle: ReactNode;
}

/** A filled basket: the number that matters, the rules, a list on demand, the buttons, and a line that says why. */
export function BasketPanel({ closure, isStale, toggle }: BasketPanelProps) {
  const [openList, setOpenList] = useState<OpenList>(null);
  const { clearBasket } = useViewActions();
  const isEditable = useIsEditable();
  const isUnsealed = closure.unsealedCount > 0;
  const show = (list: OpenList) => setOpenList(list === openList ? null : list);
  useCommand("basket-list", () => show("chosen"), { isOn: openList === "chosen" });
  return (
    <div className="basket-panel">
      <div className={isStale ? "basket-columns is-stale" : "basket-columns"}>
        <Totals closure={closure} toggle={toggle} openList={openList} onShow={show} />
        <RuleTable effects={closure.effects} openList={openList} onShow={show} />
        {openList !== null && (
          <BasketList key={openList} closure={closure} list={openList} onClose={() => setOpenList(null)} />
        )}
        {isUnsealed && openList === null && (
          <UnsealedList unsealed={closure.unsealed} count={closure.unsealedCount} />
        )}
        <div className="basket-actions">
          <button
            type="button"
            className="button primary"
            title={titleWithKeys("Write these nodes into a new archive", "export")}
            onClick={() => runCommand("export")}
          >
            Export…
          </button>
          <button
            type="button"
            className="button"
            title={titleWithKeys("Take everything out of the basket", "basket-clear")}
            onClick={clearBasket}
          >
            Clear basket
          </button>
          {isEditable && (
            <button
              type="button"
              className="button basket-library"
              title="Put the chosen nodes into a group of the library"
              onClick={() => runCommand("group-add", { nodeIds: [...closure.selectedIds] })}
            >
              Add to group…
            </button>
          )}
          {isEditable && (
            <button
              type="button"
              className="button"
              title="Delete the chosen nodes from the library"
              onClick={() => runCommand("delete-basket")}
            >
              Delete from library…
            </button>
          )}
          <button type="button" className="button" onClick={() => runCommand("copy-verdi")}>
            Copy verdi command
          </button>
          {(!isUnsealed || openList !== null) && <SealedNote count={closure.unsealedCount} />}
        </div>
      </div>
      <WhyLine closure={closure} />
    </div>
  );
}

interface TotalsProps {
  closure: Closure;
  toggle: ReactNode;
  openList: OpenList;
  onShow: (list: OpenList) => void;
}

function Totals({ closure, toggle, openList, onShow }: TotalsProps) {
  const { nodes, links, files, selected, groups } = closure.counts;
  const sourceId = useSourceId();
  const inSource = useSources(
    ({ tabs }) => tabs.find((tab) => tab.info.sourceId === sourceId)?.summary?.counts.nodes ?? nodes,
  );
  return (
    <div className="basket-totals">
      <div className="basket-heading">
        <h2 className="basket-title">Export basket</h2>
        {toggle}
      </div>
      <p className="basket-number" role="status">
        {countOf(nodes, "node")}
      </p>
      <p className="basket-counts">
        {countOf(links, "link")} · {countOf(files, "file")} ·{" "}
        {onOneLine(formatBytes(closure.repositoryBytes))}
      </p>
      <p className="basket-standing">
        <button
          type="button"
          className="basket-chosen"
          aria-expanded={openList === "chosen"}
          title="List what you chose"
          onClick={() => onShow("chosen")}
        >
          <span className="ring chosen" aria-hidden="true" />
          {formatCount(selected)} chosen
        </button>
        <span className="basket-added">
          <span className="ring added" aria-hidden="true" />
          {formatCount(closure.addedIds.length)} added
        </span>
      </p>
      {groups > 0 && <p>{countOf(groups, "group")} with all members</p>}
      <p>{leftOutText(inSource - nodes)}</p>
    </div>
  );
}

function leftOutText(leftOut: number): string {
  return leftOut > 0 ? `${formatCount(leftOut)} of the archive left out` : "nothing of the archive left out";
}

/** A number keeps its unit beside it where the column is narrow. */
function onOneLine(quantity: string): string {
  return quantity.replace(" ", "\u00a0");
}
