import { useSyncExternalStore } from "react";
import { trailClauses, type TrailStepText } from "../../../shared/text/trail-sentence.ts";
import type { GraphBoard } from "../../graph/graph-board.ts";
import { safeText } from "../../graph/outline.ts";

interface TrailNoteProps {
  board: GraphBoard;
  nodeId: number;
  steps: readonly TrailStepText[];
}

const CLAUSES = 4; // said beside the node; the basket says all

/** Why a node is in the export, said beside it: the sentence, and the rules and links in the colour of the trail. */
export function TrailNote({ board, nodeId, steps }: TrailNoteProps) {
  useSyncExternalStore(board.subscribeViewport, board.getViewportVersion);
  const place = board.scene.camera.placeOf(nodeId);
  const last = steps.at(-1);
  if (!place || !last) return null;
  const { width, height } = board.scene.camera.size;
  const isOutside = place.x < 0 || place.x > width || place.y < 0 || place.y > height;
  if (isOutside) return null;
  const clauses = trailClauses(steps);
  const below = place.y + place.height / 2 + 22;
  const left = Math.min(Math.max(place.x, 160), Math.max(160, width - 160));
  return (
    <div className="trail-note" aria-hidden="true" style={{ left, top: Math.min(below, height - 60) }}>
      <p>
        <strong>{safeText(last.toTitle)}</strong> is in because it{" "}
        {clauses
          .slice(0, CLAUSES)
          .map(
            ({ verb, title }, index) => `${verb} ${index === clauses.length - 1 ? "your node " : ""}${title}`,
          )
          .join(", which ")}
        {clauses.length > CLAUSES && `, … (${clauses.length - CLAUSES} more steps)`}
      </p>
      <p className="trail-note-rules">
        {clauses
          .slice(0, CLAUSES)
          .map(({ rule, linkLabel }) => (linkLabel === "" ? rule : `${rule}, along ${linkLabel}`))
          .join("; ")}
      </p>
    </div>
  );
}
