import { GraphBoard } from "../../graph/graph-board.ts";
import { useSources } from "../../state/sources.ts";

const boards = new Map<string, GraphBoard>();

/** The picture of a source, made on first use and kept until its tab is closed. */
export function boardOf(sourceId: string): GraphBoard {
  let board = boards.get(sourceId);
  if (!board) boards.set(sourceId, (board = new GraphBoard()));
  return board;
}

useSources.subscribe(({ tabs }) => {
  const open = new Set(tabs.map((tab) => tab.info.sourceId));
  for (const [sourceId, board] of boards) {
    if (open.has(sourceId)) continue;
    board.destroy();
    boards.delete(sourceId);
  }
});
