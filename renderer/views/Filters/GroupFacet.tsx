import { Plus } from "lucide-react";
import { useEffect, useMemo } from "react";
import { escapeLine } from "../../../shared/text/escape.ts";
import { runCommand } from "../../commands/commands.ts";
import type { MenuEntry } from "../../components/ContextMenu/open-menu.ts";
import { useGroups } from "../../queries/basket.ts";
import { useIsEditable } from "../../state/editable.ts";
import { forgetGroup } from "../../state/forget-group.ts";
import { useSourceId, useView, useViewActions } from "../../state/source-view.ts";
import { DRAGGED_GROUP } from "../../state/drag-types.ts";
import { Facet } from "./Facet.tsx";
import type { FacetValue } from "./FacetRow.tsx";
import { groupEntries } from "./group-menu.ts";

/**
 * The groups: each filters, and can be put into the basket by its button or by dragging it there. Those of the library can be
 * changed by their menus, and empty ones are listed as well.
 */
export function GroupFacet({ values }: { values: readonly FacetValue[] }) {
  const sourceId = useSourceId();
  const { data: groups, isFetching } = useGroups();
  const isEditable = useIsEditable();
  const { addGroupToBasket, removeGroupFromBasket } = useViewActions();
  const inBasket = useView((view) => view.basket.groupIds);
  const byUuid = useMemo(() => new Map(groups?.map((group) => [group.uuid, group])), [groups]);
  useForgetGone(isEditable && !isFetching ? groups : undefined);
  const shown = useMemo(() => {
    if (!isEditable) return values;
    const filled = new Set(values.map(({ key }) => key));
    const empty = [...byUuid.values()].filter(({ uuid }) => !filled.has(uuid));
    return [...values, ...empty.map(({ uuid, label }) => ({ key: uuid, label, count: 0 }))];
  }, [values, byUuid, isEditable]);
  return (
    <Facet
      heading="Group"
      field="groups"
      values={shown}
      renderAction={({ key, label }) => {
        const group = byUuid.get(key);
        const name = `Add group ${escapeLine(label)} to basket`;
        return (
          group && (
            <button
              type="button"
              className="icon-button facet-action"
              aria-label={name}
              title={name}
              onClick={() => addGroupToBasket(group.groupId)}
            >
              <Plus size={12} />
            </button>
          )
        );
      }}
      menuOf={({ key }): readonly MenuEntry[] => {
        const group = byUuid.get(key);
        if (!group) return [];
        const { groupId } = group;
        const isIn = inBasket.has(groupId);
        return [
          isIn
            ? { label: "Remove group from basket", run: () => removeGroupFromBasket(groupId) }
            : { label: "Add group to basket", run: () => addGroupToBasket(groupId) },
          ...(isEditable ? groupEntries(sourceId, group) : []),
        ];
      }}
      onDragStart={({ key }, data) => {
        const group = byUuid.get(key);
        if (group) data.setData(DRAGGED_GROUP, String(group.groupId));
      }}
      footer={
        isEditable && (
          <button
            type="button"
            className="facet-more"
            onClick={() => runCommand("group-new", { nodeIds: [] })}
          >
            New group…
          </button>
        )
      }
    />
  );
}

/** Groups that somebody else deleted leave basket and filters. */
function useForgetGone(groups: readonly { groupId: number; uuid: string }[] | undefined): void {
  const sourceId = useSourceId();
  const inBasket = useView((view) => view.basket.groupIds);
  const filtered = useView((view) => view.filter.groups);
  useEffect(() => {
    if (!groups) return;
    const ids = new Set(groups.map(({ groupId }) => groupId));
    const uuids = new Set(groups.map(({ uuid }) => uuid));
    for (const groupId of inBasket) if (!ids.has(groupId)) forgetGroup(sourceId, { groupId, uuid: "" });
    for (const uuid of filtered ?? []) if (!uuids.has(uuid)) forgetGroup(sourceId, { groupId: -1, uuid });
  }, [groups, inBasket, filtered, sourceId]);
}
