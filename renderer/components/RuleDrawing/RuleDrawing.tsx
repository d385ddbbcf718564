import { useId } from "react";
import type { TraversalRule } from "../../../shared/graph/traversal-rules.ts";
import { LINK_TYPES, type LinkType } from "../../../shared/model/link.ts";
import { EXAMPLE_LINKS, type ExampleNode } from "../../../shared/text/rule-words.ts";
import "./RuleDrawing.css";

const WIDTH = 146; // of a node, in units of the drawing
const HEIGHT = 40;
const LEFT = 10;
const RIGHT = 254;
const TOP = 24;
const MIDDLE = TOP + HEIGHT / 2;
const RING = 5; // between a node and its ring

/**
 * One traversal rule as a picture: an example of its link from left to right, the node that is in with a solid ring, the
 * one that comes along with a dotted ring, and below them which way the rule walks.
 */
export function RuleDrawing({ rule }: { rule: TraversalRule }) {
  const id = useId();
  const { linkType, isForward } = partsOf(rule);
  const { source, target } = EXAMPLE_LINKS[linkType];
  const [from, to] = isForward ? [source, target] : [target, source];
  return (
    <svg
      viewBox="0 0 410 104"
      role="img"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      className="rule-drawing"
    >
      <title id={`${id}-title`}>{`Drawing of ${rule}`}</title>
      <desc id={`${id}-text`}>
        {`A link of type ${linkType} leads from ${said(source)} to ${said(target)}. ${from.name} is in the export. ` +
          `The rule walks ${isForward ? "along the link" : "against the link"} and takes ${to.name} along.`}
      </desc>
      <path className={`rule-link ${lookOf(linkType)}`} d={`M${LEFT + WIDTH + 7} ${MIDDLE}H${RIGHT - 14}`} />
      <path className="rule-link-head" d={`M${RIGHT - 7} ${MIDDLE}l-9 -4.5v9z`} />
      <text className="rule-link-name" x={(LEFT + WIDTH + RIGHT) / 2} y={MIDDLE - 8}>
        {linkType}
      </text>
      <Node node={source} x={LEFT} isStart={isForward} />
      <Node node={target} x={RIGHT} isStart={!isForward} />
      <Walk isForward={isForward} />
    </svg>
  );
}

function Node({ node, x, isStart }: { node: ExampleNode; x: number; isStart: boolean }) {
  const round = node.kind === "data" ? HEIGHT / 2 : 5;
  const bar = node.kind === "workflow" ? 5 : 0;
  return (
    <g className={`rule-node ${node.kind}`}>
      <rect
        className={isStart ? "rule-ring chosen" : "rule-ring added"}
        x={x - RING}
        y={TOP - RING}
        width={WIDTH + 2 * RING}
        height={HEIGHT + 2 * RING}
        rx={round + RING}
      />
      <rect className="rule-shape" x={x} y={TOP} width={WIDTH} height={HEIGHT} rx={round} />
      {bar > 0 && <rect className="rule-bar" x={x} y={TOP} width={bar} height={HEIGHT} rx={2} />}
      <text className="rule-name" x={x + WIDTH / 2} y={TOP + 17}>
        {node.name}
      </text>
      <text className="rule-kind" x={x + WIDTH / 2} y={TOP + 31}>
        {node.kind}
      </text>
      <text
        className={isStart ? "rule-standing chosen" : "rule-standing added"}
        x={x + WIDTH / 2}
        y={TOP - 11}
      >
        {isStart ? "is in" : "comes along"}
      </text>
    </g>
  );
}

/** The step of the rule, below the nodes: from the one that is in to the one that comes along. */
function Walk({ isForward }: { isForward: boolean }) {
  const [start, end] = [LEFT + WIDTH / 2, RIGHT + WIDTH / 2];
  const [from, to] = isForward ? [start, end] : [end, start];
  const y = TOP + HEIGHT + RING + 3;
  return (
    <>
      <path className="rule-walk" d={`M${from} ${y}C${from} ${y + 28} ${to} ${y + 28} ${to} ${y + 7}`} />
      <path className="rule-walk-head" d={`M${to} ${y - 1}l-4.5 9h9z`} />
    </>
  );
}

function said({ name, kind }: ExampleNode): string {
  return `${name} (${kind})`;
}

function partsOf(rule: TraversalRule): { linkType: LinkType; isForward: boolean } {
  const linkType = LINK_TYPES.find((type) => rule === `${type}_forward` || rule === `${type}_backward`)!; // that is what a rule is
  return { linkType, isForward: rule === `${linkType}_forward` };
}

/** The same line styles as in the graph. */
function lookOf(linkType: LinkType): string {
  if (linkType === "call_calc" || linkType === "call_work") return "dotted";
  return linkType === "input_work" || linkType === "return" ? "dashed" : "solid";
}
