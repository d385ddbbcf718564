import type { EngineOutput } from "../../../shared/ipc/engine-contract.ts";
import type { JobProgress, Source } from "../../archive/source.ts";
import { prepareUndoReads } from "../../db/queries/import-undo.ts";
import { restoredOf, type UndoCounts } from "./undo-import.ts";
import { planUndo, type UndoPlan } from "./undo-plan.ts";

const MOST_GROUPS = 20;

/**
 * What undoing an import would come to in a store as it is now: counts, what stays, and why it cannot be undone.
 * @yields Nodes looked at.
 * @throws AppError as `planUndo`.
 */
export function* previewUndo(
  db: Source["db"],
  store: string,
  importId: number,
): Generator<JobProgress, EngineOutput<"library.undoPreview">> {
  const plan = yield* planUndo(db, store, importId);
  const [before, last] = plan.imported.record.ids.db_dbnode;
  return {
    importId,
    removed: countsOf(plan),
    ...restoredOf(plan),
    groupLabels: prepareUndoReads(db).groupLabels(plan.ids.db_dbgroup.slice(0, MOST_GROUPS)),
    nodesGone: last - before - plan.nodeIds.length,
    reasons: plan.reasons,
  };
}

function countsOf({ nodeIds, ids, touching }: UndoPlan): UndoCounts {
  return {
    nodes: nodeIds.length,
    links: ids.db_dblink.length + touching.links,
    groups: ids.db_dbgroup.length,
    computers: ids.db_dbcomputer.length,
    users: ids.db_dbuser.length,
    comments: ids.db_dbcomment.length,
    logs: ids.db_dblog.length,
    authinfos: ids.db_dbauthinfo.length,
    memberships: ids.db_dbgroup_dbnodes.length + touching.memberships,
  };
}
