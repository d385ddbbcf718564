import { isProcess, nodeTitle } from "../../../shared/model/node.ts";
import { processStateText } from "../../../shared/model/process-state.ts";
import type { Camera } from "../../graph/canvas/camera.ts";
import type { Drawing } from "../../graph/drawing.ts";
import { safeText } from "../../graph/outline.ts";
import type { GraphNode } from "../../graph/graph-types.ts";

/** What the pointer rests on. */
export type Tip =
  | { kind: "node"; nodeId: number }
  | { kind: "link"; linkId: number; at: { x: number; y: number } };

interface GraphTipProps {
  tip: Tip;
  drawing: Drawing;
  camera: Camera;
}

/** The whole text of what is shortened in the picture: under the node, or beside the pointer on a link. */
export function GraphTip({ tip, drawing, camera }: GraphTipProps) {
  if (tip.kind === "node") {
    const node = drawing.nodes.get(tip.nodeId)?.node;
    const place = camera.placeOf(tip.nodeId);
    if (!node || !place) return null;
    return (
      <div
        className="graph-tip"
        aria-hidden="true"
        style={placed(camera, place.x, place.y + place.height / 2 + 12)}
      >
        <strong>{safeText(nodeTitle(node))}</strong>
        {node.label !== "" && <span>{safeText(node.label)}</span>}
        <span className="graph-tip-facts">
          {stateOf(node)}PK {node.nodeId} · {node.uuid.slice(0, 8)} · {node.incoming} in, {node.outgoing} out
        </span>
      </div>
    );
  }
  const link = drawing.links.get(tip.linkId)?.link;
  if (!link) return null;
  return (
    <div className="graph-tip" aria-hidden="true" style={placed(camera, tip.at.x, tip.at.y + 14)}>
      <span>
        <strong>{safeText(link.label) || "no label"}</strong> <span className="mono">{link.linkType}</span>
      </span>
    </div>
  );
}

function stateOf(node: GraphNode): string {
  return isProcess(node.nodeType) ? `${processStateText(node.processState, node.exitStatus)} · ` : "";
}

/** Centred on a point but inside the canvas. */
function placed(camera: Camera, x: number, y: number) {
  const { width, height } = camera.size;
  const left = Math.min(Math.max(x, 140), Math.max(140, width - 140));
  return y > height - 70 ? { left, bottom: height - y + 30 } : { left, top: y };
}
