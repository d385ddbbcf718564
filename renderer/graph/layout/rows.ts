import type { Lanes } from "./lanes.ts";
import { LANE_GAP, NODE_GAP } from "./types.ts";

const ROUNDS = 16;
const LANE_STRENGTH = 1000;

/**
 * The y of each cell: in the order of its column, never nearer than its neighbours allow, and otherwise as near as can
 * be to the cells it is linked with, so that links run level. Each column is solved exactly (least squares under an
 * order: pool adjacent violators), column after column, to and fro.
 */
export function rowsOf(lanes: Lanes, nodeCount: number, heights: Float64Array): Float64Array {
  const y = new Float64Array(lanes.cellCount);
  for (const cells of lanes.columns) {
    const offsets = stacked(cells, nodeCount, heights);
    const middle = (offsets.at(-1) ?? 0) / 2;
    cells.forEach((cell, k) => (y[cell] = offsets[k]! - middle)); // one offset a cell
  }
  for (let round = 0; round < ROUNDS; round++) {
    const toRight = round % 2 === 0;
    const usesBoth = round >= ROUNDS - 6;
    for (let step = 0; step < lanes.columnCount; step++) {
      const cells = lanes.columns[toRight ? step : lanes.columnCount - 1 - step]!; // step < columnCount
      settle(lanes, cells, nodeCount, heights, y, usesBoth ? "both" : toRight ? "left" : "right");
    }
  }
  return y;
}

/** Centres of a column's cells packed from 0 downwards. */
function stacked(cells: Int32Array, nodeCount: number, heights: Float64Array): Float64Array {
  const offsets = new Float64Array(cells.length);
  for (let k = 1; k < cells.length; k++) {
    const above = cells[k - 1]!;
    const below = cells[k]!;
    const gap = above < nodeCount && below < nodeCount ? NODE_GAP : LANE_GAP;
    offsets[k] = offsets[k - 1]! + (heights[above]! + heights[below]!) / 2 + gap;
  }
  return offsets;
}

function settle(
  lanes: Lanes,
  cells: Int32Array,
  nodeCount: number,
  heights: Float64Array,
  y: Float64Array,
  side: "left" | "right" | "both",
): void {
  const offsets = stacked(cells, nodeCount, heights);
  const wanted = new Float64Array(cells.length);
  const weights = new Float64Array(cells.length);
  for (let k = 0; k < cells.length; k++) {
    const cell = cells[k]!;
    let sum = 0;
    let weight = 0;
    const pull = (other: number) => {
      // Straight long links first: a bend in a lane is seen from afar, and the many ends of a lane must not drag it.
      const isLane = cell >= nodeCount;
      const strength = other >= nodeCount ? (isLane ? LANE_STRENGTH : 2) : 1;
      sum += y[other]! * strength;
      weight += strength;
    };
    if (side !== "right")
      for (let s = lanes.left.start[cell]!; s < lanes.left.start[cell + 1]!; s++)
        pull(lanes.segments.left[lanes.left.list[s]!]!);
    if (side !== "left")
      for (let s = lanes.right.start[cell]!; s < lanes.right.start[cell + 1]!; s++)
        pull(lanes.segments.right[lanes.right.list[s]!]!);
    wanted[k] = (weight === 0 ? y[cell]! : sum / weight) - offsets[k]!;
    weights[k] = weight === 0 ? 0.1 : weight;
  }
  const settled = isotonic(wanted, weights);
  for (let k = 0; k < cells.length; k++) y[cells[k]!] = settled[k]! + offsets[k]!;
}

/** The ascending sequence nearest to `values` in weighted least squares. */
export function isotonic(values: Float64Array, weights: Float64Array): Float64Array {
  const mean: number[] = [];
  const weight: number[] = [];
  const size: number[] = [];
  for (let k = 0; k < values.length; k++) {
    let m = values[k]!;
    let w = weights[k]!;
    let s = 1;
    while (mean.length > 0 && mean.at(-1)! > m) {
      const earlier = weight.pop()!; // the three lists are equally long
      m = (mean.pop()! * earlier + m * w) / (earlier + w);
      w += earlier;
      s += size.pop()!;
    }
    mean.push(m);
    weight.push(w);
    size.push(s);
  }
  const out = new Float64Array(values.length);
  let at = 0;
  mean.forEach((m, block) => {
    out.fill(m, at, at + size[block]!);
    at += size[block]!;
  });
  return out;
}
