import { X } from "lucide-react";
import { useMemo } from "react";
import type { TraversalRule } from "../../../shared/graph/traversal-rules.ts";
import { countOf } from "../../components/number-text.ts";
import { type Closure, useGroups } from "../../queries/basket.ts";
import { sortedIds } from "../../state/id-set.ts";
import { useView, useViewActions } from "../../state/source-view.ts";
import { addedBy } from "../../queries/standing.ts";
import type { OpenList } from "./basket-parts.ts";
import { NodeLine, PlainLine } from "./BasketLines.tsx";
import { VirtualList } from "./VirtualList.tsx";

/** Fewer are listed as they were chosen, more by PK. */
const MANY = 1000;

interface BasketListProps {
  closure: Closure;
  list: NonNullable<OpenList>;
  onClose: () => void;
}

/** What was chosen, with buttons to take it out again; or what one rule added, each with its trail on hover. */
export function BasketList({ closure, list, onClose }: BasketListProps) {
  return (
    <div className="basket-list">
      <div className="basket-list-heading">
        <h3 className="section-heading">{list === "chosen" ? "Chosen" : `Added by ${list}`}</h3>
        <button type="button" className="icon-button" aria-label="Close the list" onClick={onClose}>
          <X size={14} />
        </button>
      </div>
      {list === "chosen" ? <ChosenList /> : <AddedList closure={closure} rule={list} />}
    </div>
  );
}

function AddedList({ closure, rule }: { closure: Closure; rule: TraversalRule }) {
  const nodeIds = useMemo(() => addedBy(closure, rule), [closure, rule]);
  return (
    <VirtualList label={`Added by ${rule}`} count={nodeIds.length}>
      {(index) => <NodeLine nodeIds={nodeIds} index={index} />}
    </VirtualList>
  );
}

function ChosenList() {
  const { all, nodeIds, groupIds } = useView((view) => view.basket);
  const { removeFromBasket, removeGroupFromBasket, clearBasket } = useViewActions();
  const groups = useGroups();
  const ids = useMemo(() => (nodeIds.size > MANY ? sortedIds(nodeIds) : [...nodeIds]), [nodeIds]);
  const groupList = [...groupIds];
  if (all) {
    return (
      <PlainLine
        text="The whole archive"
        note="every node, group, computer and user"
        onRemove={clearBasket}
      />
    );
  }
  return (
    <VirtualList label="Chosen" count={groupList.length + ids.length}>
      {(index) => {
        const groupId = groupList[index];
        if (groupId !== undefined) {
          const group = groups.data?.find((one) => one.groupId === groupId);
          return (
            <PlainLine
              text={group ? `group ${group.label}` : `group ${groupId}`}
              note={group ? countOf(group.nodes, "node") : ""}
              onRemove={() => removeGroupFromBasket(groupId)}
            />
          );
        }
        const place = index - groupList.length;
        return (
          <NodeLine
            nodeIds={ids}
            index={place}
            onRemove={() => removeFromBasket(ids.slice(place, place + 1))}
          />
        );
      }}
    </VirtualList>
  );
}
