import { type KeyboardEvent, type PointerEvent, useMemo, useState } from "react";
import type { EngineOutput } from "../../../../shared/ipc/engine-contract.ts";
import { escapeLine } from "../../../../shared/text/escape.ts";
import { formatCount } from "../../../components/number-text.ts";
import { atomColour, drawStructure, type Turn } from "./structure-drawing.ts";

const DRAWN = 500; // atoms that turn smoothly
const FIRST_TURN: Turn = { yaw: 0.5, pitch: 0.3 };
const STEP = 0.15; // radians for a key press
const PER_PIXEL = 0.01;

/** The cell and its atoms; dragging or the arrow keys turn it. */
export function StructureDrawing({ structure }: { structure: EngineOutput<"node.structure"> }) {
  const { cell, sites, siteCount, formula } = structure;
  const [turn, setTurn] = useState(FIRST_TURN);
  const drawing = useMemo(() => drawStructure(cell, sites.slice(0, DRAWN), turn), [cell, sites, turn]);
  const { reach } = drawing;
  const radius = Math.min(0.6, reach / 6);
  const side = reach + radius;
  const turnBy = (yaw: number, pitch: number) =>
    setTurn((now) => ({ yaw: now.yaw + yaw, pitch: now.pitch + pitch }));
  const onPointerMove = (event: PointerEvent) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId))
      turnBy(event.movementX * PER_PIXEL, event.movementY * PER_PIXEL);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowLeft") turnBy(-STEP, 0);
    else if (event.key === "ArrowRight") turnBy(STEP, 0);
    else if (event.key === "ArrowUp") turnBy(0, -STEP);
    else if (event.key === "ArrowDown") turnBy(0, STEP);
    else return;
    event.preventDefault();
  };
  return (
    <figure className="structure-drawing">
      <svg
        role="img"
        aria-label={`Unit cell of ${escapeLine(formula)}`}
        tabIndex={0}
        viewBox={`${-side} ${-side} ${2 * side} ${2 * side}`}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onKeyDown={onKeyDown}
      >
        {drawing.edges.map(([x1, y1, x2, y2]) => (
          <line key={`${x1} ${y1} ${x2} ${y2}`} x1={x1} y1={y1} x2={x2} y2={y2} className="cell-edge" />
        ))}
        {drawing.atoms.map(({ x, y, symbol }, i) => (
          // oxlint-disable-next-line react/no-array-index-key
          <g key={i}>
            <circle cx={x} cy={y} r={radius} fill={atomColour(symbol)} className="atom">
              <title>{escapeLine(symbol)}</title>
            </circle>
            <circle
              cx={x - radius / 3}
              cy={y - radius / 3}
              r={radius / 4}
              className="atom-light"
              aria-hidden="true"
            />
          </g>
        ))}
      </svg>
      <figcaption className="structure-hint">
        {siteCount > DRAWN
          ? `the first ${formatCount(DRAWN)} of ${formatCount(siteCount)} sites · drag to turn`
          : "drag to turn"}
      </figcaption>
    </figure>
  );
}
