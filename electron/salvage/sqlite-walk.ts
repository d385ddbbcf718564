import { PAGE, readCells, readTreePage } from "./sqlite-cells.ts";
import type { SqlitePages } from "./sqlite-pages.ts";

/** Row ids above `after` up to `upTo`, of which nothing can be said: the part of the tree that has them is not there. */
export interface Gap {
  after: number;
  upTo: number;
}

/** What a walk over a table meets. `tick`: a page is done, and others may have a turn. */
export type WalkStep =
  | { kind: "row"; rowId: number; payload: Buffer }
  | { kind: "lost row"; rowId: number }
  | { kind: "gap"; gap: Gap }
  | { kind: "tick" };

interface Pending {
  page: number;
  after: number;
  upTo: number;
}

/**
 * Every row of a table that can be reached from its root, and what cannot: rows whose bytes make no sense, and parts of
 * the tree. Rows come in the order of the tree. Each page is read once; memory is one page and the branches beside it.
 */
export function* walkTable(pages: SqlitePages, root: number): Generator<WalkStep> {
  const pending: Pending[] = [
    { page: root, after: Number.NEGATIVE_INFINITY, upTo: Number.POSITIVE_INFINITY },
  ];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { page: number, after, upTo } = next;
    const page = pages.look(number);
    const tree = page && readTreePage(page, pages.treeStart(number));
    if (!page || !tree || (tree.kind !== PAGE.tableLeaf && tree.kind !== PAGE.tableInterior)) {
      yield { kind: "gap", gap: { after, upTo } };
      continue;
    }
    pages.take(number);
    if (tree.kind === PAGE.tableLeaf) yield* leafRows(pages, page, tree.cells);
    else pending.push(...children(pages, page, tree, next).reverse());
    yield { kind: "tick" };
  }
}

/** The rows of one leaf. */
export function* leafRows(pages: SqlitePages, page: Buffer, cells: readonly number[]): Generator<WalkStep> {
  for (const { rowId, payload } of readCells(pages, page, PAGE.tableLeaf, cells)) {
    if (payload !== null && rowId !== null) yield { kind: "row", rowId, payload };
    else yield { kind: "lost row", rowId: rowId ?? Number.NaN };
  }
}

function children(
  pages: SqlitePages,
  page: Buffer,
  tree: { cells: readonly number[]; rightmost: number | null },
  { after, upTo }: Pending,
): Pending[] {
  const below: Pending[] = [];
  let last = after;
  for (const { rowId, child } of readCells(pages, page, PAGE.tableInterior, tree.cells)) {
    if (rowId === null || child === null) continue;
    // Keys out of order are damaged: what lies below is looked at all the same, its bounds are not believed.
    const isBound = rowId >= last && rowId <= upTo;
    below.push({ page: child, after: last, upTo: isBound ? rowId : upTo });
    if (isBound) last = rowId;
  }
  if (tree.rightmost !== null) below.push({ page: tree.rightmost, after: last, upTo });
  return below;
}

/** The entries of an index: the rows that there were, told a second time. `gap`: part of it is not there. */
export function* walkIndex(
  pages: SqlitePages,
  root: number,
): Generator<{ kind: "entry"; payload: Buffer } | { kind: "gap" } | { kind: "tick" }> {
  const pending = [root];
  for (let number = pending.pop(); number !== undefined; number = pending.pop()) {
    const page = pages.look(number);
    const tree = page && readTreePage(page, pages.treeStart(number));
    if (!page || !tree || (tree.kind !== PAGE.indexLeaf && tree.kind !== PAGE.indexInterior)) {
      yield { kind: "gap" };
      continue;
    }
    pages.take(number);
    for (const { payload, child } of readCells(pages, page, tree.kind, tree.cells)) {
      if (child !== null) pending.push(child);
      yield payload === null ? { kind: "gap" } : { kind: "entry", payload };
    }
    if (tree.rightmost !== null) pending.push(tree.rightmost);
    yield { kind: "tick" };
  }
}
