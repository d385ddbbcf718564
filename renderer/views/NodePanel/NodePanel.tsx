import { shownKeys } from "../../commands/keys.ts";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { useSourceId, useView } from "../../state/source-view.ts";
import { useSources } from "../../state/sources.ts";
import { useIsEditable } from "../../state/editable.ts";
import { HoldsNone } from "../HoldsNone.tsx";
import { EditCommands } from "./edit/EditCommands.tsx";
import { NodeActions } from "./NodeActions.tsx";
import { NodeHeader } from "./NodeHeader.tsx";
import { NodeTabs } from "./NodeTabs.tsx";
import { useNode } from "./use-node.ts";
import "./NodePanel.css";

/** The inspector: what the chosen node is, whether it is all right, where it comes from; details in tabs. */
export function NodePanel() {
  const focusedId = useView((view) => view.focusedId);
  const isEditable = useIsEditable();
  return (
    <section aria-label="Node" className="node-panel" tabIndex={focusedId === null ? 0 : undefined}>
      {isEditable && <EditCommands />}
      {focusedId === null ? <NothingChosen /> : <ChosenNode nodeId={focusedId} />}
    </section>
  );
}

function ChosenNode({ nodeId }: { nodeId: number }) {
  const node = useNode(nodeId);
  if (node.error) {
    return <ErrorNotice error={node.error} action={{ label: "Try again", run: () => void node.refetch() }} />;
  }
  if (!node.data) return <p className="node-loading">Reading node {nodeId}…</p>;
  return (
    <>
      <NodeHeader node={node.data} />
      <NodeTabs node={node.data} />
      <NodeActions node={node.data} />
    </>
  );
}

function NothingChosen() {
  const sourceId = useSourceId();
  const isEmpty = useSources(
    ({ tabs }) => tabs.find((tab) => tab.info.sourceId === sourceId)?.summary?.counts.nodes === 0,
  );
  if (isEmpty) {
    return (
      <div className="node-nothing">
        <p className="node-nothing-title">No node to choose</p>
        <p>
          What a node is, where it comes from and what it holds is shown here. <HoldsNone />
        </p>
      </div>
    );
  }
  return (
    <div className="node-nothing">
      <p className="node-nothing-title">No node chosen</p>
      <p>
        Click a node in the graph or a row of the table, or search with {shownKeys("CmdOrCtrl+F")}. What it
        is, where it comes from and what it holds is shown here.
      </p>
    </div>
  );
}
