import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { DeletionSwitches } from "../../../shared/graph/deletion-rules.ts";
import { runCommand } from "../../commands/commands.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { countOf, formatBytes, formatCount } from "../../components/number-text.ts";
import { ProgressLine } from "../../components/ProgressLine.tsx";
import { askDelete, type DeleteRequest, showToDelete, useDeleteRequest } from "../../state/delete-request.ts";
import { viewActions } from "../../state/source-view.ts";
import { type DeletionPlan, deletionQuery } from "./deletion-queries.ts";
import { DeletionNodes } from "./DeletionNodes.tsx";
import { DeletionRules } from "./DeletionRules.tsx";
import { runDeletion } from "./run-deletion.ts";
import { useDeleteCommands } from "./use-delete-commands.ts";
import "./DeleteDialog.css";

/** Before nodes are deleted from the library: which ones go along and why, what else goes, and that it is for good. */
export function DeleteDialog() {
  useDeleteCommands();
  const request = useDeleteRequest((state) => state.request);
  const close = () => askDelete(null);
  return (
    <Dialog title="Delete from library" isOpen={request !== null} onClose={close} className="delete-dialog">
      {request && <DeleteForm request={request} onClose={close} />}
    </Dialog>
  );
}

const SHOWN_AT_ONCE = 2000; // more make no picture that anybody can read

function DeleteForm({ request, onClose }: { request: DeleteRequest; onClose: () => void }) {
  const [rules, setRules] = useState<DeletionSwitches>({});
  const plan = useQuery({ ...deletionQuery(request, rules), placeholderData: keepPreviousData });
  const { data } = plan;
  const { sourceId } = request;
  useEffect(() => {
    if (data) showToDelete({ sourceId, selectedIds: data.selectedIds, addedIds: data.addedIds });
  }, [data, sourceId]);
  const lookAtThem = () => {
    if (!data) return;
    const nodeIds = [...data.selectedIds, ...data.addedIds];
    const actions = viewActions(sourceId);
    onClose();
    actions.addShown(nodeIds.slice(0, SHOWN_AT_ONCE));
    actions.mark(nodeIds, nodeIds[0] ?? null);
    if (nodeIds[0] !== undefined) actions.centerOn(nodeIds[0]);
  };
  const exportFirst = () => {
    const { addToBasket, clearBasket, addGroupToBasket } = viewActions(request.sourceId);
    clearBasket();
    addToBasket([...(plan.data?.selectedIds ?? []), ...(plan.data?.addedIds ?? [])]);
    for (const groupId of request.groupIds) addGroupToBasket(groupId);
    onClose();
    requestAnimationFrame(() => runCommand("export"));
  };
  if (!plan.data) {
    return plan.error ? (
      <ErrorNotice error={plan.error} action={{ label: "Try again", run: () => void plan.refetch() }} />
    ) : (
      <ProgressLine progress={null} label="Looking what would go" />
    );
  }
  const { nodes } = plan.data.counts;
  return (
    <form
      className="delete-body"
      aria-busy={plan.isFetching}
      onSubmit={(event) => {
        event.preventDefault();
        onClose();
        void runDeletion(request, rules, nodes);
      }}
    >
      <Summary plan={plan.data} />
      <DeletionRules
        effects={plan.data.effects}
        onSwitch={(rule, on) => setRules({ ...rules, [rule]: on })}
      />
      <DeletionNodes request={request} rules={rules} plan={plan.data} />
      {plan.error && <ErrorNotice error={plan.error} />}
      {plan.data.running > 0 && (
        <p role="note">
          {countOf(plan.data.running, "process", "processes")} of these{" "}
          {plan.data.running === 1 ? "has" : "have"} not ended: make sure that AiiDA is not running{" "}
          {plan.data.running === 1 ? "it" : "them"}.
        </p>
      )}
      <p className="delete-warning" role="note">
        <strong>This cannot be undone.</strong> Groups, computers and users stay. Archives that the nodes came
        from are not touched: what is in them can be imported again.
      </p>
      <div className="delete-buttons">
        <button type="button" className="button delete-export" onClick={exportFirst}>
          Export first…
        </button>
        <button type="button" className="button delete-look" onClick={lookAtThem}>
          Select them
        </button>
        <button type="button" className="button" data-first-focus="" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" className="button danger" disabled={plan.isPlaceholderData || nodes === 0}>
          Delete
        </button>
      </div>
    </form>
  );
}

function Summary({ plan: { counts, bytes } }: { plan: DeletionPlan }) {
  const { selected, nodes, links, comments, logs, memberships, groups, files } = counts;
  const further = (
    [
      [links, "link"],
      [comments, "comment"],
      [logs, "log record"],
    ] as const
  ).flatMap(([count, word]) => (count > 0 ? [countOf(count, word)] : []));
  if (memberships > 0) {
    further.push(`${countOf(memberships, "membership")} in ${countOf(groups, "group")}`);
  }
  return (
    <div className="delete-summary" role="status" aria-label="What would be deleted">
      <p className="delete-number">{countOf(nodes, "node")}</p>
      <p>
        {formatCount(selected)} chosen
        {nodes > selected && ` · ${formatCount(nodes - selected)} added by the rules`}
      </p>
      {further.length > 0 && (
        <p className="delete-hint">
          With {nodes === 1 ? "it goes" : "them go"} {further.join(" · ")}.
        </p>
      )}
      {files > 0 && (
        <p className="delete-hint">
          {countOf(files, "file")} ({formatBytes(bytes)}) that no other node has: the room is free once the
          library is maintained.
        </p>
      )}
    </div>
  );
}
