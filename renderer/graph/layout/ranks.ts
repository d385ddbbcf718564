import { linkLists } from "./dense-links.ts";
import type { DenseLinks } from "./types.ts";

/**
 * The column of each node, from 0: every link that orders (`keeps`) leads to a later column, and no column holds more
 * than `capacity` nodes, so that five hundred equal runs become a block and not a tower. Nodes that nothing leads to
 * (inputs) stand right before what first uses them.
 */
export function columnsOf(
  nodeCount: number,
  links: DenseLinks,
  keeps: Uint8Array,
  capacity: number,
): Int32Array {
  const isKept = (link: number) => keeps[link] === 1;
  const outgoing = linkLists(nodeCount, links.source, isKept);
  const incoming = linkLists(nodeCount, links.target, isKept);
  const column = new Int32Array(nodeCount);
  const held = new Map<number, number>();
  const isFull = (at: number) => (held.get(at) ?? 0) >= capacity;
  const put = (node: number, at: number) => {
    column[node] = at;
    held.set(at, (held.get(at) ?? 0) + 1);
  };
  const isInput = (node: number) =>
    incoming.start[node] === incoming.start[node + 1] && outgoing.start[node] !== outgoing.start[node + 1];

  const order = inOrder(nodeCount, links, outgoing, incoming);
  for (const node of order) {
    if (isInput(node)) continue;
    let at = 0;
    for (let k = incoming.start[node]!; k < incoming.start[node + 1]!; k++) {
      const source = links.source[incoming.list[k]!]!;
      at = Math.max(at, isInput(source) ? 0 : column[source]! + 1);
    }
    while (isFull(at)) at++;
    put(node, at);
  }
  for (const node of order) {
    if (!isInput(node)) continue;
    let at = Infinity;
    for (let k = outgoing.start[node]!; k < outgoing.start[node + 1]!; k++)
      at = Math.min(at, column[links.target[outgoing.list[k]!]!]! - 1);
    while (isFull(at)) at--;
    put(node, at);
  }
  return withoutGaps(column);
}

/** Nodes so that every kept link leads to a later one; of those free to come next, the first created. */
function inOrder(
  nodeCount: number,
  links: DenseLinks,
  outgoing: ReturnType<typeof linkLists>,
  incoming: ReturnType<typeof linkLists>,
): number[] {
  const waitsFor = new Int32Array(nodeCount);
  let free: number[] = [];
  for (let node = 0; node < nodeCount; node++) {
    waitsFor[node] = incoming.start[node + 1]! - incoming.start[node]!;
    if (waitsFor[node] === 0) free.push(node);
  }
  const order: number[] = [];
  while (free.length > 0) {
    const freed: number[] = [];
    for (const node of free) {
      order.push(node);
      for (let k = outgoing.start[node]!; k < outgoing.start[node + 1]!; k++) {
        const target = links.target[outgoing.list[k]!]!;
        if (--waitsFor[target]! === 0) freed.push(target);
      }
    }
    free = freed.sort((a, b) => a - b);
  }
  return order;
}

function withoutGaps(column: Int32Array): Int32Array {
  const used = [...new Set(column)].sort((a, b) => a - b);
  const dense = new Map(used.map((at, index) => [at, index]));
  return column.map((at) => dense.get(at)!); // every column is in `used`
}
