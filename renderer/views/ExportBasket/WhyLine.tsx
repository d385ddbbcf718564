import { Fragment } from "react";
import { escapeLine } from "../../../shared/text/escape.ts";
import {
  along,
  trailClauses,
  trailSentence,
  type TrailStepText,
} from "../../../shared/text/trail-sentence.ts";
import { type Closure, useTrail } from "../../queries/basket.ts";
import { useView } from "../../state/source-view.ts";
import { standingOf } from "../../queries/standing.ts";

/** One sentence on the node that is pointed to, else on the chosen one: why it is in, or that it is left out. */
export function WhyLine({ closure }: { closure: Closure }) {
  const nodeId = useView((view) => view.trailId ?? view.focusedId);
  const standing = nodeId === null ? null : standingOf(closure, nodeId);
  const trail = useTrail(standing?.kind === "added" ? nodeId : null);
  const sentence = standing?.kind === "added" && trail.data ? trailSentence(trail.data) : undefined;
  return (
    <p className="basket-why selectable" id="basket-why" title={sentence}>
      {standing === null && "Point at a node that a rule added to read why it is in."}
      {standing?.kind === "chosen" && "This node is in because you chose it."}
      {standing?.kind === "left-out" &&
        "This node is left out: no rule that is on leads to it from what you chose."}
      {standing?.kind === "added" && trail.data && <Trail steps={trail.data} />}
    </p>
  );
}

/** The sentence of `trailSentence`, with the nodes bold and rule and link in the colour of what is added. */
function Trail({ steps }: { steps: readonly TrailStepText[] }) {
  const last = steps.at(-1);
  if (!last) return null;
  return (
    <>
      <strong>{escapeLine(last.toTitle)}</strong> is in because it{" "}
      {trailClauses(steps).map(({ verb, title, rule, linkLabel }, i) => (
        <Fragment key={`${i} ${rule} ${linkLabel}`}>
          {i > 0 && ", which "}
          {verb} <strong>{title}</strong>{" "}
          <span className="basket-why-rule">
            ({rule}
            {along(linkLabel)})
          </span>
        </Fragment>
      ))}
      {steps.length > 1 && ", which you chose"}
    </>
  );
}
