import { Plus } from "lucide-react";
import { useMemo } from "react";
import { escapeLine } from "../../../shared/text/escape.ts";
import { useGroups } from "../../queries/basket.ts";
import { useView, useViewActions } from "../../state/source-view.ts";
import { DRAGGED_GROUP } from "../../state/drag-types.ts";
import { Facet } from "./Facet.tsx";
import type { FacetValue } from "./FacetRow.tsx";

/** The groups: each filters, and can be put into the basket by its button or by dragging it there. */
export function GroupFacet({ values }: { values: readonly FacetValue[] }) {
  const groups = useGroups().data;
  const { addGroupToBasket, removeGroupFromBasket } = useViewActions();
  const inBasket = useView((view) => view.basket.groupIds);
  const idByUuid = useMemo(() => new Map(groups?.map((group) => [group.uuid, group.groupId])), [groups]);
  return (
    <Facet
      heading="Group"
      field="groups"
      values={values}
      renderAction={({ key, label }) => {
        const groupId = idByUuid.get(key);
        const name = `Add group ${escapeLine(label)} to basket`;
        return (
          groupId !== undefined && (
            <button
              type="button"
              className="icon-button facet-action"
              aria-label={name}
              title={name}
              onClick={() => addGroupToBasket(groupId)}
            >
              <Plus size={12} />
            </button>
          )
        );
      }}
      menuOf={({ key }) => {
        const groupId = idByUuid.get(key);
        if (groupId === undefined) return [];
        const isIn = inBasket.has(groupId);
        return [
          isIn
            ? { label: "Remove group from basket", run: () => removeGroupFromBasket(groupId) }
            : { label: "Add group to basket", run: () => addGroupToBasket(groupId) },
        ];
      }}
      onDragStart={({ key }, data) => {
        const groupId = idByUuid.get(key);
        if (groupId !== undefined) data.setData(DRAGGED_GROUP, String(groupId));
      }}
    />
  );
}
