import type { EngineOutput } from "../../../shared/ipc/engine-contract.ts";
import { escapeLine } from "../../../shared/text/escape.ts";
import { countOf } from "../../components/number-text.ts";
import { useStartingSet } from "../../queries/starting-set.ts";
import { useViewActions } from "../../state/source-view.ts";

type About = EngineOutput<"source.about">;

/** More nodes than this are marked, but not brought into the graph: that would be no picture. */
const DRAWN_AT_MOST = 500;

/** What the sender chose before the rules added to it, and a way to see it. */
export function StartingSet({ about, onDone }: { about: About; onDone: () => void }) {
  const actions = useViewActions();
  const nodeIds = useStartingSet();
  const isDrawn = nodeIds.size <= DRAWN_AT_MOST;
  const { missingNodes } = about.startingSet;
  const show = () => {
    actions.mark(nodeIds);
    if (isDrawn) actions.addShown(nodeIds);
    onDone();
  };
  return (
    <section className="about-section">
      <h3 className="section-heading">What the sender started from</h3>
      <p>
        {startWords(about)}
        {missingNodes > 0 && ` ${countOf(missingNodes, "of them is", "of them are")} not in this archive.`}
      </p>
      {nodeIds.size > 0 && (
        <button type="button" className="button" onClick={show}>
          Mark {nodeIds.size === 1 ? "this node" : `these ${countOf(nodeIds.size, "node")}`} in{" "}
          {isDrawn ? "graph and table" : "the table"}
        </button>
      )}
    </section>
  );
}

/** "2 groups (silicon/bands, Si/PBE), 1 node." */
function startWords({ wholeProfile, startingSet }: About): string {
  if (wholeProfile) return "The whole profile.";
  const { nodeIds, missingNodes, groups, computers, users } = startingSet;
  const nodes = nodeIds.length + missingNodes;
  const names = (all: readonly string[]) => `(${all.map(escapeLine).join(", ")})`;
  const parts = [
    groups.length > 0 && `${countOf(groups.length, "group")} ${names(groups.map(({ label }) => label))}`,
    nodes > 0 && countOf(nodes, "node"),
    computers.length > 0 && `${countOf(computers.length, "computer")} ${names(computers)}`,
    users.length > 0 && `${countOf(users.length, "user")} ${names(users)}`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? `${parts.join(", ")}.` : "The archive does not say.";
}
