import { type UseQueryResult, useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { idSet, withIds } from "../state/id-set.ts";
import { useSourceId } from "../state/source-view.ts";
import { useSources } from "../state/sources.ts";
import { engineQuery } from "./engine-query.ts";

const NONE: ReadonlySet<number> = new Set();

/**
 * The nodes that the sender of the archive started from: those chosen by themselves and the members of chosen groups.
 * None when the whole profile was exported, or all there is was chosen: a mark on every node says nothing.
 */
export function useStartingSet(): ReadonlySet<number> {
  const sourceId = useSourceId();
  const about = useQuery(engineQuery(sourceId, "source.about", {})).data;
  const groups = about && !about.wholeProfile ? about.startingSet.groups : [];
  const members = useQueries({
    queries: groups.map(({ groupId }) => engineQuery(sourceId, "group.nodes", { groupId })),
    combine: readMembers,
  });
  const total = useSources(
    ({ tabs }) => tabs.find(({ info }) => info.sourceId === sourceId)?.summary?.counts.nodes,
  );
  return useMemo(() => {
    if (!about || about.wholeProfile) return NONE;
    let nodeIds = idSet(about.startingSet.nodeIds);
    for (const ids of members) nodeIds = withIds(nodeIds, ids);
    return nodeIds.size === total ? NONE : nodeIds;
  }, [about, members, total]);
}

function readMembers(answers: UseQueryResult<{ nodeIds: Int32Array }>[]): Int32Array[] {
  return answers.flatMap(({ data }) => (data ? [data.nodeIds] : []));
}
