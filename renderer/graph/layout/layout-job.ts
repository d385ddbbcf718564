import { addNodes } from "./add-nodes.ts";
import { fullLayout } from "./full-layout.ts";
import type { Box, Layout, LayoutLink, LayoutNode } from "./types.ts";

/** One piece of work for the layout. With boxes in `placed`, those stay and only `nodes` are given places. */
export interface LayoutJob {
  placed: Box[];
  nodes: LayoutNode[];
  links: LayoutLink[];
}

/** Do it. Cost: see `layeredLayout`; adding is linear in what is added. */
export function runLayoutJob({ placed, nodes, links }: LayoutJob): Layout {
  return placed.length === 0
    ? fullLayout(nodes, links)
    : { boxes: addNodes(placed, nodes, links), routes: [] };
}
