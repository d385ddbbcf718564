import { connectedParts, denseLinks } from "./dense-links.ts";
import { layeredLayout } from "./layered.ts";
import { type Layout, type LayoutLink, type LayoutNode, NODE_GAP, edgesOf, type Route } from "./types.ts";

export const PART_GAP = 56; // between parts that no link joins
export const ASPECT = 1.7; // width to height that parts are packed to: that of the pane

/**
 * Lay out everything anew: each connected part in columns, the parts packed in rows, nodes without links in a block of
 * their own at the end. Deterministic: the same nodes in the same order give the same places.
 */
export function fullLayout(nodes: readonly LayoutNode[], links: readonly LayoutLink[]): Layout {
  const parts = connectedParts(nodes.length, denseLinks(nodes, links)).map(
    (part) => part.map((index) => nodes[index]!), // positions of `nodes`
  );
  const linksOf = groupLinks(parts, links);
  const linked = parts
    .map((part, index) => ({ part, links: linksOf[index]! })) // one list a part
    .filter(({ part }) => part.length > 1)
    .map(({ part, links }) => layeredLayout(part, links))
    .sort((a, b) => b.boxes.length - a.boxes.length); // stable: equally large ones stay in order
  const loose = parts.filter((part) => part.length === 1).flat();
  return pack(loose.length > 0 ? [...linked, block(loose, linked)] : linked, nodes);
}

function groupLinks(parts: LayoutNode[][], links: readonly LayoutLink[]): LayoutLink[][] {
  const partOf = new Map<number, number>();
  parts.forEach((part, index) => part.forEach((node) => partOf.set(node.nodeId, index)));
  const groups: LayoutLink[][] = parts.map(() => []);
  for (const link of links) {
    const index = partOf.get(link.source);
    if (index !== undefined && partOf.has(link.target)) groups[index]!.push(link); // one group a part
  }
  return groups;
}

/** Nodes without links, row by row, in their order; rows as wide as the widest linked part at least. */
function block(nodes: readonly LayoutNode[], linked: readonly Layout[]): Layout {
  const area = nodes.reduce((sum, node) => sum + (node.width + NODE_GAP) * (node.height + NODE_GAP), 0);
  const rowWidth = Math.max(Math.sqrt(area * ASPECT), ...linked.map((layout) => extent(layout).width));
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  const boxes = nodes.map((node) => {
    if (x > 0 && x + node.width > rowWidth) {
      x = 0;
      y += rowHeight + NODE_GAP;
      rowHeight = 0;
    }
    const box = { ...node, x: Math.round(x + node.width / 2), y: Math.round(y + node.height / 2) };
    x += node.width + NODE_GAP + 2; // 2: rounding the centre must not bring two boxes nearer
    rowHeight = Math.max(rowHeight, node.height);
    return box;
  });
  return { boxes, routes: [] };
}

/** Put parts on shelves, in their order, and bring the boxes into node order. */
function pack(layouts: readonly Layout[], nodes: readonly LayoutNode[]): Layout {
  const parts = layouts.map((layout) => ({ layout, ...extent(layout) }));
  const area = parts.reduce((sum, part) => sum + (part.width + PART_GAP) * (part.height + PART_GAP), 0);
  const shelfWidth = Math.max(Math.sqrt(area * ASPECT), ...parts.map((part) => part.width));
  const placed = new Map<number, Layout["boxes"][number]>();
  const routes: Route[] = [];
  let x = 0;
  let y = 0;
  let shelfHeight = 0;
  for (const part of parts) {
    if (x > 0 && x + part.width > shelfWidth) {
      x = 0;
      y += shelfHeight + PART_GAP;
      shelfHeight = 0;
    }
    const dx = Math.round(x - part.left);
    const dy = Math.round(y - part.top);
    for (const box of part.layout.boxes) placed.set(box.nodeId, { ...box, x: box.x + dx, y: box.y + dy });
    for (const route of part.layout.routes)
      routes.push({ ...route, points: route.points.map((value, k) => value + (k % 2 === 0 ? dx : dy)) });
    x += part.width + PART_GAP;
    shelfHeight = Math.max(shelfHeight, part.height);
  }
  return { boxes: nodes.map((node) => placed.get(node.nodeId)!), routes }; // every node is in one part
}

/** Where a layout lies and how large it is; an empty one is a point. */
export function extent(layout: Pick<Layout, "boxes">) {
  let left = Infinity;
  let right = -Infinity;
  let top = Infinity;
  let bottom = -Infinity;
  for (const box of layout.boxes) {
    const edges = edgesOf(box);
    left = Math.min(left, edges.left);
    right = Math.max(right, edges.right);
    top = Math.min(top, edges.top);
    bottom = Math.max(bottom, edges.bottom);
  }
  if (layout.boxes.length === 0) return { left: 0, top: 0, right: 0, bottom: 0, width: 0, height: 0 };
  return { left, top, right, bottom, width: right - left, height: bottom - top };
}
