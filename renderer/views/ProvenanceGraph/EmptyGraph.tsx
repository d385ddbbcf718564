import { runCommand } from "../../commands/commands.ts";
import { countOf } from "../../components/number-text.ts";
import { type Provenance, useView, useViewActions } from "../../state/source-view.ts";
import { useIsLibrary } from "../../state/sources.ts";
import type { GraphActions } from "./use-graph-commands.ts";

const VIEWS: Record<Provenance, string> = {
  all: "all links",
  data: "data provenance, which has calculations and their data",
  logical: "logical provenance, which has workflows and their data",
  call: "calls, which are between processes",
};

interface EmptyGraphProps {
  /** Nodes of the source; null while that is not known. */
  total: number | null;
  /** Nodes chosen to be shown; the view of the provenance may leave all of them out. */
  shownCount: number;
  actions: GraphActions;
}

/** Why the picture is empty, and how to fill it. */
export function EmptyGraph({ total, shownCount, actions }: EmptyGraphProps) {
  const provenance = useView((view) => view.provenance);
  const { setProvenance } = useViewActions();
  const isLibrary = useIsLibrary();
  if (total === 0 && isLibrary) {
    return (
      <div className="graph-message quiet">
        <p>Your library is empty. Drop archives here or choose Import…</p>
        <div className="graph-message-buttons">
          <button type="button" className="button primary" onClick={() => runCommand("import")}>
            Import archives…
          </button>
        </div>
      </div>
    );
  }
  if (total === 0) {
    return (
      <div className="graph-message quiet">
        <p>The provenance of the nodes would be drawn here. This archive holds none.</p>
        <div className="graph-message-buttons">
          <button type="button" className="button" onClick={() => runCommand("about-archive")}>
            See what it holds
          </button>
        </div>
      </div>
    );
  }
  if (shownCount > 0 && provenance !== "all") {
    return (
      <div className="graph-message quiet">
        <p>
          The view is set to {VIEWS[provenance]}.{" "}
          {shownCount === 1 ? "The node" : `None of the ${countOf(shownCount, "node")}`} to be shown{" "}
          {shownCount === 1 ? "is no part of that" : "is part of that"}.
        </p>
        <div className="graph-message-buttons">
          <button type="button" className="button" onClick={() => setProvenance("all")}>
            Show all links
          </button>
        </div>
      </div>
    );
  }
  return (
    <div className="graph-message quiet">
      <p>No node is shown. A search, or Enter on a row of the table, draws a node here.</p>
      <div className="graph-message-buttons">
        <button type="button" className="button" onClick={actions.showStart}>
          Show the first view
        </button>
        <button type="button" className="button" onClick={actions.showEverything}>
          Show every node
        </button>
      </div>
    </div>
  );
}
