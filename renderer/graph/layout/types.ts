/** A box to be placed. Boxes come in the order in which their nodes were created. */
export interface LayoutNode {
  nodeId: number;
  width: number; // px at zoom 1, like all lengths here
  height: number;
}

/** A link between two boxes; `isReturn` links give way where they would close a cycle. */
export interface LayoutLink {
  source: number;
  target: number;
  isReturn: boolean;
}

/** A placed box: its centre and size. */
export interface Box {
  nodeId: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where the curve of the link from `source` to `target` is pulled to: x, y, x, y … between its ends. */
export interface Route {
  source: number;
  target: number;
  points: number[];
}

export interface Layout {
  boxes: Box[]; // in the order of the nodes
  routes: Route[]; // links without one are drawn as a plain curve
}

/** Links of one connected part over dense positions 0 … nodeCount − 1. */
export interface DenseLinks {
  count: number;
  source: Int32Array;
  target: Int32Array;
  isReturn: Uint8Array;
}

export const NODE_GAP = 14; // between boxes of one column
export const LANE_HEIGHT = 4; // room that a passing link takes in a column
export const LANE_GAP = 7;
export const COLUMN_GAP = 38; // room for an arrow and a curve between columns

/** Left, right, top and bottom of a box. */
export function edgesOf(box: Box): { left: number; right: number; top: number; bottom: number } {
  return {
    left: box.x - box.width / 2,
    right: box.x + box.width / 2,
    top: box.y - box.height / 2,
    bottom: box.y + box.height / 2,
  };
}
