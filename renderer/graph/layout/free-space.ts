import { type Box, edgesOf } from "./types.ts";

const CELL_WIDTH = 160; // px; about one box, so that a question looks at few boxes
const CELL_HEIGHT = 60;

/** Which room is taken, answered in constant time: boxes in a grid of cells. */
export class FreeSpace {
  readonly #cells = new Map<string, Box[]>();
  #bottom = -Infinity;

  constructor(boxes: Iterable<Box>) {
    for (const box of boxes) this.take(box);
  }

  /** Lower edge of the lowest box; −Infinity when there is none. */
  get bottom(): number {
    return this.#bottom;
  }

  take(box: Box): void {
    this.#bottom = Math.max(this.#bottom, edgesOf(box).bottom);
    for (const key of cellsOf(box, 0)) {
      const cell = this.#cells.get(key);
      if (cell) cell.push(box);
      else this.#cells.set(key, [box]);
    }
  }

  /** True if no taken box of another node comes nearer to this one than `gap`. */
  isFree(box: Box, gap: number): boolean {
    for (const key of cellsOf(box, gap)) {
      for (const taken of this.#cells.get(key) ?? [])
        if (taken.nodeId !== box.nodeId && isNear(box, taken, gap)) return false;
    }
    return true;
  }
}

function isNear(a: Box, b: Box, gap: number): boolean {
  return (
    Math.abs(a.x - b.x) < (a.width + b.width) / 2 + gap &&
    Math.abs(a.y - b.y) < (a.height + b.height) / 2 + gap
  );
}

function* cellsOf(box: Box, gap: number): Generator<string> {
  const { left, right, top, bottom } = edgesOf(box);
  const lastColumn = Math.floor((right + gap) / CELL_WIDTH);
  const lastRow = Math.floor((bottom + gap) / CELL_HEIGHT);
  for (let column = Math.floor((left - gap) / CELL_WIDTH); column <= lastColumn; column++)
    for (let row = Math.floor((top - gap) / CELL_HEIGHT); row <= lastRow; row++) yield `${column},${row}`;
}
