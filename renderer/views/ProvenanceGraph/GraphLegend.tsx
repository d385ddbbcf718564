import { Flag } from "lucide-react";
import { useId, useMemo, useState } from "react";
import type { LinkType } from "../../../shared/model/link.ts";
import type { NodeFamily } from "../../../shared/model/node.ts";
import { plainText, type TermId } from "../../../shared/text/glossary.ts";
import { formatCount } from "../../components/number-text.ts";
import { type Drawing, isFaded, type Marks } from "../../graph/drawing.ts";
import { useView } from "../../state/source-view.ts";
import type { GraphActions } from "./use-graph-commands.ts";

interface GraphLegendProps {
  drawing: Drawing;
  marks: Marks;
  total: number | null;
  shownCount: number;
  actions: GraphActions;
}

const FAMILIES: NodeFamily[] = ["data", "code", "calculation", "workflow"];
const LINKS: Array<{ look: "solid" | "dashed" | "dotted"; types: Array<[LinkType, string]> }> = [
  {
    look: "solid",
    types: [
      ["input_calc", "input"],
      ["create", "create"],
    ],
  },
  {
    look: "dashed",
    types: [
      ["input_work", "work input"],
      ["return", "return"],
    ],
  },
  {
    look: "dotted",
    types: [
      ["call_calc", "call"],
      ["call_work", "call"],
    ],
  },
];

/** Names exactly what is on the canvas, and says how much of the source that is. A narrow one opens by a button. */
export function GraphLegend({ drawing, marks, total, shownCount, actions }: GraphLegendProps) {
  const seen = useMemo(() => whatIsSeen(drawing), [drawing]);
  const looks = useMemo(() => looksSeen(drawing, marks), [drawing, marks]);
  const provenance = useView((view) => view.provenance);
  const drawn = drawing.nodes.size;
  const [isOpen, setOpen] = useState(false);
  const listId = useId();
  const isPart = total !== null && drawn < total;
  return (
    <footer className={isOpen ? "graph-legend is-open" : "graph-legend"}>
      <button
        type="button"
        className="link-button legend-toggle"
        aria-expanded={isOpen}
        aria-controls={listId}
        onClick={() => setOpen(!isOpen)}
      >
        Legend
      </button>
      <ul id={listId} className="legend-list" aria-label="Legend">
        {FAMILIES.filter((family) => seen.families.has(family)).map((family) => (
          <li key={family}>
            <span className={`legend-shape ${family}`} aria-hidden="true" />
            {family}
          </li>
        ))}
        {seen.hasFailed && (
          <li>
            <span className="legend-shape failed" aria-hidden="true" />
            failed
          </li>
        )}
        {LINKS.map(({ look, types }) => {
          const names = [...new Set(types.filter(([type]) => seen.links.has(type)).map(([, name]) => name))];
          if (names.length === 0) return null;
          return (
            <li key={look}>
              <span className={`legend-link ${look}`} aria-hidden="true" />
              {names.join(", ")}
            </li>
          );
        })}
        {looks.start && (
          <li title={plainText("sender-start")}>
            <Flag size={12} className="legend-flag" aria-hidden="true" />
            sender's start
          </li>
        )}
        {looks.chosen && <LegendRing look="chosen" text="chosen" termId="chosen" />}
        {looks.added && <LegendRing look="added" text="added by a rule" termId="added" />}
        {looks.faded && <LegendRing look="faded" text={marks.basket ? "left out" : "outside the filter"} />}
      </ul>
      <p className="legend-count">
        {total === null ? (
          ""
        ) : isPart ? (
          <>
            {formatCount(drawn)} of {formatCount(total)} nodes shown
            {provenance !== "all" &&
              drawn < shownCount &&
              ` (${provenance === "call" ? "calls" : provenance})`}{" "}
            ·{" "}
            <button type="button" className="link-button" onClick={actions.showEverything}>
              show all
            </button>
          </>
        ) : total === 1 ? (
          "1 node"
        ) : (
          `all ${formatCount(total)} nodes`
        )}
      </p>
    </footer>
  );
}

function LegendRing({ look, text, termId }: { look: string; text: string; termId?: TermId }) {
  return (
    <li title={termId && plainText(termId)}>
      <span className={`legend-ring ${look}`} aria-hidden="true" />
      {text}
    </li>
  );
}

function whatIsSeen(drawing: Drawing) {
  const families = new Set<NodeFamily>();
  let hasFailed = false;
  for (const { face } of drawing.nodes.values()) {
    families.add(face.family);
    hasFailed ||= face.isFailed;
  }
  const links = new Set<LinkType>();
  for (const { link } of drawing.links.values()) links.add(link.linkType);
  return { families, links, hasFailed };
}

function looksSeen(drawing: Drawing, marks: Marks) {
  const ids = [...drawing.nodes.keys()];
  return {
    chosen: marks.basket !== null && ids.some((nodeId) => marks.basket?.chosen.has(nodeId)),
    added: marks.basket !== null && ids.some((nodeId) => marks.basket?.added.has(nodeId)),
    start: ids.some((nodeId) => marks.startIds.has(nodeId)),
    faded: ids.some((nodeId) => isFaded(nodeId, marks)),
  };
}
