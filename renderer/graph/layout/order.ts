import type { LinkLists } from "./dense-links.ts";
import type { Lanes } from "./lanes.ts";

const SWEEPS = 14;
const SWAP_ROUNDS = 4;
const SWAP_CELLS = 2500; // beyond that, swapping neighbours costs more time than it saves crossings

/**
 * Order the cells of each column from top to bottom so that few links cross: barycentre sweeps from two first orders,
 * the better kept, then swaps of neighbours. Changes `lanes.columns`. Deterministic.
 */
export function orderColumns(lanes: Lanes): void {
  const position = new Int32Array(lanes.cellCount);
  let best = lanes.columns;
  let fewest = Infinity;
  for (const first of [depthFirst(lanes), lanes.columns]) {
    const columns = first.map((cells) => cells.slice());
    columns.forEach((cells) => number(cells, position));
    for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
      sweepOnce(lanes, columns, position, sweep % 2 === 0);
      const crossings = countCrossings(lanes, columns, position);
      if (crossings >= fewest) continue;
      fewest = crossings;
      best = columns.map((cells) => cells.slice());
    }
  }
  lanes.columns = best;
  best.forEach((cells) => number(cells, position));
  if (lanes.cellCount <= SWAP_CELLS) swapNeighbours(lanes, position);
}

function number(cells: Int32Array, position: Int32Array): void {
  for (let k = 0; k < cells.length; k++) position[cells[k]!] = k;
}

/** First order: as a walk along the links meets the cells, so that what belongs together starts together. */
function depthFirst(lanes: Lanes): Int32Array[] {
  const met = new Uint8Array(lanes.cellCount);
  const columns: number[][] = lanes.columns.map(() => []);
  for (let first = 0; first < lanes.cellCount; first++) {
    const stack = [first];
    while (stack.length > 0) {
      const cell = stack.pop()!; // not empty
      if (met[cell]) continue;
      met[cell] = 1;
      columns[lanes.column[cell]!]!.push(cell);
      for (const [lists, ends] of bothSides(lanes)) {
        for (let k = lists.start[cell + 1]! - 1; k >= lists.start[cell]!; k--) {
          const other = ends[lists.list[k]!]!;
          if (!met[other]) stack.push(other);
        }
      }
    }
  }
  return columns.map((cells) => Int32Array.from(cells));
}

function bothSides(lanes: Lanes): Array<[LinkLists, Int32Array]> {
  return [
    [lanes.left, lanes.segments.left],
    [lanes.right, lanes.segments.right],
  ];
}

function sweepOnce(lanes: Lanes, columns: Int32Array[], position: Int32Array, toRight: boolean): void {
  const [lists, ends] = toRight ? [lanes.left, lanes.segments.left] : [lanes.right, lanes.segments.right];
  const weight = new Float64Array(lanes.cellCount);
  for (let step = 1; step < columns.length; step++) {
    const cells = columns[toRight ? step : columns.length - 1 - step]!; // step < length
    for (let k = 0; k < cells.length; k++) {
      const cell = cells[k]!;
      let sum = 0;
      for (let s = lists.start[cell]!; s < lists.start[cell + 1]!; s++)
        sum += position[ends[lists.list[s]!]!]!;
      const count = lists.start[cell + 1]! - lists.start[cell]!;
      weight[cell] = count === 0 ? -1 : sum / count;
    }
    sortKeepingLoose(cells, weight, position);
    number(cells, position);
  }
}

/** Sort by weight; cells without links on this side (weight −1) keep their places. */
function sortKeepingLoose(cells: Int32Array, weight: Float64Array, position: Int32Array): void {
  const tied = [...cells].filter((cell) => weight[cell]! >= 0);
  tied.sort((a, b) => weight[a]! - weight[b]! || position[a]! - position[b]!);
  let next = 0;
  for (let k = 0; k < cells.length; k++) if (weight[cells[k]!]! >= 0) cells[k] = tied[next++]!; // as many as were tied
}

/** Pairs of segments that cross between neighbouring columns, counted in O(segments · log cells). */
function countCrossings(lanes: Lanes, columns: Int32Array[], position: Int32Array): number {
  let crossings = 0;
  for (let at = 0; at + 1 < columns.length; at++) {
    const targets: number[] = [];
    for (const cell of columns[at]!) {
      const own: number[] = [];
      for (let k = lanes.right.start[cell]!; k < lanes.right.start[cell + 1]!; k++)
        own.push(position[lanes.segments.right[lanes.right.list[k]!]!]!);
      targets.push(...own.sort((a, b) => a - b));
    }
    crossings += inversions(targets, columns[at + 1]!.length);
  }
  return crossings;
}

/** Pairs that are out of order, by a binary indexed tree over values 0 … size − 1. */
function inversions(values: readonly number[], size: number): number {
  const tree = new Int32Array(size + 1);
  let pairs = 0;
  values.forEach((value, seen) => {
    let notAbove = 0;
    for (let i = value + 1; i > 0; i -= i & -i) notAbove += tree[i]!;
    pairs += seen - notAbove;
    for (let i = value + 1; i <= size; i += i & -i) tree[i]!++;
  });
  return pairs;
}

function swapNeighbours(lanes: Lanes, position: Int32Array): void {
  for (let round = 0; round < SWAP_ROUNDS; round++) {
    let hasSwapped = false;
    for (const cells of lanes.columns) {
      for (let k = 0; k + 1 < cells.length; k++) {
        const upper = cells[k]!;
        const lower = cells[k + 1]!;
        if (crossingsOf(lanes, upper, lower, position) <= crossingsOf(lanes, lower, upper, position))
          continue;
        cells[k] = lower;
        cells[k + 1] = upper;
        position[lower] = k;
        position[upper] = k + 1;
        hasSwapped = true;
      }
    }
    if (!hasSwapped) return;
  }
}

/** Crossings among the segments of two cells of one column if `upper` stands above `lower`. */
function crossingsOf(lanes: Lanes, upper: number, lower: number, position: Int32Array): number {
  let crossings = 0;
  for (const [lists, ends] of bothSides(lanes)) {
    for (let a = lists.start[upper]!; a < lists.start[upper + 1]!; a++) {
      const from = position[ends[lists.list[a]!]!]!;
      for (let b = lists.start[lower]!; b < lists.start[lower + 1]!; b++)
        if (position[ends[lists.list[b]!]!]! < from) crossings++;
    }
  }
  return crossings;
}
