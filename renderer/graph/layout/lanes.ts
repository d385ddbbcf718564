import { type LinkLists, linkLists } from "./dense-links.ts";
import type { DenseLinks } from "./types.ts";

/**
 * What stands in the columns: cells 0 … nodeCount − 1 are the nodes, the rest are lanes, the places where a long link
 * passes a column. All links from one node share their lanes until they part: a code that fifty runs use is one line
 * with fifty ends, not fifty lines.
 */
export interface Lanes {
  cellCount: number;
  columnCount: number;
  column: Int32Array; // of each cell
  columns: Int32Array[]; // cells of each column, in no order yet
  segments: { count: number; left: Int32Array; right: Int32Array }; // between cells of neighbouring columns
  right: LinkLists; // segments that leave a cell to the right …
  left: LinkLists; // … and to the left
  /** Lane cells that a link passes, in order; empty for a link between neighbours and for those drawn free-hand. */
  lanesOf(link: number): number[];
  /** False for links that lead back, stay in a column, or are too long to get lanes: drawn free-hand. */
  isRouted(link: number): boolean;
}

const LANES_PER_NODE = 5; // beyond that the longest links go without: time matters more than their course
const LANES_AT_LEAST = 3000;

/** Cut links into segments between neighbouring columns. */
export function cutIntoLanes(nodeCount: number, links: DenseLinks, column: Int32Array): Lanes {
  const span = (link: number) => column[links.target[link]!]! - column[links.source[link]!]!;
  const bySource = linkLists(nodeCount, links.source);
  const longest = longestRouted(nodeCount, links, bySource, span);
  const isRouted = (link: number) => span(link) >= 1 && span(link) <= longest;

  const cellColumn = [...column];
  const firstLane = new Int32Array(nodeCount).fill(-1); // lanes of one source are consecutive cells
  const left: number[] = [];
  const right: number[] = [];
  for (let node = 0; node < nodeCount; node++) {
    let reach = 0;
    for (let k = bySource.start[node]!; k < bySource.start[node + 1]!; k++) {
      const link = bySource.list[k]!;
      if (isRouted(link)) reach = Math.max(reach, span(link));
    }
    firstLane[node] = cellColumn.length;
    for (let step = 1; step < reach; step++) {
      left.push(step === 1 ? node : cellColumn.length - 1);
      right.push(cellColumn.length);
      cellColumn.push(column[node]! + step);
    }
    for (let k = bySource.start[node]!; k < bySource.start[node + 1]!; k++) {
      const link = bySource.list[k]!;
      if (!isRouted(link)) continue;
      left.push(span(link) === 1 ? node : firstLane[node]! + span(link) - 2);
      right.push(links.target[link]!);
    }
  }
  const leftCells = Int32Array.from(left);
  const rightCells = Int32Array.from(right);
  const columnCount = 1 + cellColumn.reduce((most, at) => Math.max(most, at), 0);
  const members: number[][] = Array.from({ length: columnCount }, () => []);
  cellColumn.forEach((at, cell) => members[at]!.push(cell)); // at < columnCount
  return {
    cellCount: cellColumn.length,
    columnCount,
    column: Int32Array.from(cellColumn),
    columns: members.map((cells) => Int32Array.from(cells)),
    segments: { count: leftCells.length, left: leftCells, right: rightCells },
    right: linkLists(cellColumn.length, leftCells),
    left: linkLists(cellColumn.length, rightCells),
    lanesOf: (link) =>
      isRouted(link)
        ? Array.from({ length: span(link) - 1 }, (_, step) => firstLane[links.source[link]!]! + step)
        : [],
    isRouted,
  };
}

/** The longest span, in columns, that may get lanes so that there are not too many of them. */
function longestRouted(
  nodeCount: number,
  links: DenseLinks,
  bySource: LinkLists,
  span: (link: number) => number,
): number {
  let longest = 0;
  for (let link = 0; link < links.count; link++) longest = Math.max(longest, span(link));
  const budget = Math.max(LANES_AT_LEAST, LANES_PER_NODE * nodeCount);
  for (; longest > 2; longest = Math.floor(longest * 0.75)) {
    let lanes = 0;
    for (let node = 0; node < nodeCount; node++) {
      let reach = 1;
      for (let k = bySource.start[node]!; k < bySource.start[node + 1]!; k++) {
        const length = span(bySource.list[k]!);
        if (length <= longest) reach = Math.max(reach, length);
      }
      lanes += reach - 1;
    }
    if (lanes <= budget) break;
  }
  return longest;
}
